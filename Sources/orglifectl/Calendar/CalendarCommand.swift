import ArgumentParser

struct CalendarCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calendar",
    abstract: "Working days, holidays, fixed days, and the days of a rule.",
    discussion: """
      No daemon is needed. With --jsonl, workday and expand answer programs: one JSON object on a line \
      of standard input, one on a line of standard output; docs/recurrence.md has the members.

        orglifectl calendar show 2026-10
        orglifectl calendar explain 2026-10-10
        orglifectl calendar workday 2026-09-21 --add 15
        orglifectl calendar import 2027.csv --dry-run
      """,
    subcommands: [
      CalendarShowCommand.self, CalendarExplainCommand.self, CalendarWorkdayCommand.self,
      CalendarExpandCommand.self, CalendarImportCommand.self,
    ])
}
