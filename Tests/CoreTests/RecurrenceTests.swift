import OrgLifeCore
import Testing

@Suite struct RecurrenceTests {
  private func utc(
    _ zone: String?, _ start: String, _ rule: String, limit: Int = 10, adding: [String] = [],
    without: [String] = []
  ) throws -> [String] {
    let recurrence = Recurrence(
      start: try #require(CivilDateTime(start)), zone: try zone.map { try #require(Zone($0)) },
      rule: try RecurrenceRule(rule), additions: try adding.map { try #require(Recurrence.Moment($0)) },
      exceptions: try without.map { try #require(Recurrence.Moment($0)) })
    return try recurrence.occurrences(limit: limit).map {
      $0.instant.map { "\(Zone.utc.dateTime(at: $0))Z" } ?? "\($0.local)"
    }
  }

  private static let zoned: [(zone: String, start: String, rule: String, expected: String, why: String)] = [
    (
      "America/New_York", "20260307T023000", "FREQ=DAILY;COUNT=3",
      "20260307T073000Z 20260308T073000Z 20260309T063000Z", "in the gap, the offset before it"
    ),
    (
      "America/New_York", "20261031T013000", "FREQ=DAILY;COUNT=3",
      "20261031T053000Z 20261101T053000Z 20261102T063000Z", "in the fold, the first"
    ),
    (
      "America/New_York", "20260308T015959", "FREQ=DAILY;COUNT=1;BYSECOND=59", "20260308T065959Z",
      "the last second before the gap"
    ),
    (
      "America/New_York", "20260308T020000", "FREQ=DAILY;COUNT=3;BYHOUR=2,3",
      "20260308T070000Z 20260309T060000Z",
      "two times that are one instant are one occurrence, and COUNT has counted both"
    ),
    (
      "America/New_York", "20260308T024500", "FREQ=DAILY;COUNT=3;BYHOUR=2,3;BYMINUTE=0,45",
      "20260308T070000Z 20260308T074500Z", "2:45 is read as 3:45, and so stands behind 3:00"
    ),
    (
      "Europe/Berlin", "20260329T021530", "FREQ=WEEKLY;COUNT=2", "20260329T011530Z 20260405T001530Z",
      "a gap east of Greenwich, to the second"
    ),
    (
      "Asia/Shanghai", "20260101T083000", "FREQ=MONTHLY;BYDAY=1FR;COUNT=2",
      "20260102T003000Z 20260206T003000Z",
      "no daylight saving"
    ),
    (
      "America/New_York", "20260307T023000", "FREQ=DAILY;UNTIL=20260309T063000Z",
      "20260307T073000Z 20260308T073000Z 20260309T063000Z", "UNTIL in UTC counts itself"
    ),
    (
      "America/New_York", "20260307T023000", "FREQ=DAILY;UNTIL=20260309T062959Z",
      "20260307T073000Z 20260308T073000Z", "UNTIL a second earlier does not"
    ),
    (
      "Asia/Shanghai", "20260301T070000", "FREQ=DAILY;UNTIL=20260301T230000Z",
      "20260228T230000Z 20260301T230000Z", "UNTIL in UTC stands on the day before"
    ),
    (
      "Asia/Shanghai", "20260301T070000", "FREQ=DAILY;UNTIL=20260302T065959", "20260228T230000Z",
      "UNTIL without Z is a time of the zone"
    ),
    (
      "Asia/Shanghai", "20260301T070000", "FREQ=DAILY;UNTIL=20260302", "20260228T230000Z 20260301T230000Z",
      "UNTIL as a date takes in the whole day"
    ),
  ]

  @Test(arguments: zoned) func `a local time is one instant, through gaps and folds`(
    row: (zone: String, start: String, rule: String, expected: String, why: String)
  ) throws {
    #expect(try utc(row.zone, row.start, row.rule).joined(separator: " ") == row.expected, "\(row.why)")
  }

  @Test func `without a zone UNTIL in UTC is compared as it stands`() throws {
    #expect(
      try utc(nil, "20260301T070000", "FREQ=DAILY;UNTIL=20260302T070000Z") == [
        "20260301T070000", "20260302T070000",
      ])
  }

  @Test func `the start is an occurrence only where the rule names it`() throws {
    #expect(try utc(nil, "19970902T090000", "FREQ=MONTHLY;BYMONTHDAY=13;COUNT=1") == ["19970913T090000"])
  }

  @Test func `what is left out is counted, what is added stands in its place, and twice is once`() throws {
    let days = try utc(
      nil, "20260301T090000", "FREQ=DAILY;COUNT=4",
      adding: ["20260302T120000", "20260303T090000", "20260201T000000", "20260304T000000"],
      without: ["20260302T090000", "20260304T000000", "20300101T000000"])
    #expect(
      days == [
        "20260201T000000", "20260301T090000", "20260302T120000", "20260303T090000", "20260304T090000",
      ])
    #expect(
      try utc(
        "America/New_York", "20260307T023000", "FREQ=DAILY;COUNT=3", adding: ["20260308T000000Z"],
        without: ["20260308T033000", "20260307T073000Z"]) == ["20260308T000000Z", "20260309T063000Z"])
  }

