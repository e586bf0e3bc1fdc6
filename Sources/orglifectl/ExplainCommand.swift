import ArgumentParser
import OrgLifeDaemon

struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Why something was sent or not, why late, why to this person.",
    discussion: """
      The key stands at the end of every message, and in “orglifectl list --keys”. It may be cut short as \
      long as nothing else begins so. #2 behind a delivery with its channel is the second attempt.

        orglifectl explain member-assembly/branch-01/2026-Q1
        orglifectl explain member-assembly/branch-01/2026-Q1/T-5
        orglifectl explain digest/2026-03-26/b01-secretary
      """)

  @Argument(
    help: "What is owed, one of its rungs, a delivery, or a digest.",
    completion: .names(.obligation, .delivery))
  var key: String
  @OptionGroup var daemon: DaemonOptions

  func run() async throws {
    let answer: Control.ExplainAnswer = try await daemon.call("Explain", Control.ExplainQuestion(key: key))
    if daemon.json { return try printJSON(schema: "explain", ["explanation": answer.explanation]) }
    print(ExplanationPrinter(answer.explanation).text)
  }
}
