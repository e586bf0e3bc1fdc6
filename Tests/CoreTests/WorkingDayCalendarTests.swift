import OrgLifeCore
import Testing

/// Part of the notice of 2026: what these tests ask about.
private let calendar: WorkingDayCalendar = {
  func days(_ kind: WorkingDayCalendar.Kind, _ texts: [String]) -> [(CivilDate, WorkingDayCalendar.Entry)] {
    texts.compactMap { CivilDate($0) }.map { ($0, .init(kind: kind, name: "")) }
  }
  let entries =
    days(.holiday, ["2026-01-01", "2026-01-02", "2026-01-03", "2026-05-01", "2026-05-04", "2026-05-05"])
    + days(
      .holiday,
      [
        "2026-09-25", "2026-09-26", "2026-09-27", "2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06",
        "2026-10-07",
      ])
    + days(.makeupWorkday, ["2026-01-04", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"])
  return WorkingDayCalendar(
    entries: Dictionary(uniqueKeysWithValues: entries),
    years: [2025: .official, 2026: .official, 2027: .provisional])
}()

@Suite struct WorkingDayCalendarTests {
  @Test(arguments: [
    ("2026-09-21", 15, "2026-10-19", "weekdays alone would say 12 October"),
    ("2026-01-01", 1, "2026-01-04", "the next working day may be a Sunday"),
    ("2026-03-31", -10, "2026-03-17", "ten working days before the quarter's last day"),
    ("2026-03-31", 0, "2026-03-31", "no days are no days"),
    ("2026-01-04", -1, "2025-12-31", "back over a year's end"),
  ])
  func `working days are counted on the calendar`(from: String, days: Int, to: String, why: String) throws {
    #expect(try calendar.adding(days, to: CivilDate(from)!) == CivilDate(to), "\(why)")
  }

  @Test func `counting there and back is the same number`() throws {
    var day = CivilDate("2026-01-04")!
    while day < CivilDate("2026-12-01")! {
      if try calendar.isWorkingDay(day) {
        for count in [1, 5, 10] {
          let later = try calendar.adding(count, to: day)
          #expect(try calendar.workingDays(from: day, to: later) == count)
          #expect(try calendar.adding(-count, to: later) == day)
        }
      }
      day = day.adding(days: 1)
    }
  }

  @Test(arguments: [
    ("2026-01-02", false, "2026-01-04"), ("2026-01-02", true, "2026-01-05"),
    ("2026-05-01", false, "2026-05-06"),
    ("2026-05-09", true, "2026-05-09"), ("2026-10-02", false, "2026-10-08"),
  ])
  func `a day off moves to the next worked one, over make-up weekends when told to`(
    from: String, avoiding: Bool, to: String
  ) throws {
    #expect(try calendar.next(from: CivilDate(from)!, avoidMakeupWeekends: avoiding) == CivilDate(to))
  }

  @Test func `the last working day before a holiday is found backwards`() throws {
    #expect(try calendar.previous(from: CivilDate("2026-05-05")!) == CivilDate("2026-04-30"))
  }

  @Test func `a year of which nothing is known is an error and no guess`() {
    #expect(throws: WorkingDayCalendar.UnknownYear(year: 2028)) {
      try calendar.isWorkingDay(CivilDate("2028-01-03")!)
    }
    #expect(throws: WorkingDayCalendar.UnknownYear(year: 2028)) {
      try calendar.adding(5, to: CivilDate("2027-12-30")!)
    }
  }

  @Test func `who has to act guesses weekdays, and says that it is provisional`() {
    let days = WorkingDays(calendar)
    #expect(days.isWorkingDay(CivilDate("2028-01-03")!))
    #expect(days.isProvisional(CivilDate("2028-01-03")!))
    #expect(days.isProvisional(CivilDate("2027-01-04")!))
    #expect(!days.isProvisional(CivilDate("2026-01-05")!))
  }
}
