import ArgumentParser
import OrgLifeCore
import OrgLifeDaemon

struct TermCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "term", abstract: "Terms of office: what the superior approved about their end.",
    discussion: """
      An election is recorded like a meeting: “orglifectl record branch-03 election --date …”; the new term \
      begins with it. The key of an election that is owed carries the day on which the term began.

        orglifectl term extend election/branch-03/2023-06-20 \\
          --until 2027-03-31 --reference 批复〔2026〕7号
      """,
    subcommands: [Extend.self, Endorse.self])

  struct Extend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The term ends on another day, as the superior approved.",
      discussion: """
        Up to a year longer counts at once, and the ladder starts anew towards the new end. More than a year is \
        generally not done: it is kept and waits until a second person endorses it.

          orglifectl term extend election/branch-03/2023-06-20 \\
            --until 2027-03-31 --reference 批复〔2026〕7号
        """)

    @Argument(
      help: ArgumentHelp("The key of the election.", valueName: "key"), completion: .names(.obligation))
    var obligation: String
    @Option(help: ArgumentHelp("The day on which the term ends.", valueName: "yyyy-mm-dd")) var until:
      CivilDate
    @Option(help: "The superior's approval.") var reference: String
    @OptionGroup var author: AuthorOptions
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      var statement = Control.Statement(by: author.by)
      statement.obligation = try await daemon.whole(obligation, .obligation)
      statement.due = until
      statement.reference = reference
      try await daemon.tell("ProlongTerm", statement, done: "recorded")
    }
  }

  struct Endorse: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "A second person endorses an extension of more than a year.",
      discussion: """
          orglifectl term endorse election/branch-03/2023-06-20 \\
            --reference 批复〔2026〕7号 --by organ-secretary

        Exit status: 0 endorsed; 4 nothing waits; 77 you entered it.
        """)

    @Argument(
      help: ArgumentHelp("The key of the election.", valueName: "key"), completion: .names(.obligation))
    var obligation: String
    @Option(help: "The superior's approval.") var reference: String
    @OptionGroup var author: AuthorOptions
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      var statement = Control.Statement(by: author.by)
      statement.obligation = try await daemon.whole(obligation, .obligation)
      statement.reference = reference
      try await daemon.tell("EndorseTerm", statement, done: "endorsed")
    }
  }
}
