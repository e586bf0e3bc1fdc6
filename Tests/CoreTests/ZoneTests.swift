import OrgLifeCore
import Testing

@Suite struct ZoneTests {
  @Test(arguments: [
    ("Asia/Shanghai", "2026-03-24", "08:30", "2026-03-24T08:30:00+08:00", "no daylight saving"),
    (
      "America/New_York", "2026-03-08", "02:30", "2026-03-08T03:30:00-04:00",
      "in the gap, the offset before it"
    ),
    ("America/New_York", "2026-11-01", "01:30", "2026-11-01T01:30:00-04:00", "in the fold, the first"),
    ("America/New_York", "2026-11-01", "02:30", "2026-11-01T02:30:00-05:00", "after the fold"),
    ("America/New_York", "2026-03-08", "01:59", "2026-03-08T01:59:00-05:00", "before the gap"),
    ("Europe/Berlin", "2026-03-29", "02:15", "2026-03-29T03:15:00+02:00", "a gap east of Greenwich"),
    ("Europe/Berlin", "2026-10-25", "02:15", "2026-10-25T02:15:00+02:00", "a fold east of Greenwich"),
    ("Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-05T01:45:00+11:00", "a fold of half an hour"),
    ("UTC", "2026-01-01", "00:00", "2026-01-01T00:00:00+00:00", "plain"),
  ])
  func `a local time is one instant, through gaps and folds`(
    zone: String, date: String, time: String, expected: String, why: String
  ) throws {
    let zone = try #require(Zone(zone))
    let instant = zone.timestamp(of: CivilDate(date)!, at: CivilTime(time)!)
    #expect(zone.rfc3339(instant) == expected, "\(why)")
  }

  @Test(arguments: ["Asia/Peking", "../../etc/passwd", "", "asia/shanghai", "GMT+8"])
  func `a zone that is no name of the database is refused`(name: String) {
    #expect(Zone(name) == nil)
  }

  @Test(arguments: [
    ("2026-03-24T08:25", "2026-03-24T08:25:00+08:00"), ("2026-03-24 08:25:30", "2026-03-24T08:25:30+08:00"),
    ("2026-03-24T00:25:00Z", "2026-03-24T08:25:00+08:00"),
    ("2026-03-24T02:25:00+02:00", "2026-03-24T08:25:00+08:00"),
  ])
  func `a time is read as clocks here, or with its offset`(text: String, expected: String) throws {
    let zone = try #require(Zone("Asia/Shanghai"))
    #expect(zone.timestamp(text).map(zone.rfc3339) == expected)
  }

  @Test(arguments: [
    "2026-03-24", "2026-03-24T25:00", "yesterday", "2026-03-24T08:25:61", "2026-03-24T08:25+8",
  ])
  func `what is no time is refused`(text: String) throws {
    #expect(try #require(Zone("Asia/Shanghai")).timestamp(text) == nil)
  }

  @Test func `an instant and its local time agree for every hour of a year`() throws {
    let zone = try #require(Zone("Europe/Berlin"))
    var instant = zone.timestamp(of: CivilDate("2026-01-01")!, at: CivilTime("00:00")!)
    for _ in 0..<8760 {
      let (date, time) = zone.local(at: instant)
      let back = zone.timestamp(of: date, at: time)
      // Only the second of the two folded hours reads as the first.
      #expect(back == instant || zone.rfc3339(back).hasPrefix("2026-10-25T02:00"))
      instant = instant.adding(seconds: 3600)
    }
  }
}
