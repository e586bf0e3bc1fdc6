import Fixtures
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeSchedule
import Testing

private func partyDays(rule: String? = nil, shift: FixedDay.Shift? = nil) -> Programme {
  var programme = Bureau.programme(only: "branch-01")
  programme.duties = programme.duties.filter { $0.id.text == "party-day" }
  guard var day = programme.duties[0].fixedDay else { return programme }
  if let rule, let read = try? RecurrenceRule(rule) { day.rule = read }
  if let shift { day.shift = shift }
  programme.duties[0].kind = .fixedDay(day)
  return programme
}

private func key(_ month: String, _ rung: String, _ role: String) -> String {
  "party-day/branch-01/\(month)/\(rung)/\(role)"
}

/// Scenario S2.
@Suite struct FixedDayTests {
  struct Row: CustomTestStringConvertible {
    var rule = "FREQ=MONTHLY;BYDAY=1FR"
    var shift: FixedDay.Shift
    var month: String
    var held: String
    var testDescription: String
  }

  static let rows = [
    Row(shift: .next, month: "2026-05", held: "2026-05-06", testDescription: "Labour Day: after the holiday"),
    Row(shift: .next, month: "2026-10", held: "2026-10-08", testDescription: "National Day"),
    Row(shift: .next, month: "2026-01", held: "2026-01-04", testDescription: "a make-up Sunday is worked"),
    Row(
      shift: .avoidMakeupWeekends, month: "2026-01", held: "2026-01-05",
      testDescription: "the Monday after it"),
    Row(shift: .previous, month: "2026-05", held: "2026-04-30", testDescription: "in the month before"),
    Row(shift: .none, month: "2026-05", held: "2026-05-01", testDescription: "stays on the holiday"),
    Row(
      rule: "FREQ=MONTHLY;BYMONTHDAY=9", shift: .next, month: "2026-05", held: "2026-05-09",
      testDescription: "a make-up Saturday is a working day"),
    Row(
      rule: "FREQ=MONTHLY;BYMONTHDAY=9", shift: .avoidMakeupWeekends, month: "2026-05", held: "2026-05-09",
      testDescription: "and stays: it was not moved there"),
  ]

  @Test(arguments: rows) func `a fixed day moves by its policy, and its key stays the month's`(row: Row)
    throws
  {
    let programme = partyDays(rule: row.rule, shift: row.shift)
    let agenda = Agenda(programme: programme, inServiceSince: Bureau.time("2025-12-01T00:00"))
    let obligation = try #require(
      agenda.obligation(
        "party-day/branch-01/\(row.month)", facts: Facts(), knownAt: Bureau.time("2026-04-01T00:00")))
    #expect(obligation.due == day(row.held))
    #expect(obligation.key == "party-day/branch-01/\(row.month)")
  }

  @Test func `its reminders reach into the month before, and a record ends them`() async throws {
    let stage = try Stage(partyDays(), from: "2026-03-15T09:00")
    #expect(
      try await stage.live(until: "2026-03-31T12:00") == [
        key("2026-04", "D-3", "organisation-commissioner:b01-organiser")
      ])
    try stage.learn(.held(.meeting("2026-04-03", duty: "party-day")), at: "2026-04-03T17:00")
    // 6 May is three working days after 28 April: Labour Day lies between.
    #expect(
      try await stage.live(until: "2026-04-28T08:30") == [
        key("2026-05", "D-3", "organisation-commissioner:b01-organiser")
      ])
    #expect(
      // The third working day after 6 May is a make-up Saturday.
      try await stage.live(until: "2026-05-09T12:00") == [
        "digest/2026-05-09/b01-organiser", "digest/2026-05-09/b01-secretary",
      ])
  }

  @Test func `a day that is past when the service starts is not owed`() async throws {
    let stage = try Stage(partyDays(), from: "2026-05-06T09:00")
    #expect(!(try stage.desk.inventory(at: Bureau.time("2026-05-07T09:00")).map(\.key)).isEmpty)
    let late = try Stage(partyDays(), from: "2026-05-07T09:00")
    #expect(try late.desk.inventory(at: Bureau.time("2026-05-07T09:00")).map(\.key) == [])
  }

  @Test func `a day moved into the month before counts there, and not for that month too`() throws {
    // The first of the month or the last working day before: 31 January 2026 is a Saturday, 1 February a Sunday.
    let agenda = Agenda(
      programme: partyDays(rule: "FREQ=MONTHLY;BYMONTHDAY=1", shift: .previous),
      inServiceSince: Bureau.time("2025-12-01T00:00"))
    let moment = Bureau.time("2026-02-10T00:00")
    let facts = Facts([
      Fact(
        id: 1, validOn: day("2026-01-30"), recordedAt: Bureau.time("2026-01-30T18:00"),
        author: "b01-organiser",
        statement: .held(.meeting("2026-01-30", duty: "party-day")))
    ])
    let counted = ["2026-01", "2026-02"].map { month -> Int? in
      agenda.obligation("party-day/branch-01/\(month)", facts: facts, knownAt: moment)
        .map { agenda.meetings(for: $0, facts: facts, knownAt: moment).count }
    }
    #expect(counted == [0, 1])
  }

  @Test func `a case that has begun keeps its day when the office chooses another`() async throws {
    let stage = try Stage(partyDays(), from: "2026-06-01T08:00")
    #expect(try await stage.at("2026-06-02T08:30").count == 1)
    let other = partyDays(rule: "FREQ=MONTHLY;BYMONTHDAY=25")
    try stage.adopt(at: "2026-06-02T12:00") { $0.duties = other.duties }
    // June's day stays the fifth; July's is the new one.
    #expect(try await stage.live(until: "2026-06-10T09:00").contains("digest/2026-06-10/b01-secretary"))
    #expect(
      try await stage.live(until: "2026-07-22T09:00").last
        == key("2026-07", "D-3", "organisation-commissioner:b01-organiser"))
  }
}