  @Test func `a limit is kept, and nothing is nothing`() throws {
    #expect(try utc("America/New_York", "20260307T023000", "FREQ=DAILY", limit: 2).count == 2)
    #expect(try utc(nil, "20260307T023000", "FREQ=DAILY", limit: 0).isEmpty)
    #expect(try utc(nil, "20260307T023000", "FREQ=DAILY;UNTIL=20260306").isEmpty)
    // What lies beyond is not looked for.
    #expect(
      try utc("Asia/Shanghai", "20260307T023000", "FREQ=YEARLY;INTERVAL=101", limit: 1) == [
        "20260306T183000Z"
      ])
  }

  @Test(arguments: [
    "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;INTERVAL=101",
    "FREQ=DAILY;BYMONTH=4;BYMONTHDAY=31", "FREQ=MONTHLY;BYDAY=6MO", "FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1",
    "FREQ=WEEKLY;INTERVAL=100000", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6;COUNT=1",
    "FREQ=DAILY;BYHOUR=1;BYSETPOS=2",
  ])
  func `a rule that names no day for 100 years is an error and no endless search`(text: String) throws {
    let rule = try RecurrenceRule(text)
    let recurrence = Recurrence(start: CivilDateTime("20260301T000000")!, rule: rule)
    #expect(throws: Recurrence.Fault.noOccurrence) { try recurrence.occurrences(limit: 3) }
    #expect(Recurrence.Fault.noOccurrence.description == "no occurrence in 100 years")
    if !rule.namesTimes { #expect(Array(rule.days(from: recurrence.start.date).prefix(9)).count < 2) }
  }

  @Test func `what comes once in 100 years comes, and the year 9999 is the last`() throws {
    #expect(
      try utc(nil, "19980301T000000", "FREQ=YEARLY;INTERVAL=100", limit: 3) == [
        "19980301T000000", "20980301T000000", "21980301T000000",
      ])
    #expect(try utc(nil, "99981231T000000", "FREQ=YEARLY") == ["99981231T000000", "99991231T000000"])
    #expect(try utc(nil, "99991230T000000", "FREQ=DAILY") == ["99991230T000000", "99991231T000000"])
    #expect(try RecurrenceRule("FREQ=WEEKLY").days(from: CivilDate("9999-12-25")!).map(\.day) == [25])
  }

  @Test func `a time in UTC needs a zone`() throws {
    #expect(throws: Recurrence.Fault.self) {
      try utc(nil, "20260301T000000", "FREQ=DAILY", without: ["20260302T000000Z"])
    }
  }
}
