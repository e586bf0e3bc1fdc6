import Fixtures
import Foundation
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeLedger
import OrgLifeDispatch
import Testing

private func assemblies(_ organisations: String...) -> Programme {
  var programme = Bureau.programme
  let kept = Set(organisations + ["leading-group", "organ-committee"])
  programme.organisations = programme.organisations.filter { kept.contains($0.key.text) }
  programme.duties = programme.duties.filter { $0.id.text == "member-assembly" }
  return programme
}

@Suite struct DeliveryTests {
  @Test func `what was not taken is tried again with the same bytes, and only what was not`() async throws {
    let stage = try Stage(assemblies("branch-01"), from: "2026-03-20T09:00")
    stage.channel.answer(.deferred(.temporary, reason: "busy"), .accepted(detail: ""))
    #expect(try await stage.at("2026-03-24T08:30").count == 1)
    #expect(try await stage.at("2026-03-24T08:30").isEmpty)
    #expect(try await stage.at("2026-03-24T08:37").count == 1)
    let given = stage.channel.given
    #expect(given.map(\.attempt) == [1, 1, 2])
    #expect(given[0].key == given[2].key)
    #expect(given[0].text == given[2].text)
  }

  @Test(arguments: [Answer.deferred(.temporary, reason: "busy"), .lost(.relay, reason: "no 250")])
  func `bytes that were changed in the ledger are not sent, and that is a failure that somebody sees`(
    answer: Answer
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("delivery-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    do {
      let ledger = try Ledger.open(folder: folder)
      let stage = try Stage(assemblies("branch-01"), from: "2026-03-20T09:00", ledger: ledger)
      stage.channel.answer(answer, .accepted(detail: ""))
      #expect(try await stage.at("2026-03-24T08:30").count == 1)
      try ledger.close()
    }
    // As a disk does, which no trigger keeps from it.
    let change = """
      import sqlite3, sys
      ledger = sqlite3.connect(sys.argv[1])
      for name, in ledger.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
          ledger.execute(f"DROP TRIGGER {name}")
      ledger.execute("UPDATE deliveries SET payload = x'00' WHERE state = 'deferred'")
      ledger.commit()
      """
    let python = Process()
    python.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    python.arguments = ["-c", change, folder + "/ledger.sqlite"]
    try python.run()
    python.waitUntilExit()
    #expect(python.terminationStatus == 0)

    let ledger = try Ledger.open(folder: folder)
    let stage = try Stage(assemblies("branch-01"), from: "2026-03-24T08:31", ledger: ledger)
    #expect(try await stage.at("2026-03-24T08:37").isEmpty)
    #expect(stage.channel.given.isEmpty)
    let failed = try ledger.deliveries(in: .failed)
    #expect(failed.count == 1)
    #expect(failed.first?.reason?.contains("not those of its first attempt") == true)
    try ledger.close()
  }

  @Test func `an answer that was lost is repeated as it was, even when a record came meanwhile`() async throws
  {
    let stage = try Stage(assemblies("branch-01"), from: "2026-03-20T09:00")
    stage.channel.answer(.lost(.relay, reason: "no 250"), .lost(.relay, reason: "no 250"))
    #expect(try await stage.at("2026-03-24T08:30").isEmpty)
    try stage.learn(.held(.meeting("2026-03-20")), at: "2026-03-24T08:31")
    #expect(try await stage.at("2026-03-24T08:37").count == 2)
    #expect(Set(stage.channel.given.map(\.text)).count == 2)
  }

  @Test func `a deferred delivery is not sent when a record came meanwhile`() async throws {
    let stage = try Stage(assemblies("branch-01"), from: "2026-03-20T09:00")
    stage.channel.answer(
      .deferred(.temporary, reason: "busy"), .deferred(.temporary, reason: "busy"))
    #expect(try await stage.at("2026-03-24T08:30").isEmpty)
    try stage.learn(.held(.meeting("2026-03-20")), at: "2026-03-24T08:31")
    #expect(try await stage.at("2026-03-24T08:37").isEmpty)
    #expect(try stage.ledger.counts()[.cancelled] == 2)
  }

