import Fixtures
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeLedger
import OrgLifeSchedule
import Testing

/// Days of 2027 as a notice might set them; the real one is not published yet.
private func published(_ programme: Programme, _ days: [(String, WorkingDayCalendar.Kind, String)])
  -> Programme
{
  var programme = programme
  // From March on as the statutory days are.
  var entries = programme.calendar.entries.filter { $0.key.year != 2027 || $0.key.month > 2 }
  for date in entries.keys where entries[date]?.kind == .statutory { entries[date]?.kind = .holiday }
  for (date, kind, name) in days { entries[day(date)] = .init(kind: kind, name: name) }
  var years = programme.calendar.years
  years[2027] = .official
  programme.calendar = WorkingDayCalendar(entries: entries, years: years)
  programme.revision = String(repeating: "7", count: 64)
  return programme
}

private let notice: [(String, WorkingDayCalendar.Kind, String)] =
  [("2027-01-01", .holiday, "元旦"), ("2027-01-02", .holiday, "元旦"), ("2027-01-03", .holiday, "元旦")]
  + (4...10).map { (day("2027-02-04").adding(days: $0 - 4).description, .holiday, "春节") }
  + [("2027-01-30", .makeupWorkday, "春节"), ("2027-02-20", .makeupWorkday, "春节")]

/// Scenario S13.
@Suite struct CalendarTests {
  private func stage(from start: String) throws -> Stage {
    var programme = Bureau.programme(only: "branch-01")
    programme.duties = programme.duties.filter { $0.id.text == "party-day" }
    return try Stage(programme, from: start)
  }

  @Test func `from November on the operator is told each month that next year is missing`() async throws {
    let stage = try stage(from: "2026-10-20T09:00")
    let told = try await stage.live(until: "2027-01-04T12:00").filter { $0.hasPrefix("bulletin/") }
    // 1 November is a Sunday, 1 January a holiday and the 2nd and 3rd a weekend.
    #expect(
      told == [
        "bulletin/calendar-missing-2027/2026-11/organ-office",
        "bulletin/calendar-missing-2027/2026-12/organ-office",
        "bulletin/calendar-missing-2027/2027-01/organ-office",
      ])
  }

  @Test func `what the operator was told is explained under its key, with every attempt`() async throws {
    let stage = try stage(from: "2026-10-20T09:00")
    _ = try await stage.live(until: "2026-11-05T12:00")
    let now = Bureau.time("2026-11-05T12:00")
    let explanation = try stage.desk.explain("bulletin/calendar-missing-2027/2026-11/organ-office", at: now)
    #expect(explanation.kind == "bulletin")
    #expect(explanation.bulletins?.map(\.entry.state) == ["delivered"])
    #expect(explanation.bulletins?.first?.attempts.map(\.outcome) == ["accepted"])
    #expect(throws: Refusal.self) {
      try stage.desk.explain("bulletin/calendar-missing-2027/2026-11/organ-office/drop#7", at: now)
    }
  }

  @Test func `after an outage of months it is told once`() async throws {
    let stage = try stage(from: "2026-10-20T09:00")
    #expect(
      try await stage.at("2026-12-20T09:00").filter { $0.hasPrefix("bulletin/") }
        == ["bulletin/calendar-missing-2027/2026-12/organ-office"])
  }

  @Test func `a published year sends one list of what it moves, and nothing again`() async throws {
    let stage = try stage(from: "2026-11-10T09:00")
    _ = try await stage.live(until: "2026-11-23T09:00")
    let next = published(stage.desk.programme, notice)
    try stage.announce(next, at: "2026-11-23T10:00")
    let sent = try await stage.live(until: "2026-11-23T11:00")
    #expect(sent == ["bulletin/calendar-2027/2026-11-23/77777777/organ-office"])
    let delivery = try #require(try stage.ledger.delivery("\(sent[0])/drop"))
    guard case .calendarChanged(years: [2027], moves: let moves) = delivery.bulletin?.matter else {
      Issue.record("no list of changes")
      return
    }
    // The rule's 5 February moves on from the 9th, and with it the three rungs that hang on it.
    #expect(
      moves.filter { $0.rung == nil }
        == [
          Bulletin.Move(
            duty: id("party-day"), word: "2027-02", rung: nil, from: day("2027-02-09"), to: day("2027-02-11"))
        ])
    #expect(moves.allSatisfy { $0.word == "2027-01" || $0.word == "2027-02" })
    try stage.announce(next, at: "2026-11-23T12:00")
    #expect(try await stage.live(until: "2026-11-23T13:00") == [])
    // The month's own reminder of the year that is known now goes as if nothing had been.
    let later = try await stage.live(until: "2027-02-05T09:00")
    #expect(!later.contains { $0.hasPrefix("bulletin/") })
    #expect(later.contains { $0.contains("2027-02/D-3") })
  }

  @Test func `a day whose reminder has gone does not remind again when it moves`() async throws {
    let stage = try stage(from: "2026-11-10T09:00")
    let sent = try await stage.live(until: "2027-02-04T09:00")
    #expect(sent.count { $0.contains("2027-02/D-3") } == 1)
    try stage.announce(published(stage.desk.programme, notice), at: "2027-02-04T10:00")
    let later = try await stage.live(until: "2027-02-12T09:00")
    #expect(later.count { $0.contains("2027-02/D-3") } == 0)
  }
}
