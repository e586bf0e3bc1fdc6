import ArgumentParser
import OrgLifeCore
import OrgLifeDaemon

extension RecordCommand {
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What was recorded, by day, and whether it counts.",
      discussion: """
        A record counts; or it is incomplete, or awaits the confirmation of somebody other than who recorded \\
        it, and does not count before.

          orglifectl record list branch-01
          orglifectl record list --open
        """)

    @Argument(
      help: "Only this organisation, by its id or the beginning of it.", completion: .names(.organisation))
    var organisation: String?
    @Flag(help: "Only what does not count as it stands.") var open = false
    @Flag(help: "What was corrected or withdrawn since, too.") var all = false
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      var organisation = organisation
      if let given = organisation { organisation = try await daemon.whole(given, .organisation) }
      let answer: Control.RecordsAnswer = try await daemon.call(
        "ListRecords", Control.RecordsQuestion(organisation: organisation, all: all, open: open))
      if daemon.json { return try printJSON(schema: "records", answer) }
      guard !answer.records.isEmpty else {
        return print(open ? "Every record counts." : "Nothing is recorded.")
      }
      for record in answer.records { RecordPrinter.print(record) }
      print("\n\(answer.records.count) in all")
    }
  }

  struct Correct: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "A record says something wrong, or too little: from now on it says this.",
      discussion: """
        What is not given stays as it was; the earlier version is kept. The day, the duty and the organisation \\
        are what a record is named by: where one of them is wrong, withdraw it and record it anew.

          orglifectl record correct member-assembly/branch-01/2026-03-20 \\
            --present 11 --attending 3 --non-members-present 0 \\
            --agenda 学习贯彻全会精神 预算调整 --reason 列席人员误记为出席
        """)

    @Argument(
      help: "The record's key, DUTY/ORGANISATION/DATE, or its beginning.", completion: .names(.record))
    var record: String
    @Option(help: "Why.") var reason: String
    @Option(help: "Who chaired it.") var chair: String?
    @Option(help: "How many came, of those entitled (实到).") var present: Int?
    @Option(help: "How many should have come (应到).") var due: Int?
    @OptionGroup var particulars: MeetingParticulars
    @OptionGroup var author: AuthorOptions
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      let key = try await daemon.whole(record, .record)
      let answer: Control.RecordsAnswer = try await daemon.call(
        "ListRecords", Control.RecordsQuestion(organisation: nil, all: false, open: false))
      guard var meeting = answer.records.first(where: { $0.key == key })?.meeting else {
        throw Exit.saying(
          "there is no record \(key) to correct; “orglifectl record list” shows what is recorded",
          Exit.noSuchThing)
      }
      meeting.chair = chair ?? meeting.chair
      meeting.present = present ?? meeting.present
      meeting.due = due ?? meeting.due
      try particulars.apply(to: &meeting)
      var statement = Control.Statement(by: author.by)
      statement.meeting = meeting
      statement.reason = reason
      try await daemon.tell("CorrectRecord", statement, done: "corrected")
    }
  }

  struct Confirm: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "A doubted record is right as it stands, says somebody other than who recorded it.",
      discussion: """
        From then on it counts. A record is doubted where its title is that of an office or union meeting, \\
        where people who are no members are listed as present, or where no point of its agenda is a Party matter.

          orglifectl record confirm member-assembly/branch-01/2026-03-20 \\
            --reason 会后另开党员大会，已核对记录 --by b01-secretary

        Exit status: 0 it counts; 1 there is nothing to confirm; 77 you recorded it, or are not in the roster.
        """)

    @Argument(
      help: ArgumentHelp(
        "The record's key, DUTY/ORGANISATION/DATE, or its beginning; - for keys on standard input.",
        valueName: "key"), completion: .names(.record))
    var record: String
    @Option(help: "How you know.") var reason: String
    @OptionGroup var author: AuthorOptions
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      try await KeyArgument.each(record) { key in
        var statement = Control.Statement(by: author.by)
        statement.record = try await daemon.whole(key, .record)
        statement.reason = reason
        try await daemon.tell("ConfirmRecord", statement, done: "confirmed")
      }
    }
  }
}

/// Says one record in lines.
enum RecordPrinter {
  static func print(_ record: Control.Record) {
    let meeting = record.meeting
    let style = Style.ofThisProcess
    // A key that is cut short is no key.
    Swift.print("\(record.key)  \(style.painted(record.state, Style.colour(ofState: record.state)))")
    var page = Paragraph()
    let due = meeting.due - (meeting.excluded?.count ?? 0)
    var parts = ["\(record.organisationName) · \(record.dutyName)"]
    if let title = meeting.title { parts.append("“\(title)”") }
    parts.append("\(meeting.membersPresent) of \(due) present")
    if let passed = record.passed { parts.append(passed ? "its vote passed" : "its vote did not pass") }
    if let period = meeting.makesUpFor { parts.append("for \(period)") }
    parts.append("by \(record.by)")
    page.add(parts.joined(separator: ", "), indent: 2)
    for reason in record.reasons { page.add("- \(reason.english)", indent: 4) }
    if let confirmation = record.confirmation {
      page.add("confirmed by \(confirmation.by): \(confirmation.reason)", indent: 4)
    }
    Swift.print(page.text)
  }
}