  @Test func `a record made on a clock that went back stops what was about to leave`() async throws {
    let stage = try Stage(assemblies("branch-01"), from: "2026-03-20T09:00")
    stage.channel.answer(
      .deferred(.temporary, afterSeconds: 7200, reason: "busy"),
      .deferred(.temporary, afterSeconds: 7200, reason: "busy"))
    #expect(try await stage.at("2026-03-24T08:30").isEmpty)
    try stage.learn(.held(.meeting("2026-03-20")), at: "2026-03-24T08:00")
    #expect(try await stage.at("2026-03-24T08:01").isEmpty)
    #expect(try await stage.at("2026-03-24T10:31").isEmpty)
  }

  @Test func `a refusal for good is not tried again, and the ladder goes on`() async throws {
    let stage = try Stage(assemblies("branch-01"), from: "2026-03-16T09:00")
    stage.channel.answer(.rejected(reason: "550 no such user"))
    #expect(try await stage.at("2026-03-17T08:30").isEmpty)
    #expect(try stage.ledger.counts()[.failed] == 1)
    #expect(try await stage.at("2026-03-18T08:30").isEmpty)
    #expect(try await stage.at("2026-03-24T08:30").count == 2)
  }

  @Test func `a notice that the channel has no bytes for fails visibly, and the others go`() async throws {
    let stage = try Stage(assemblies("branch-01"), from: "2026-03-20T09:00")
    stage.channel.refuseNotice("the address is none")
    #expect(try await stage.at("2026-03-24T08:30").count == 1)
    #expect(try stage.ledger.deliveries(in: .failed).map(\.reason) == ["the address is none"])
  }

