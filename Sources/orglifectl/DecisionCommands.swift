import ArgumentParser
import OrgLifeCore
import OrgLifeDaemon

struct WaiveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "waive",
    abstract: "It was decided that something is not owed, say two people: its reminders stop.",
    discussion: """
      “orglifectl list --keys” shows the keys. The first person asks for it, and nothing changes yet; when a \
      second one says the same, it is waived. The decision is kept with who said so and why; it cannot be taken back.

        orglifectl waive member-assembly/branch-01/2026-Q1 --reason 与二支部合开
        orglifectl waive - --reason 机构调整 <keys.txt
      """)

  @Argument(
    help: ArgumentHelp(
      "The key of what is owed, DUTY/ORGANISATION/PERIOD, or its beginning; - for keys on standard input.",
      valueName: "key"), completion: .names(.obligation))
  var obligation: String
  @Option(help: "Who decided it, and why.") var reason: String
  @OptionGroup var author: AuthorOptions
  @OptionGroup var daemon: DaemonOptions

  func run() async throws {
    try await KeyArgument.each(obligation) { key in
      var statement = Control.Statement(by: author.by)
      statement.obligation = try await daemon.whole(key, .obligation)
      statement.reason = reason
      try await daemon.tell("Waive", statement, done: "waived")
    }
  }
}

struct AdoptCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "adopt",
    abstract: "Count periods before the first start as owed, from a day on.",
    discussion: """
      A first start owes nothing about the past. This opens older periods: they show in “orglifectl list” as \
      overdue until they are recorded or waived. Nothing is sent about rungs that are past.

        orglifectl adopt --from 2026-07-01
      """)

  @Option(help: ArgumentHelp("The day.", valueName: "yyyy-mm-dd")) var from: CivilDate
  @OptionGroup var author: AuthorOptions
  @OptionGroup var daemon: DaemonOptions

  func run() async throws {
    var statement = Control.Statement(by: author.by)
    statement.from = from
    try await daemon.tell("Adopt", statement, done: "adopted from")
  }
}

struct ReloadCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reload",
    abstract: "Read the configuration again, and return when it is in force.",
    discussion: """
      Reading sends nothing. When it is refused, every error is printed and the one before stays in force.

        orglifectl reload
        orglifectl check-config /etc/orglifed && orglifectl reload

      Exit status: 0 it is in force; 77 only root and the daemon's own user may reload; 78 it was refused.
      """)

  @OptionGroup var daemon: DaemonOptions

  func run() async throws {
    let answer: Control.ReloadAnswer = try await daemon.call("Reload")
    if daemon.json { return try printJSON(schema: "reload", ["reload": answer]) }
    for note in answer.notes { print(note) }
    print(
      answer.changed ? "in force: \(answer.revision.prefix(12))" : "unchanged: \(answer.revision.prefix(12))")
  }
}
