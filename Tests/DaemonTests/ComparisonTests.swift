import Fixtures
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeDispatch
import OrgLifeLedger
import Testing

private func assemblies() -> Programme {
  var programme = Bureau.programme(only: "branch-01")
  programme.duties = programme.duties.filter { $0.id.text == "member-assembly" }
  return programme
}

extension Stage {
  fileprivate func comparison(at time: String, days: Int = 90, _ change: (inout Programme) -> Void) throws
    -> Comparison
  {
    var programme = desk.programme
    change(&programme)
    return try desk.comparison(with: programme, days: days, at: Bureau.time(time))
  }
}

extension Comparison {
  fileprivate var obligationLines: [String] {
    obligations.map { "\($0.change) \($0.key) \($0.due?.description ?? "-") \($0.was?.description ?? "-")" }
  }

  fileprivate var reminderLines: [String] {
    reminders.map {
      "\($0.change) \($0.key) \($0.at?.prefix(16) ?? "-") \($0.was?.prefix(16) ?? "-") "
        + "\($0.to.map(\.person).joined(separator: ",")) \($0.wasTo.map(\.person).joined(separator: ","))"
    }
  }
}

@Suite struct ComparisonTests {
  @Test func `the same programme changes nothing`() async throws {
    let stage = try Stage(from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-18T00:00")
    let same = try stage.comparison(at: "2026-03-18T00:00") { _ in }
    #expect(same.obligations.isEmpty)
    #expect(same.reminders.isEmpty)
    #expect(same.from == day("2026-03-18"))
    #expect(same.through == day("2026-06-16"))
  }

  @Test func `a new ladder changes what has not begun, and leaves what has`() async throws {
    let stage = try Stage(assemblies(), from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-18T00:00")
    let changed = try stage.comparison(at: "2026-03-18T00:00", days: 110) { programme in
      programme.ladders[id("quarterly")]?.rungs.remove(at: 1)
      programme.ladders[id("quarterly")]?.rungs[0].sendAt = CivilTime("14:00")
    }
    #expect(changed.obligations.isEmpty)
    #expect(
      changed.reminderLines == [
        "moves member-assembly/branch-01/2026-Q2/T-10 2026-06-15T14:00 2026-06-15T08:30 b01-organiser b01-organiser",
        "goes member-assembly/branch-01/2026-Q2/T-5 - 2026-06-23T08:30  b01-organiser,b01-secretary",
      ])
  }

  @Test func `another holder of a post is told as other people`() async throws {
    let stage = try Stage(assemblies(), from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-18T00:00")
    let changed = try stage.comparison(at: "2026-03-18T00:00", days: 20) { programme in
      for index in programme.appointments.indices
      where programme.appointments[index].person.text == "b01-secretary" {
        programme.appointments[index].person = id("b02-secretary")
      }
    }
    #expect(
      changed.reminderLines.first
        == "other people member-assembly/branch-01/2026-Q1/T-5 2026-03-24T08:30 2026-03-24T08:30 "
        + "b01-organiser,b02-secretary b01-organiser,b01-secretary")
    #expect(changed.reminders.map(\.change) == ["other people", "other people"])
  }

  @Test func `a duty that goes takes its obligations and reminders along, one that comes brings them`()
    async throws
  {
    let stage = try Stage(assemblies(), from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-05-02T00:00")
    let gone = try stage.comparison(at: "2026-05-02T00:00") { $0.duties = [] }
    #expect(
      gone.obligationLines == [
        "goes member-assembly/branch-01/2026-Q1 - 2026-03-31",
        "goes member-assembly/branch-01/2026-Q2 - 2026-06-30",
      ])
    #expect(gone.reminders.count == 5)
    #expect(gone.reminders.allSatisfy { $0.change == "goes" && $0.at == nil })
    let lecture = try stage.comparison(at: "2026-05-02T00:00", days: 60) { programme in
      programme.duties += Bureau.programme.duties.filter { $0.id.text == "committee-meeting" }
    }
    #expect(lecture.obligations.allSatisfy { $0.change == "comes" })
    #expect(!lecture.obligations.isEmpty)
    #expect(lecture.reminders.allSatisfy { $0.change == "comes" && $0.wasTo.isEmpty })
  }

  @Test func `what is recorded counts, and a message that waits for somebody who leaves goes too`()
    async throws
  {
    let stage = try Stage(assemblies(), from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-18T00:00")
    stage.channel.answer(
      .deferred(.temporary, afterSeconds: 7200, reason: "busy"),
      .deferred(.temporary, afterSeconds: 7200, reason: "busy"))
    _ = try await stage.at("2026-03-24T08:30")
    let leaving = try stage.comparison(at: "2026-03-24T09:00", days: 1) { programme in
      programme.people[id("b01-secretary")] = nil
    }
    #expect(
      leaving.reminderLines == [
        "other people member-assembly/branch-01/2026-Q1/T-5 2026-03-24T10:30 2026-03-24T10:30 b01-organiser "
          + "b01-organiser,b01-secretary"
      ])
    try stage.learn(.held(.meeting("2026-03-23")), at: "2026-03-24T09:00")
    let settled = try stage.comparison(at: "2026-03-24T09:00", days: 30) { $0.appointments = [] }
    #expect(settled.reminders.isEmpty)
  }

  @Test func `what is told to come is what comes`() async throws {
    let stage = try Stage(assemblies(), from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-04-02T00:00")
    let change: (inout Programme) -> Void = { programme in
      var new = programme.ladders[id("quarterly")]!.rungs[0]
      new.offset = DayOffset(-20, .working)
      new.to = [RoleReference("deputy")!]
      programme.ladders[id("quarterly")]?.rungs.insert(new, at: 0)
    }
    let comparison = try stage.comparison(at: "2026-04-02T00:00", change)
    try stage.adopt(at: "2026-04-02T00:00", change)
    let sent = try await stage.live(until: "2026-07-01T00:00")
    let added = comparison.reminders.filter { $0.change == "comes" }
    #expect(added.map(\.key) == ["member-assembly/branch-01/2026-Q2/T-20"])
    #expect(sent.contains("member-assembly/branch-01/2026-Q2/T-20/deputy:b01-deputy"))
    let at = try #require(stage.ledger.case("member-assembly/branch-01/2026-Q2")?.marks["T-20"]?.decidedAt)
    #expect(added.first?.at == Bureau.programme.zone.rfc3339(at))
  }

  @Test func `nothing is written by comparing`() async throws {
    let stage = try Stage(from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-18T00:00")
    let before = (try stage.ledger.service(), try stage.ledger.counts())
    _ = try stage.comparison(at: "2026-03-20T00:00") { $0.duties = [] }
    #expect(try stage.ledger.service() == before.0)
    #expect(try stage.ledger.counts() == before.1)
    #expect(stage.desk.programme.duties.count == Bureau.programme.duties.count)
  }

  @Test func `a due day that moves is told with the day that it was`() {
    let comparison = Comparison(
      old: Outlook(due: ["a/b/c": day("2026-06-30"), "a/b/d": day("2026-06-30")]), under: Bureau.programme,
      new: Outlook(due: ["a/b/c": day("2026-06-29"), "a/b/d": day("2026-06-30")]), under: Bureau.programme,
      from: Bureau.time("2026-06-01T00:00"), to: Bureau.time("2026-07-01T00:00"))
    #expect(comparison.obligationLines == ["moves a/b/c 2026-06-29 2026-06-30"])
  }
}
