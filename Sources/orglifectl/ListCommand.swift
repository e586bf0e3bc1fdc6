import ArgumentParser
import OrgLifeDaemon

struct ListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "What is owed, by organisation, with its state and the working days left.",
    discussion: """
      LEFT counts working days until the due date, negative when overdue. DONE is how often it was recorded, \
      of how often it is owed.

        orglifectl list
        orglifectl list branch-01 --all
        orglifectl list --keys

      What is on its way is in “orglifectl queue list”.
      """)

  @Argument(
    help: "Only this organisation, by its id or the beginning of it.", completion: .names(.organisation))
  var organisation: String?
  @Flag(help: "Also what is fulfilled, waived or not applicable.") var all = false
  @Flag(help: "Keys in place of names, for “orglifectl waive” and “silence add”.") var keys = false
  @OptionGroup var daemon: DaemonOptions

  func run() async throws {
    var organisation = organisation
    if let given = organisation { organisation = try await daemon.whole(given, .organisation) }
    let answer: Control.ListAnswer = try await daemon.call(
      "List", Control.ListQuestion(organisation: organisation, all: all))
    if daemon.json { return try printJSON(schema: "list", answer) }
    guard !answer.owed.isEmpty else { return print("Nothing is owed.") }
    var table = Table("STATE", "LEFT", "DUE", "DONE", keys ? "KEY" : "WHAT")
    for row in answer.owed {
      let open = row.awaiting + row.incomplete
      table.add(
        row.state + (open > 0 ? "*" : ""), row.state == "fulfilled" ? "" : "\(row.workingDaysLeft)",
        "\(row.due)\(row.provisional ? "?" : "")",
        "\(row.done)/\(row.needed)", keys ? row.key : "\(row.organisationName) \(row.dutyName) \(row.period)",
        colour: Style.colour(ofState: row.state))
    }
    // A key that is cut short is no key.
    print(table.text(width: keys ? nil : outputWidth, style: .ofThisProcess))
    print(
      "\n\(answer.owed.count) in all; LEFT counts working days, negative when overdue\(keys ? "" : "; --keys shows keys")"
    )
    if answer.owed.contains(where: { $0.awaiting + $0.incomplete > 0 }) {
      print("* a record of it does not count as it stands: “orglifectl record list --open”")
    }
    if answer.owed.contains(where: \.provisional) {
      print("? the holidays of that year are not published yet: the day may move")
    }
  }
}
