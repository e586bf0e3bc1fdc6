import ArgumentParser

struct CalendarCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calendar",
    abstract: "Working days, holidays, fixed days and rules.",
    discussion: """
      orglifectl calendar show 2026-10
      orglifectl calendar explain 2026-10-10
      orglifectl calendar import 2027.csv
      """,
    subcommands: [CalendarShowCommand.self, CalendarExplainCommand.self, CalendarImportCommand.self])
}
