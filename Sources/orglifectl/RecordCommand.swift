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
      Only a reference to the minutes is kept, never the minutes. “add” may be left out.

        orglifectl record branch-01 member-assembly --date 2026-03-20 \\
          --chair 支部书记 --present 14 --due 16 --reference 记录2026-03
        orglifectl record withdraw member-assembly/branch-01/2026-03-20 \\
          --reason 日期有误

      A record that may be of no Party meeting waits until somebody else confirms it; one that lacks something \
      until it is corrected. Neither counts before.
      """,
    subcommands: [Add.self, List.self, Import.self, Correct.self, Confirm.self, Withdraw.self],
    defaultSubcommand: Add.self)

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Record a meeting. Said twice, it changes nothing.",
      discussion: """
        It counts for the period in which it was held. One that makes up for an earlier period counts there \
        and nowhere else.

          orglifectl record add branch-01 member-assembly \\
            --date 2026-03-20 --chair 支部书记 --present 14 --due 16
          orglifectl record add branch-01 member-assembly \\
            --date 2026-04-03 --chair 支部书记 --present 14 --due 16 \\
            --makes-up-for 2026-Q1

        What a vote needs: those without voting rights are taken off --due with --excluded, and --present \
        counts members with voting rights.
        """)

    @Argument(help: "The organisation's id.", completion: .names(.organisation))
    var organisation: Organisation.ID
    @Argument(help: "The duty's id, for instance member-assembly.", completion: .names(.duty))
    var duty: Duty.ID
    @Option(help: ArgumentHelp("The day it was held.", valueName: "yyyy-mm-dd")) var date: CivilDate
    @Option(help: "Who chaired it.") var chair: String
    @Option(help: "How many came, of those entitled (实到).") var present: Int
    @Option(help: "How many should have come (应到).") var due: Int
    @OptionGroup var particulars: MeetingParticulars
    @OptionGroup var author: AuthorOptions
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      var statement = Control.Statement(by: author.by)
      var meeting = MeetingRecord(
        organisation: try await daemon.whole(organisation, .organisation),
        duty: try await daemon.whole(duty, .duty), date: date, chair: chair, present: present, due: due)
      try particulars.apply(to: &meeting)
      statement.meeting = meeting
      try await daemon.tell("Record", statement, done: "recorded")
    }
  }

  struct Withdraw: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "A record was wrong: it does not count any more, and reminders go on.",
      discussion: """
        “record add” printed the key. Where only particulars are wrong, “record correct” keeps the record; a \
        wrong day, duty or organisation is withdrawn and recorded anew.

          orglifectl record withdraw member-assembly/branch-01/2026-03-20 \\
            --reason 日期有误
        """)

    @Argument(
      help: ArgumentHelp(
        "The record's key, DUTY/ORGANISATION/DATE, or its beginning; - for keys on standard input.",
        valueName: "key"), completion: .names(.record))
    var record: String
    @Option(help: "Why.") var reason: String
    @OptionGroup var author: AuthorOptions
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      try await KeyArgument.each(record) { key in
        var statement = Control.Statement(by: author.by)
        statement.record = try await daemon.whole(key, .record)
        statement.reason = reason
        try await daemon.tell("Withdraw", statement, done: "withdrawn")
      }
    }
  }
}
