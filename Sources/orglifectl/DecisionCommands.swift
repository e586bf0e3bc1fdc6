import ArgumentParser
import OrgLifeCore
import OrgLifeDaemon

struct WaiveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "waive", abstract: "It was decided that something is not owed: its reminders stop.")

  @Argument(help: "The key of what is owed: DUTY/ORGANISATION/PERIOD.") var obligation: String
  @Option(help: "Who decided it, and why.") var reason: String
  @OptionGroup var author: AuthorOptions
  @OptionGroup var daemon: DaemonOptions

  func run() async throws {
    var statement = Control.Statement(by: author.by)
    statement.obligation = obligation
    statement.reason = reason
    try await daemon.tell("Waive", statement, done: "waived")
  }
}

struct SilenceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "silence", abstract: "Send nothing about some obligations until a time, for a reason.",
    discussion: "orglifectl silence member-assembly/branch-01/ --until 2026-06-01T00:00 --reason 机构调整")

  @Argument(help: "How the keys begin: DUTY/ or DUTY/ORGANISATION/ or a whole key.") var prefix: String
  @Option(help: ArgumentHelp("Until when, in the programme's zone.", valueName: "yyyy-mm-ddThh:mm"))
  var until: String
  @Option(help: "Why.") var reason: String
  @OptionGroup var author: AuthorOptions
  @OptionGroup var daemon: DaemonOptions

  func validate() throws {
    let words = until.split(separator: "T", omittingEmptySubsequences: false).map(String.init)
    guard words.count == 2, CivilDate(words[0]) != nil, CivilTime(words[1]) != nil else {
      throw ValidationError("--until “\(until)” is no time; write it like 2026-06-01T00:00.")
    }
  }

  func run() async throws {
    var statement = Control.Statement(by: author.by)
    statement.prefix = prefix
    statement.until = until
    statement.reason = reason
    try await daemon.tell("Silence", statement, done: "silenced")
  }
}

struct ReleaseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "release", abstract: "Let deliveries go that wait for a person.",
    discussion: "“orglifectl list --deliveries held” shows them.")

  @Argument(help: "How their keys begin.") var prefix: String?
  @Flag(help: "All of them.") var all = false
  @OptionGroup var daemon: DaemonOptions

  func validate() throws {
    guard all != (prefix != nil) else { throw ValidationError("Name deliveries by their key, or say --all.") }
  }

  func run() async throws {
    let answer: Control.ReleaseAnswer = try await daemon.call(
      "Release", Control.ReleaseQuestion(prefix: prefix ?? ""))
    if daemon.json { return try printJSON(answer) }
    guard answer.released > 0 else {
      throw Exit.saying(
        prefix.map {
          "nothing that is held begins with \($0); “orglifectl list --deliveries held” shows the keys"
        }
          ?? "nothing is held", Exit.noSuchThing)
    }
    print("released: \(answer.released)")
  }
}

struct AdoptCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "adopt",
    abstract: "Count periods before the first start as owed, from a day on.",
    discussion: """
      A first start owes nothing about the past. This opens older periods: they show in “orglifectl list” as \
      overdue until they are recorded or waived. Nothing is sent about rungs that are past.
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
    discussion:
      "When it is refused, every error is printed, the one before stays in force, and the status is 78.")

  @OptionGroup var daemon: DaemonOptions

  func run() async throws {
    let answer: Control.ReloadAnswer = try await daemon.call("Reload")
    if daemon.json { return try printJSON(answer) }
    for note in answer.notes { print(note) }
    print(
      answer.changed ? "in force: \(answer.revision.prefix(12))" : "unchanged: \(answer.revision.prefix(12))")
  }
}