  @Test func `one person's lines of a morning are one digest, without what was settled before it left`()
    async throws
  {
    let stage = try Stage(assemblies("branch-01", "branch-02", "branch-03"), from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-31T23:00")
    #expect(try await stage.at("2026-04-01T08:30") == ["digest/2026-04-01/organ-office"])
    let text = try #require(stage.channel.given.last?.text)
    for branch in ["第一党支部", "第二党支部", "第三党支部"] { #expect(text.contains(branch)) }
  }

  @Test func `a second attempt keeps the quiet hours too`() async throws {
    var programme = assemblies("branch-01")
    programme.quietHours = Programme.QuietHours(from: CivilTime("09:00")!, to: CivilTime("08:00")!)
    let stage = try Stage(programme, from: "2026-03-20T09:00")
    stage.channel.answer(
      .deferred(.temporary, afterSeconds: 3600, reason: "busy"),
      .deferred(.temporary, afterSeconds: 3600, reason: "busy"))
    #expect(try await stage.at("2026-03-24T08:30").isEmpty)
    #expect(try await stage.live(until: "2026-03-25T08:29").isEmpty)
    #expect(try await stage.at("2026-03-25T08:30").count == 2)
  }

  @Test func `quiet hours put a message off until the next working morning`() async throws {
    var programme = Bureau.programme(only: "branch-03")
    programme.duties = programme.duties.filter { $0.kind == .dueDate }
    programme.quietHours = Programme.QuietHours(from: CivilTime("18:00")!, to: CivilTime("08:00")!)
    let stage = try Stage(programme, from: "2026-06-01T09:00")
    try stage.learn(.entered(.item("ZG-2026-012", due: "2026-08-31")), at: "2026-08-21T20:00")
    #expect(try await stage.live(until: "2026-08-24T08:29").isEmpty)
    #expect(try await stage.at("2026-08-24T08:30").count == 2)
  }

  /// Scenario S15.
  @Test
  func `a relay that is down for two days: when it is well again each matter is told once, as it stands`()
    async throws
  {
    let stage = try Stage(assemblies("branch-01"), from: "2026-03-20T09:00")
    stage.channel.isBusy = true
    #expect(try await stage.live(until: "2026-03-26T09:59").isEmpty)
    let tries = stage.channel.given.count { $0.key.contains("T-5/secretary") }
    #expect((40...70).contains(tries), "\(tries): every hour at last, not every minute")
    stage.channel.isBusy = false
    let delivered = try await stage.live(until: "2026-03-26T12:00").sorted()
    #expect(
      delivered == [
        "digest/2026-03-26/b01-deputy", "digest/2026-03-26/b01-organiser", "digest/2026-03-26/b01-secretary",
      ])
    let overtaken = try stage.ledger.deliveries(in: .cancelled)
    #expect(overtaken.count == 2)
    for delivery in overtaken {
      #expect(delivery.reason?.contains("is told by digest/2026-03-26/") == true, "\(delivery)")
    }
  }

  @Test func `the operator hears after four hours, by another channel, once, of what still waits`()
    async throws
  {
    let stage = try Stage(assemblies("branch-01"), from: "2026-03-20T09:00")
    stage.channel.isBusy = true
    func told() throws -> [Bulletin.Matter?] {
      try stage.ledger.deliveries(beginning: "bulletin/undelivered-drop/").map(\.delivery.bulletin?.matter)
    }
    _ = try await stage.live(until: "2026-03-24T12:20")
    #expect(try told().isEmpty)
    _ = try await stage.live(until: "2026-03-25T22:00")
    let bulletins = try stage.ledger.deliveries(beginning: "bulletin/undelivered-drop/")
    #expect(bulletins.allSatisfy { $0.delivery.channel != id("drop") })
    #expect(Set(bulletins.map(\.delivery.person)) == [id("organ-office")])
    for matter in try told() {
      guard case .undelivered(_, let setbacks) = matter else {
        Issue.record("\(String(describing: matter))")
        continue
      }
      #expect(setbacks.count == 2, "two reminders wait, and one message tells of both")
      #expect(setbacks.allSatisfy { !$0.isFinal })
    }
    #expect(try Set(told().map { "\(String(describing: $0))" }).count == 1)
  }

  @Test func `an earlier reminder that did not arrive is named by the next rung`() async throws {
    let stage = try Stage(assemblies("branch-01"), from: "2026-03-20T09:00")
    stage.channel.answer(.rejected(reason: "550"), .rejected(reason: "550"))
    #expect(try await stage.live(until: "2026-03-25T08:00").isEmpty)
    _ = try await stage.live(until: "2026-03-26T09:00")
    let text = try #require(stage.channel.given.last?.text)
    #expect(text.contains("此前的提醒没有送到"), "\(text)")
  }

  @Test func `what ends its plugin three times waits for a person, and the operator hears of it`()
    async throws
  {
    let stage = try Stage(assemblies("branch-01"), from: "2026-03-20T09:00")
    stage.channel.poison = "T-5/secretary"
    _ = try await stage.live(until: "2026-03-24T09:00")
    let held = try stage.ledger.deliveries(in: .held)
    #expect(held.map(\.attempts) == [3])
    #expect(held.first?.reason?.contains("ended 3 times") == true)
    #expect(try stage.ledger.deliveries(beginning: "bulletin/held/").count > 0)
    #expect(try stage.ledger.counts()[.delivered] ?? 0 > 0, "the others went")
    _ = try stage.ledger.act(
      .release, on: held[0].key, author: "organ-office", reason: nil, at: Bureau.time("2026-03-24T09:30"))
    _ = try await stage.live(until: "2026-03-24T10:30")
    #expect(try stage.ledger.deliveries(in: .held).map(\.attempts) == [4], "one more try")
  }

  @Test func `a reload that removes a channel fails what waits for it, and says so by another`() async throws
  {
    let stage = try Stage(assemblies("branch-01"), from: "2026-03-20T09:00")
    stage.channel.isBusy = true
    _ = try await stage.live(until: "2026-03-24T09:00")
    var programme = stage.desk.programme
    programme.revision = String(repeating: "a", count: 64)
    programme.channels.removeAll { $0.id == id("drop") }
    programme.defaultChannels = [id("mail")]
    try stage.announce(programme, at: "2026-03-24T09:01")
    #expect(
      try stage.ledger.deliveries(in: .failed).map(\.reason) == [
        "channel drop is not configured any more", "channel drop is not configured any more",
      ])
    #expect(try stage.ledger.deliveries(beginning: "bulletin/undelivered-drop/").count > 0)
    for failed in try stage.ledger.deliveries(in: .failed) {
      #expect(
        try stage.desk.act(.retry, on: failed.key, author: "organ-office", reason: nil, at: failed.datedAt)
          == .refused("channel drop is not configured any more"), "nobody would ever take it")
    }
    #expect(try stage.ledger.deliveries(in: .pending).allSatisfy { $0.channel != id("drop") })
  }
}
