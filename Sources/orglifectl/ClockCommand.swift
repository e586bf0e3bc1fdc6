import ArgumentParser
import OrgLifeDaemon

struct ClockCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clock",
    abstract: "Say that the clock is right after it went back by more than a day.",
    discussion: """
      When the clock is more than a day before what was decided already,
      nothing is sent, and “status” says so: either the clock is wrong
      now, or it was wrong when so much was decided.

        orglifectl clock accept
      """,
    subcommands: [Accept.self])

  struct Accept: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "accept",
      abstract: "Go on with the clock as it is now.",
      discussion: """
        Where the clock is wrong now, set it right instead: then it goes on
        by itself. What was decided too early and has not left waits for
        release. Reminders that were decided come no second time.

          orglifectl clock accept --by organ-office

        Exit status: 0 it goes on, or nothing was to be accepted; 77 not
        permitted.
        """)

    @OptionGroup var daemon: DaemonOptions

    @Option(
      help: ArgumentHelp("Who says so; by default whose login this is.", valueName: "person"),
      completion: .names(.person))
    var by: String?

    func run() async throws {
      let answer: Control.ClockAnswer = try await daemon.call("AcceptClock", Control.ClockQuestion(by: by))
      if daemon.json { return try printJSON(schema: "clock", ["clock": answer]) }
      print(
        answer.held == 0
          ? "the clock is taken as it is"
          : "the clock is taken as it is; \(answer.held) deliveries wait: orglifectl queue list held")
    }
  }
}
