import ArgumentParser

struct CalendarCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calendar",
    abstract: "Ask about days: which are worked, and which a rule names.",
    discussion: """
      orglifectl calendar workday 2026-10-10
      orglifectl calendar workday 2026-09-21 --add 15
      orglifectl calendar expand 'FREQ=MONTHLY;BYDAY=1FR' --from 2026-01-01

      No daemon is asked. With --jsonl both answer programs: one JSON object on a line of standard input, one \
      on a line of standard output; docs/recurrence.md has the members.
      """,
    subcommands: [CalendarWorkdayCommand.self, CalendarExpandCommand.self])
}
