import ArgumentParser
import OrgLifeCore
import OrgLifeProgramme

struct CalendarShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Draw a month with its holidays, make-up days and fixed days.",
    discussion: """
      orglifectl calendar show             this month
      orglifectl calendar show 2026-10     October 2026

      休 is a holiday, 班 a weekend day that is worked (* and + where the programme's language is English).
      """)

  @Argument(help: ArgumentHelp("Such as 2026-10; this month where none is given.", valueName: "month"))
  var month: String?
  @OptionGroup var source: CalendarSource

  func run() throws {
    let programme = try source.reading().programme
    let month = try source.month(month, in: programme)
    print(MonthPage(month, of: programme).text)
  }
}
