import ArgumentParser
import OrgLifeCore
import OrgLifeProgramme

struct CalendarShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Draw a month with its holidays, make-up days and fixed days.",
    discussion: """
      休 is a holiday, 班 a weekend day that is worked; * and + where the programme's language is English. \
      Without a month it is this one.

        orglifectl calendar show
        orglifectl calendar show 2026-10
      """)

  @Argument(help: ArgumentHelp("Such as 2026-10; this month where none is given.", valueName: "month"))
  var month: String?
  @Flag(help: "Print JSON.") var json = false
  @OptionGroup var source: CalendarSource

  func run() throws {
    let programme = try source.reading().programme
    let month = try source.month(month, in: programme)
    let page = MonthPage(month, of: programme)
    if json { return try printJSON(schema: "calendar-month", ["month": page.answer]) }
    print(page.text)
  }
}
