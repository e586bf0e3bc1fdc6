import Fixtures
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeLedger
import Testing

private let key = "rectification/branch-03/ZG-2026-012"

private func items() -> Programme {
  var programme = Bureau.programme(only: "branch-03")
  programme.duties = programme.duties.filter { $0.kind == .dueDate }
  return programme
}

/// Scenario S8.
@Suite struct ItemTests {
  @Test func `an item climbs its ladder, and the last rung waits for a person`() async throws {
    let stage = try Stage(items(), from: "2026-06-01T09:00")
    try stage.learn(.entered(.item("ZG-2026-012", due: "2026-08-31")), at: "2026-07-01T09:00")
    #expect(try await stage.live(until: "2026-08-11T08:29").isEmpty)
    #expect(try await stage.at("2026-08-11T08:30") == ["\(key)/D-20/owner:b03-accountant"])
    #expect(
      try await stage.at("2026-08-21T08:30") == [
        "\(key)/D-10/leader-in-charge:leader-1", "\(key)/D-10/owner:b03-accountant",
      ])
    #expect(try await stage.at("2026-08-28T08:30").count == 3)
    #expect(
      try await stage.at("2026-09-01T08:30") == [
        "\(key)/D+1/leader-in-charge:leader-1", "\(key)/D+1/owner:b03-accountant",
        "\(key)/D+1/parent.office:organ-office", "\(key)/D+1/secretary:b03-secretary",
      ])
    #expect(try await stage.at("2026-09-14T08:30") == ["bulletin/held/1/organ-office"])
    let held = try stage.ledger.deliveries(in: .held)
    #expect(held.map(\.lines.first?.rung) == ["D+10"])
  }

  @Test func `an item born late gets one first notice at once, to all whom it missed`() async throws {
    let stage = try Stage(items(), from: "2026-06-01T09:00")
    try stage.learn(.entered(.item("ZG-2026-012", due: "2026-08-31")), at: "2026-08-25T15:00")
    #expect(
      try await stage.at("2026-08-25T15:01") == [
        "\(key)/first/leader-in-charge:leader-1", "\(key)/first/owner:b03-accountant",
      ])
    #expect(try await stage.live(until: "2026-08-28T08:29").isEmpty)
    #expect(try await stage.at("2026-08-28T08:30").count == 3)
  }

  @Test func `reported as done is not closed: the reminders go on until a second person closes it`()
    async throws
  {
    let stage = try Stage(items(), from: "2026-06-01T09:00")
    try stage.learn(.entered(.item("ZG-2026-012", due: "2026-08-31")), at: "2026-07-01T09:00")
    _ = try await stage.live(until: "2026-08-20T00:00")
    try stage.learn(
      .submitted(item: id("ZG-2026-012"), reference: "报告"), at: "2026-08-20T09:00", by: "b03-accountant")
    #expect(try await stage.live(until: "2026-08-21T09:00").count == 2)
    #expect(stage.channel.given.last?.text.contains("待第二人审核") == true)
    for (author, permitted) in [("b03-accountant", false), ("nobody", false), ("organ-office", true)] {
      let close = {
        try stage.learn(.closed(item: id("ZG-2026-012"), reference: "核实"), at: "2026-08-24T09:00", by: author)
      }
      if permitted {
        try close()
      } else {
        #expect(throws: Refusal.self, performing: close)
      }
    }
    #expect(try await stage.live(until: "2026-10-31T00:00").isEmpty)
  }

  @Test func `a decision that moves the date starts the ladder anew under a key of its own`() async throws {
    let stage = try Stage(items(), from: "2026-06-01T09:00")
    try stage.learn(.entered(.item("ZG-2026-012", due: "2026-08-31")), at: "2026-07-01T09:00")
    _ = try await stage.live(until: "2026-08-22T00:00")
    try stage.learn(
      .extended(item: id("ZG-2026-012"), due: day("2026-10-30"), reason: "党组批准"), at: "2026-08-24T09:00")
    #expect(try await stage.live(until: "2026-10-09T00:00") == [])
    #expect(try await stage.at("2026-10-10T08:30") == ["\(key)~2/D-20/owner:b03-accountant"])
  }

  @Test func `an item that is past when it is entered is refused, since nothing would be sent`() throws {
    let stage = try Stage(items(), from: "2026-06-01T09:00")
    #expect(throws: Refusal.self) {
      try stage.learn(.entered(.item("ZG-2026-012", due: "2026-06-30")), at: "2026-07-01T09:00")
    }
  }
}
