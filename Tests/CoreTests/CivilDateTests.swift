import OrgLifeCore
import Testing

@Suite struct CivilDateTests {
  @Test func `every day from 1900 to 2100 survives the way to text and back, and follows the day before`()
    throws
  {
    var day = try #require(CivilDate(year: 1900, month: 1, day: 1))
    let last = try #require(CivilDate(year: 2100, month: 12, day: 31))
    while day <= last {
      #expect(CivilDate(day.description) == day)
      let next = day.adding(days: 1)
      #expect(next.weekday.rawValue == day.weekday.rawValue % 7 + 1)
      day = next
    }
  }

  @Test func `any day is made of its own year, month and day, before our era and after the year 9999 too`() {
    for number in stride(from: -1_500_000, through: 4_000_000, by: 29) {
      let day = CivilDate(dayNumber: number)
      #expect(day.adding(months: 0) == day)
      #expect(day.year == (day.adding(months: 12).year - 1))
    }
  }

  @Test(arguments: [
    ("1970-01-01", 0, Weekday.thursday), ("2000-02-29", 11_016, .tuesday), ("2026-11-23", 20_780, .monday),
    ("1969-12-31", -1, .wednesday),
  ])
  func `days are counted from 1970`(text: String, number: Int, weekday: Weekday) throws {
    let date = try #require(CivilDate(text))
    #expect(date.dayNumber == number)
    #expect(date.weekday == weekday)
  }

  @Test(arguments: [
    "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-01", "26-01-01", "2026/01/01", "2026-01-01 ",
    "２０２６-01-01", "",
    "0000-01-01",
  ])
  func `what is no date is refused`(text: String) {
    #expect(CivilDate(text) == nil)
  }

  @Test(arguments: [
    ("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"), ("2026-08-31", 6, "2027-02-28"),
    ("2026-03-31", -1, "2026-02-28"), ("2026-12-15", 1, "2027-01-15"), ("2026-01-15", -1, "2025-12-15"),
  ])
  func `a month later is the same day, or the last of a shorter month`(from: String, months: Int, to: String)
    throws
  {
    #expect(try #require(CivilDate(from)).adding(months: months) == CivilDate(to))
  }

  @Test(arguments: [
    ("2026-Q1", "2026-01-01", "2026-03-31"), ("2026-03", "2026-03-01", "2026-03-31"),
    ("2026-H2", "2026-07-01", "2026-12-31"), ("2024", "2024-01-01", "2024-12-31"),
    ("2024-02", "2024-02-01", "2024-02-29"),
  ])
  func `a period's word names its days`(word: String, first: String, last: String) throws {
    let period = try #require(Period(word))
    #expect(period.description == word)
    #expect(period.firstDay == CivilDate(first))
    #expect(period.lastDay == CivilDate(last))
    #expect(period.next.previous == period)
    #expect(period.next.firstDay == period.lastDay.adding(days: 1))
  }

  @Test(arguments: ["2026-Q5", "2026-H3", "2026-13", "2026-1", "Q1", "2026-X1"])
  func `what is no period is refused`(word: String) {
    #expect(Period(word) == nil)
  }
}

@Suite struct DayOffsetTests {
  @Test(arguments: [
    ("5wd", 5), ("-3660d", -3660), ("+7d", 7), ("3661d", nil), ("-9223372036854775808d", nil),
  ])
  func `an offset is at most ten years, and any other number is refused`(text: String, days: Int?) {
    #expect(DayOffset(text)?.days == days)
  }
}
