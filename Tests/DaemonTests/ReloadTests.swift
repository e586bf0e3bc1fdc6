import Fixtures
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeLedger
import Testing

private func assemblies() -> Programme {
  var programme = Bureau.programme(only: "branch-01")
  programme.duties = programme.duties.filter { $0.id.text == "member-assembly" }
  return programme
}

private func rung(_ workingDays: Int, to role: String) -> Rung {
  Rung(
    anchor: .period, offset: DayOffset(workingDays, .working), to: [RoleReference(climb: 0, role: id(role))],
    tone: .urgent, delivery: .single)
}

@Suite struct ReloadTests {
  @Test func `a rung added in the past never existed`() async throws {
    let stage = try Stage(assemblies(), from: "2026-01-05T09:00")
    try stage.adopt(at: "2026-03-12T12:00") { programme in
      programme.ladders[id("quarterly")]?.rungs.insert(rung(-15, to: "deputy"), at: 0)
    }
    #expect(try await stage.live(until: "2026-03-17T08:29").isEmpty)
    #expect(try await stage.at("2026-03-17T08:30").count == 1)
  }

  @Test func `a case that has begun keeps its ladder, the next one gets the new`() async throws {
    let stage = try Stage(assemblies(), from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-18T00:00")
    try stage.adopt(at: "2026-03-18T12:00") { programme in
      programme.ladders[id("quarterly")]?.rungs = [rung(-7, to: "deputy"), rung(-4, to: "deputy")]
    }
    let first = try await stage.live(until: "2026-04-30T00:00")
    #expect(first.contains("member-assembly/branch-01/2026-Q1/T-5/secretary:b01-secretary"))
    #expect(first.allSatisfy { !$0.contains("/T-7/") && !$0.contains("/T-4/") })
    let second = try await stage.live(until: "2026-07-30T00:00")
    #expect(
      second == [
        "member-assembly/branch-01/2026-Q2/T-7/deputy:b01-deputy",
        "member-assembly/branch-01/2026-Q2/T-4/deputy:b01-deputy",
      ])
  }

  @Test func `who holds a role stays live`() async throws {
    let stage = try Stage(assemblies(), from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-18T00:00")
    try stage.adopt(at: "2026-03-18T12:00") { programme in
      for index in programme.appointments.indices
      where programme.appointments[index].person.text == "b01-secretary" {
        programme.appointments[index].person = id("b02-secretary")
      }
    }
    #expect(
      try await stage.at("2026-03-24T08:30").contains(
        "member-assembly/branch-01/2026-Q1/T-5/secretary:b02-secretary"))
  }

  @Test func `an organisation that is dissolved gets nothing from that day on`() async throws {
    let stage = try Stage(assemblies(), from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-18T00:00")
    try stage.adopt(at: "2026-03-18T12:00") { $0.organisations[id("branch-01")]?.life.to = day("2026-03-18") }
    #expect(try await stage.live(until: "2026-10-31T00:00").isEmpty)
  }
}
