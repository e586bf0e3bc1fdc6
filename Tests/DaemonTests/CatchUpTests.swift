import Fixtures
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeLedger
import Testing

private let assembly = "member-assembly/branch-01/2026-Q1"

private func assemblies() -> Programme {
  var programme = Bureau.programme(only: "branch-01")
  programme.duties = programme.duties.filter { $0.id.text == "member-assembly" }
  return programme
}

/// After time was missed.
@Suite struct CatchUpTests {
  @Test func `a day's outage sends the one rung late, and says so`() async throws {
    let stage = try Stage(assemblies(), from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-24T00:00")
    let sent = try await stage.at("2026-03-25T07:00")
    #expect(
      sent == [
        "\(assembly)/T-5/organisation-commissioner:b01-organiser", "\(assembly)/T-5/secretary:b01-secretary",
      ])
    let text = try #require(stage.channel.given.last?.text)
    #expect(text.contains("原定3月24日（周二）08:30发出"))
    #expect(text.contains("还有4个工作日"))
  }

  @Test func `of the rungs missed before due only the latest goes, to everybody they would have reached`()
    async throws
  {
    let stage = try Stage(assemblies(), from: "2026-01-05T09:00")
    #expect(
      try await stage.at("2026-03-27T10:00") == [
        "digest/2026-03-27/b01-deputy", "digest/2026-03-27/b01-organiser", "digest/2026-03-27/b01-secretary",
      ])
    #expect(try stage.mark(assembly, "T-10") == .superseded(by: "T-3"))
    #expect(try stage.mark(assembly, "T-5") == .superseded(by: "T-3"))
    #expect(try stage.mark(assembly, "T-3") == .fired)
  }

  @Test func `after due only the lowest rung goes, and each further one waits the ladder's own gap`()
    async throws
  {
    let stage = try Stage(assemblies(), from: "2026-01-05T09:00")
    let sent = try await stage.at("2026-05-06T10:00")
    #expect(sent.contains("digest/2026-05-06/organ-office"))
    #expect(try stage.mark(assembly, "T+1") == .fired)
    #expect(try stage.mark(assembly, "T+10") == nil)
    #expect(try stage.mark(assembly, "T-3") == .superseded(by: "T+1"))
    // T+1 to T+10 are nine working days: from 6 May over the make-up Saturday, 9 May, to 18 May.
    #expect(try await stage.live(until: "2026-05-18T08:29").isEmpty)
    #expect(try await stage.at("2026-05-18T08:30") == ["\(assembly)/T+10/parent.secretary:organ-secretary"])
  }

  @Test func `what is settled when the daemon comes back is not sent`() async throws {
    let stage = try Stage(assemblies(), from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-20T00:00")
    _ = try stage.ledger.record(
      .held(.meeting("2026-03-19")), validOn: day("2026-03-19"), author: "organ-office",
      at: Bureau.time("2026-03-24T07:00"))
    let again = try Stage(assemblies(), from: "2026-03-25T00:00", ledger: stage.ledger)
    #expect(try await again.live(until: "2026-06-01T00:00").isEmpty)
  }

  @Test func `where the lower of two missed escalations reaches nobody, the upper one goes a gap later`()
    async throws
  {
    var programme = assemblies()
    for ladder in programme.ladders.keys {
      for index in programme.ladders[ladder]!.rungs.indices
      where programme.ladders[ladder]!.rungs[index].name == "T+1" {
        programme.ladders[ladder]!.rungs[index].channels = []
      }
    }
    let stage = try Stage(programme, from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-31T00:00")
    _ = try await stage.at("2026-05-20T09:00")
    guard case .unsent = try stage.mark(assembly, "T+1") else {
      Issue.record("T+1 reached somebody")
      return
    }
    #expect(try stage.mark(assembly, "T+10") == nil)
    _ = try await stage.live(until: "2026-06-15T00:00")
    #expect(try stage.mark(assembly, "T+10") == .fired)
  }

  @Test func `more than the set number missed together wait for a person`() async throws {
    var programme = Bureau.programme
    programme.limits.holdAbove = 5
    let stage = try Stage(programme, from: "2026-01-05T09:00")
    #expect(try await stage.at("2026-03-27T10:00") == ["bulletin/held/1/organ-office"])
    let held = try stage.ledger.deliveries(in: .held)
    #expect(held.count > 5)
    #expect(try stage.releaseAll(at: Bureau.time("2026-03-27T11:00")) == held.count)
    #expect(try await stage.at("2026-03-27T11:00").count == held.count)
  }

  @Test func `a clock that goes back sends nothing twice`() async throws {
    let stage = try Stage(assemblies(), from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-24T09:00")
    #expect(try await stage.at("2026-03-24T08:00").isEmpty)
    #expect(try await stage.live(until: "2026-03-25T00:00").isEmpty)
  }
}
