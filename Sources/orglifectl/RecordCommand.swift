import ArgumentParser
import OrgLifeCore
import OrgLifeDaemon

extension CivilDate: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension Identifier: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

struct RecordCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record", abstract: "A meeting was held: reminders about it stop at once.",
    discussion: """
      orglifectl record add branch-01 member-assembly --date 2026-03-20 \\
        --chair 支部书记 --present 14 --due 16 --reference 会议记录2026-03

      Only a reference to the minutes is kept. “add” may be left out.
      """,
    subcommands: [Add.self, Withdraw.self], defaultSubcommand: Add.self)

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Record a meeting. Said twice, it changes nothing.")

    @Argument(help: "The organisation's id.") var organisation: Organisation.ID
    @Argument(help: "The duty's id, for instance member-assembly.") var duty: Duty.ID
    @Option(help: ArgumentHelp("The day it was held.", valueName: "yyyy-mm-dd")) var date: CivilDate
    @Option(help: "Who chaired it.") var chair: String
    @Option(help: "How many came, of those entitled (实到).") var present: Int
    @Option(help: "How many should have come (应到).") var due: Int
    @Option(help: "Where the minutes are.") var reference: String?
    @Option(help: ArgumentHelp("The period it makes up for, for instance 2026-Q1.", valueName: "period"))
    var makesUpFor: String?
    @OptionGroup var author: AuthorOptions
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      var statement = Control.Statement(by: author.by)
      statement.meeting = MeetingRecord(
        organisation: organisation, duty: duty, date: date, chair: chair, present: present, due: due,
        reference: reference, makesUpFor: makesUpFor)
      try await daemon.tell("Record", statement, done: "recorded")
    }
  }

  struct Withdraw: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "A record was wrong: it does not count any more, and reminders go on.")

    @Argument(help: "The record's key: DUTY/ORGANISATION/DATE.") var record: String
    @Option(help: "Why.") var reason: String
    @OptionGroup var author: AuthorOptions
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      var statement = Control.Statement(by: author.by)
      statement.record = record
      statement.reason = reason
      try await daemon.tell("Withdraw", statement, done: "withdrawn")
    }
  }
}
