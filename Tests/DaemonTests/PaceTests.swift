import Fixtures
import OrgLifeCore
import OrgLifeSchedule
import Testing

/// The pace of a quota against a count that is slow and obvious: day by day.
@Suite struct PaceTests {
  private static let agenda = Agenda(
    programme: Bureau.programme(only: "branch-01"), inServiceSince: Bureau.time("2023-01-01T00:00"))

  private static func assembly(_ quota: Duty.Quota, lead: DayOffset) throws -> Duty {
    var duty = try #require(agenda.duty(id("member-assembly")))
    duty.kind = .quota(quota)
    duty.noticeLead = lead
    return duty
  }

  private static func lastWorked(upTo date: CivilDate) -> CivilDate {
    var day = date
    while !agenda.days.isWorkingDay(day) { day = day.adding(days: -1) }
    return day
  }

  private static func safe(before last: CivilDate, lead: DayOffset) -> CivilDate {
    var day = last
    for _ in 0..<lead.days {
      day = day.adding(days: -1)
      if lead.unit == .working { day = lastWorked(upTo: day) }
    }
    return lastWorked(upTo: day)
  }

  private static func periods(_ cycle: Cycle) -> [Period] {
    Array(
      sequence(first: Period(cycle, containing: day("2024-01-01")), next: \.next).prefix { $0.year <= 2027 })
  }

  @Test(arguments: Cycle.allCases)
  func `what is left and the last safe day are right at every day of every period of 2024 to 2027`(
    cycle: Cycle
  ) throws {
    let branch = try #require(Self.agenda.programme.organisations[id("branch-01")])
    for period in Self.periods(cycle) {
      let last = Self.lastWorked(upTo: period.lastDay)
      for lead in [DayOffset(0, .calendar), DayOffset(7, .calendar), DayOffset(3, .working)] {
        let duty = try Self.assembly(Duty.Quota(cycle: cycle), lead: lead)
        let obligation = try #require(
          Self.agenda.obligation(duty, of: branch, in: period, facts: Facts(), knownAt: .distantFuture))
        #expect(obligation.lastWorkingDay == last, "\(period)")
        #expect(
          Self.agenda.lastSafeDay(of: obligation, rule: Self.agenda.rule(of: duty))
            == Self.safe(before: last, lead: lead),
          "\(period) \(lead)")
      }
      var left = 0
      var date = period.lastDay
      while date >= period.firstDay {
        #expect(Self.agenda.days.count(from: date, to: last) == left, "\(date)")
        if Self.agenda.days.isWorkingDay(date) { left += 1 }
        date = date.adding(days: -1)
      }
    }
  }

  @Test func `what is missing is what is owed less what counts, at every day of every quarter`() throws {
    let zone = Self.agenda.programme.zone
    let morning = Self.agenda.programme.sendAt
    let branch = try #require(Self.agenda.programme.organisations[id("branch-01")])
    let duty = try Self.assembly(Duty.Quota(cycle: .quarter, atLeast: 3), lead: DayOffset(7, .calendar))
    // A meeting every 37 days, recorded two days later.
    let dates = Array(
      sequence(first: day("2024-01-15"), next: { $0.adding(days: 37) }).prefix { $0.year <= 2027 })
    let facts = Facts(
      dates.enumerated().map { number, held in
        Fact(
          id: Int64(number + 1), validOn: held,
          recordedAt: zone.timestamp(of: held.adding(days: 2), at: morning), author: "b01-organiser",
          statement: .held(.meeting("\(held)")))
      })
    for period in Self.periods(.quarter) {
      let obligation = try #require(
        Self.agenda.obligation(duty, of: branch, in: period, facts: facts, knownAt: .distantFuture))
      var today = period.firstDay
      while today <= period.lastDay {
        let known = dates.count { period.contains($0) && $0.adding(days: 2) <= today }
        let standing = Self.agenda.standing(
          of: obligation, rule: Self.agenda.rule(of: duty), facts: facts,
          at: zone.timestamp(of: today, at: morning))
        #expect(standing.missing == max(0, 3 - known), "\(today)")
        #expect(standing.isOwed == (known < 3), "\(today)")
        today = today.adding(days: 1)
      }
    }
  }
}
