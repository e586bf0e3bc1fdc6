import ArgumentParser
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeProgramme

/// The configuration whose calendars and duties a question is about. No daemon is asked.
struct CalendarSource: ParsableArguments {
  @Option(help: ArgumentHelp("The configuration.", valueName: "folder"), completion: .directory)
  var config = "/etc/orglifed"

  func reading() throws -> (programme: Programme, places: ProgrammePlaces) {
    try ProgrammeReading.whole(folder: config)
  }

  func today(in programme: Programme) -> CivilDate { programme.zone.date(at: Wallclock().now) }

  func month(_ text: String?, in programme: Programme) throws -> Period {
    guard let text else { return Period(.month, containing: today(in: programme)) }
    guard let month = Period(text), month.cycle == .month else {
      throw ValidationError("“\(text)” is no month; write for example 2026-10")
    }
    return month
  }
}
