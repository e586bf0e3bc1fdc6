import ArgumentParser
import OrgLifeDaemon

struct ListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "What is owed, by organisation, with its state and the working days left.",
    discussion: """
      orglifectl list                        everything that is owed now
      orglifectl list branch-01 --all        one branch, with what is done already
      orglifectl list --deliveries held      messages that wait for a person to release them
      """)

  @Argument(help: "Only this organisation.") var organisation: String?
  @Flag(help: "Also what is fulfilled, waived or not applicable.") var all = false
  @Flag(help: "Keys in place of names, for “orglifectl waive” and “silence”.") var keys = false
  @Option(
    help: ArgumentHelp(
      "Deliveries in a state instead: pending, deferred, held, failed, ….", valueName: "state"))
  var deliveries: String?
  @OptionGroup var daemon: DaemonOptions

  func run() async throws {
    if let deliveries { return try await listDeliveries(in: deliveries) }
    let answer: Control.ListAnswer = try await daemon.call(
      "List", Control.ListQuestion(organisation: organisation, all: all))
    if daemon.json { return try printJSON(answer.owed) }
    guard !answer.owed.isEmpty else { return print("Nothing is owed.") }
    var table = Table("STATE", "LEFT", "DUE", "DONE", keys ? "KEY" : "WHAT")
    for row in answer.owed {
      table.add(
        row.state, row.state == "fulfilled" ? "" : "\(row.workingDaysLeft)",
        "\(row.due)\(row.provisional ? "?" : "")",
        "\(row.done)/\(row.needed)", keys ? row.key : "\(row.organisationName) \(row.dutyName) \(row.period)")
    }
    print(table.text(width: keys ? nil : outputWidth))
    print(
      "\n\(answer.owed.count) in all; LEFT counts working days, negative when overdue\(keys ? "" : "; --keys shows keys")"
    )
    if answer.owed.contains(where: \.provisional) {
      print("? the holidays of that year are not published yet: the day may move")
    }
  }

  private func listDeliveries(in state: String) async throws {
    let answer: Control.DeliveriesAnswer = try await daemon.call(
      "ListDeliveries", Control.DeliveriesQuestion(state: state))
    if daemon.json { return try printJSON(answer.deliveries) }
    guard !answer.deliveries.isEmpty else { return print("No delivery is \(state).") }
    for delivery in answer.deliveries {
      print(delivery.key)
      if let reason = delivery.reason { print("    \(reason)") }
    }
  }
}
