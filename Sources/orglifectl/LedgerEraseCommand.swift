import ArgumentParser
import Foundation
import OrgLifeDaemon
import OrgLifeLedger

struct LedgerEraseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase", abstract: "Take a person out of the ledger for good.",
    discussion: """
      For a person's right to be forgotten, once they are out of people.csv and appointments.csv. Their id gives way \
      to one that nobody has; names, addresses and texts give way to a mark; the texts of all settled messages are \
      forgotten. What was decided and when stays, and the chain still holds. Who erased, when, why and how many rows \
      is kept; it cannot be undone. It first says what it would erase, and asks.

        orglifectl ledger erase b03-accountant --reason 本人申请

      Exit status: 0 erased, or nothing of them is there; 1 refused, with the reason, or not confirmed; 77 not \
      permitted.
      """)

  @Argument(help: "The id that the person had.") var person: String
  @Option(help: "Why, without naming them: it is kept for good.") var reason: String
  @Flag(help: "Do it without asking.") var yes = false
  @OptionGroup var author: AuthorOptions
  @OptionGroup var daemon: DaemonOptions

  func run() async throws {
    guard !reason.allSatisfy(\.isWhitespace) else { throw Exit.saying("--reason is empty", Exit.usage) }
    if !yes {
      let plan = try await ask(confirmed: false)
      guard plan.mark != nil else { return try say(plan) }
      if !daemon.json { print(Self.text(of: plan, person: person)) }
      guard try isConfirmed() else {
        if daemon.json { try printJSON(schema: "ledger-erase", plan) }
        throw Exit.saying("nothing was erased; to do it, say the same with --yes", Exit.no)
      }
    }
    try say(try await ask(confirmed: true))
  }

  private func ask(confirmed: Bool) async throws -> Control.EraseAnswer {
    try await daemon.call(
      "Erase",
      Control.EraseQuestion(person: person, reason: reason, confirmed: confirmed, by: author.by))
  }

  /// Only somebody at a terminal can be asked; whoever types the id has read what goes.
  private func isConfirmed() throws -> Bool {
    guard !daemon.json, isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { return false }
    print("To erase them for good, type the id once more: ", terminator: "")
    fflush(nil)
    return readLine()?.trimmingCharacters(in: .whitespaces) == person
  }

  private func say(_ answer: Control.EraseAnswer) throws {
    if daemon.json { return try printJSON(schema: "ledger-erase", answer) }
    guard answer.mark != nil else {
      print("nothing of \(person) is in the ledger, nothing was changed")
      return
    }
    print(Self.text(of: answer, person: person))
  }

  static func text(of answer: Control.EraseAnswer, person: String) -> String {
    let rows = answer.rows
    var page = Paragraph()
    page.add(
      answer.erased
        ? "erased: \(person); \(answer.mark ?? "") stands in their place"
        : "this would be erased of \(person):")
    let counts = [
      (rows.deliveries, "deliveries to them, or that name them"), (rows.receipts, "answers to these"),
      (rows.acts, "acts by their hand, or on these"), (rows.facts, "facts by them, or about them"),
      (rows.decisions, "decisions that name them"), (rows.bulletins, "messages to the operator"),
      (rows.programmes, "earlier configurations with them"),
      (rows.texts, "texts of settled messages, everybody's, as each may name them"),
    ]
    for (count, what) in counts where count > 0 { page.add("\(count) \(what)", indent: 2) }
    if !answer.soughtFor.isEmpty {
      page.add("looked for in free text: \(answer.soughtFor.joined(separator: ", "))", indent: 2)
    }
    for place in answer.left { page.add("not erased: \(place)") }
    return page.text
  }
}
