import Fixtures
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeLedger
import Testing

private let assembly = "member-assembly/branch-01/2026-Q1"

/// Only assemblies, so that each claim is about one duty.
private func onlyAssemblies(_ organisations: String...) -> Programme {
  var programme = Bureau.programme
  programme.organisations = programme.organisations.filter {
    (organisations + ["leading-group", "organ-committee"]).contains($0.key.text)
  }
  programme.duties = programme.duties.filter { $0.id.text == "member-assembly" }
  return programme
}

/// Scenario S1 and the parts of *Semantics* that are about periods.
@Suite struct QuotaTests {
  @Test(arguments: [
    ("2026-03-17T08:30", ["\(assembly)/T-10/organisation-commissioner:b01-organiser"]),
    (
      "2026-03-24T08:30",
      [
        "\(assembly)/T-5/organisation-commissioner:b01-organiser", "\(assembly)/T-5/secretary:b01-secretary",
      ]
    ),
    (
      "2026-03-26T08:30",
      ["digest/2026-03-26/b01-deputy", "digest/2026-03-26/b01-organiser", "digest/2026-03-26/b01-secretary"]
    ),
    ("2026-04-01T08:30", ["digest/2026-04-01/organ-office"]),
    ("2026-04-15T08:30", ["\(assembly)/T+10/parent.secretary:organ-secretary"]),
  ])
  func `a quarter without an assembly climbs rung by rung`(moment: String, expected: [String]) async throws {
    let stage = try Stage(onlyAssemblies("branch-01"), from: "2026-01-05T09:00")
    let before = try await stage.live(until: moment.replacing("08:30", with: "08:29"))
    #expect(try await stage.at(moment) == expected)
    #expect(Set(before).isDisjoint(with: expected))
  }

  @Test func `nothing but those five mornings is sent about a quarter`() async throws {
    let stage = try Stage(onlyAssemblies("branch-01"), from: "2026-01-05T09:00")
    #expect(try await stage.live(until: "2026-06-01T00:00").count == 8)
  }

  @Test func `a record stops every later rung`() async throws {
    let stage = try Stage(onlyAssemblies("branch-01"), from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-25T10:00")
    try stage.learn(.held(.meeting("2026-03-20")), at: "2026-03-25T10:00")
    #expect(try await stage.live(until: "2026-06-01T00:00").isEmpty)
  }

  @Test func `a withdrawn record opens the quarter again, and no rung that passed meanwhile`() async throws {
    let stage = try Stage(onlyAssemblies("branch-01"), from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-20T00:00")
    try stage.learn(.held(.meeting("2026-03-19")), at: "2026-03-20T10:00")
    #expect(try await stage.live(until: "2026-03-25T00:00").isEmpty)
    try stage.learn(
      .withdrawn(record: "member-assembly/branch-01/2026-03-19", reason: "处务会"), at: "2026-03-25T09:00")
    #expect(try await stage.at("2026-03-25T09:00").isEmpty)
    #expect(try await stage.at("2026-03-26T08:30").count == 3)
    #expect(try stage.mark(assembly, "T-5") == nil)
  }

  @Test func `a record before the first rung leaves no trace but itself`() async throws {
    let stage = try Stage(onlyAssemblies("branch-01"), from: "2026-01-05T09:00")
    try stage.learn(.held(.meeting("2026-01-20")), at: "2026-01-21T09:00")
    #expect(try await stage.live(until: "2026-06-01T00:00").isEmpty)
    #expect(try stage.ledger.case(assembly) == nil)
  }

  @Test func `a make-up counts for the period that it names and for no other`() async throws {
    let stage = try Stage(onlyAssemblies("branch-01"), from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-04-02T00:00")
    try stage.learn(.held(.meeting("2026-04-02", makesUpFor: "2026-Q1")), at: "2026-04-03T09:00")
    let later = try await stage.live(until: "2026-06-30T00:00")
    #expect(later.allSatisfy { !$0.contains("2026-Q1") })
    #expect(later.contains { $0.contains("2026-Q2/T-10") })
  }

  @Test func `a waiver ends it`() async throws {
    let stage = try Stage(onlyAssemblies("branch-01"), from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-18T00:00")
    try stage.learn(.waived(obligation: assembly, reason: "与组织生活会合并"), at: "2026-03-18T09:00")
    #expect(try await stage.live(until: "2026-06-01T00:00").isEmpty)
  }

  @Test func `a first start in the middle of a quarter sends nothing about the past, and what is to come`()
    async throws
  {
    let stage = try Stage(onlyAssemblies("branch-01"), from: "2026-03-25T12:00")
    #expect(try await stage.at("2026-03-25T12:00").isEmpty)
    #expect(try await stage.at("2026-03-26T08:30").count == 3)
    #expect(try stage.mark(assembly, "T-5") == nil)
  }

  @Test func `planning again with nothing changed changes nothing`() async throws {
    let stage = try Stage(onlyAssemblies("branch-01"), from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-24T09:00")
    let before = try stage.ledger.case(assembly)
    for time in ["2026-03-24T09:00", "2026-03-24T09:01", "2026-03-24T08:00", "2026-03-01T00:00"] {
      #expect(try await stage.at(time).isEmpty)
    }
    #expect(try stage.ledger.case(assembly) == before)
  }

  @Test func `a branch without a committee owes no committee meeting`() async throws {
    let stage = try Stage(Bureau.programme(only: "branch-10"), from: "2026-01-05T09:00")
    let sent = try await stage.live(until: "2026-12-31T00:00")
    #expect(!sent.isEmpty)
    #expect(sent.allSatisfy { !$0.contains("committee-meeting") })
  }

  @Test func `a role that nobody holds reaches the next person up, with the reason`() async throws {
    let stage = try Stage(onlyAssemblies("branch-10"), from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-17T00:00")
    #expect(
      try await stage.at("2026-03-17T08:30") == [
        "member-assembly/branch-10/2026-Q1/T-10/secretary:b10-secretary"
      ])
    let text = try #require(stage.channel.given.last?.text)
    #expect(text.contains("组织委员暂缺"))
  }

  @Test func `a branch that forms or dissolves within a quarter does not owe that quarter`() async throws {
    let stage = try Stage(onlyAssemblies("branch-12"), from: "2026-01-05T09:00")
    let sent = try await stage.live(until: "2026-12-31T00:00")
    #expect(sent.contains { $0.contains("branch-12/2026-Q2") })
    #expect(sent.allSatisfy { !$0.contains("2026-Q1") && !$0.contains("2026-Q3") && !$0.contains("2026-Q4") })
  }
}
