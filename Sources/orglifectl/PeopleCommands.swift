import ArgumentParser
import OrgLifeCore
import OrgLifeDaemon

struct AcknowledgeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ack", abstract: "I have seen it, and may promise a day.",
    discussion: """
      The next who are told see it. A promise of at most five working days puts off what would go to the same people \
      until then; it is given once, and never keeps from those above what is due to them. Only a record ends the matter.

        orglifectl ack member-assembly/branch-01/2026-Q1
        orglifectl ack member-assembly/branch-01/2026-Q1 --promise 2026-03-27
      """)

  @Argument(
    help: ArgumentHelp("The key of what is owed, or its beginning.", valueName: "key"),
    completion: .names(.obligation))
  var obligation: String
  @Option(help: ArgumentHelp("The day by which it will be done.", valueName: "yyyy-mm-dd")) var promise:
    CivilDate?
  @OptionGroup var author: AuthorOptions
  @OptionGroup var daemon: DaemonOptions

  func run() async throws {
    var statement = Control.Statement(by: author.by)
    statement.obligation = try await daemon.whole(obligation, .obligation)
    statement.due = promise
    try await daemon.tell("Acknowledge", statement, done: "seen")
  }
}

struct DelegateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delegate", abstract: "A role is handed to somebody for some days.",
    discussion: """
      Reminders for the role go to whoever acts in it, and say so; afterwards they go back. A secretary's role may be \
      handed to a deputy or a member of the committee (支部工作条例第十四条), nobody else.

        orglifectl delegate branch-01 b01-secretary b01-deputy \\
          --since 2026-06-01 --until 2026-06-30 --reason 外出学习
      """)

  @Argument(help: "The organisation's id.", completion: .names(.organisation)) var organisation:
    Organisation.ID
  @Argument(help: "Who hands it over.", completion: .names(.person)) var from: Person.ID
  @Argument(help: "Who acts.", completion: .names(.person)) var to: Person.ID
  @Option(help: "The role.", completion: .names(.role)) var role = RoleName.secretary
  @Option(help: ArgumentHelp("The first day.", valueName: "yyyy-mm-dd")) var since: CivilDate
  @Option(help: ArgumentHelp("The last day.", valueName: "yyyy-mm-dd")) var until: CivilDate
  @Option(help: "Why.") var reason: String
  @OptionGroup var author: AuthorOptions
  @OptionGroup var daemon: DaemonOptions

  func run() async throws {
    guard let role = Role(role) else { throw ValidationError("--role: \(IdentifierRule.words)") }
    var statement = Control.Statement(by: author.by)
    statement.delegation = Delegation(
      organisation: try await daemon.whole(organisation, .organisation), role: role,
      from: try await daemon.whole(from, .person), to: try await daemon.whole(to, .person), since: since,
      until: until, reason: reason)
    try await daemon.tell("Delegate", statement, done: "handed over")
  }
}

struct AbsentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "absent", abstract: "Somebody is away for some days, and is not to be asked.",
    discussion: """
      For a secretary the deputy is told, for anybody else the next person up, and the message says why. Hand the role \
      over with “delegate” to choose who acts.

        orglifectl absent b01-secretary \\
          --since 2026-06-01 --until 2026-06-30 --reason 病假
      """)

  @Argument(help: "Who.", completion: .names(.person)) var person: Person.ID
  @Option(help: ArgumentHelp("The first day.", valueName: "yyyy-mm-dd")) var since: CivilDate
  @Option(help: ArgumentHelp("The last day.", valueName: "yyyy-mm-dd")) var until: CivilDate
  @Option(help: "Why.") var reason: String
  @OptionGroup var author: AuthorOptions
  @OptionGroup var daemon: DaemonOptions

  func run() async throws {
    var statement = Control.Statement(by: author.by)
    statement.leave = Leave(
      person: try await daemon.whole(person, .person), since: since, until: until, reason: reason)
    try await daemon.tell("SetAway", statement, done: "away")
  }
}

struct PeopleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "people", abstract: "Whom the ladders reach today, who is away, who acts for whom.",
    discussion: """
        orglifectl people reach
        orglifectl people away
      """,
    subcommands: [Reach.self, Away.self, Back.self])

  struct Reach: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What of today's ladders reaches nobody, or not whom it should.",
      discussion: """
        For every duty, rung and role, alike ones on one line (--json has each): nobody is reached; somebody higher stands in; an escalation goes to the same \
        people again; no channel has an address. And people whose last message was refused for good.

          orglifectl people reach

        Exit status: 0 everybody is reached; 1 something is listed.
        """)

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      let answer: Control.ReachAnswer = try await daemon.call("Reach")
      if daemon.json {
        try printJSON(schema: "people-reach", answer)
      } else if answer.gaps.isEmpty {
        print("Every rung of every ladder reaches whom it should today.")
      } else {
        var table = Table("KIND", "ORGANISATION", "WHAT")
        // A role that cannot act shows at every rung that names it: it is one thing to mend.
        let same = Dictionary(grouping: answer.gaps) {
          "\($0.kind)/\($0.organisation ?? "")/\($0.role ?? "")/\($0.detail)"
        }
        var told: Set<String> = []
        for gap in answer.gaps {
          let key = "\(gap.kind)/\(gap.organisation ?? "")/\(gap.role ?? "")/\(gap.detail)"
          guard told.insert(key).inserted, let alike = same[key] else { continue }
          let duties = Set(alike.compactMap(\.duty)).sorted()
          let role = gap.role.map { "\($0): " } ?? ""
          let place =
            duties.isEmpty
            ? ""
            : " (\(duties.count == 1 ? duties[0] : "\(duties.count) duties"), \(alike.count) \(alike.count == 1 ? "rung" : "rungs"))"
          table.add(gap.kind, gap.organisation ?? "-", role + gap.detail + place)
        }
        print(table.text(width: outputWidth, style: .ofThisProcess))
      }
      if !answer.gaps.isEmpty { throw Exit.no }
    }
  }

  struct Away: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Who is away today or later, and who acts for whom.",
      discussion: """
          orglifectl people away
        """)

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      let answer: Control.SpellsAnswer = try await daemon.call("ListAway")
      if daemon.json { return try printJSON(schema: "people-away", answer) }
      guard !answer.spells.isEmpty else { return print("Nobody is away, and nobody acts for another.") }
      var table = Table("NUMBER", "SINCE", "UNTIL", "PERSON", "WHAT")
      for spell in answer.spells {
        let what = spell.to.map { "\(spell.role ?? "") of \(spell.organisation ?? "") is \($0)" } ?? "away"
        table.add(
          "\(spell.fact)", "\(spell.since)", "\(spell.until)", spell.person, "\(what): \(spell.reason)")
      }
      print(table.text(width: outputWidth, style: .ofThisProcess))
    }
  }

  struct Back: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "A leave or a delegation is over before its last day.",
      discussion: """
        “people away” shows the numbers.

          orglifectl people back 41 --reason 提前返岗
        """)

    @Argument(help: "Its number.", completion: .names(.spell)) var number: Int64
    @Option(help: "Why.") var reason: String
    @OptionGroup var author: AuthorOptions
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      var statement = Control.Statement(by: author.by)
      statement.fact = number
      statement.reason = reason
      try await daemon.tell("Recall", statement, done: "over")
    }
  }
}
