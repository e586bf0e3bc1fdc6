import Fixtures
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeDispatch
import OrgLifeLedger
import Testing

private let assembly = "member-assembly/branch-01/2026-Q1"
private let item = "rectification/branch-03/ZG-2026-012"

extension Stage {
  fileprivate func preview(_ about: String, from: String, now: String? = nil) async throws -> Preview {
    try await desk.preview(of: about, from: Bureau.time(from), now: Bureau.time(now ?? from))
  }
}

extension Preview.Message {
  /// As the test's channel gets it.
  fileprivate var bytes: String { subject + "\n" + text }
}

@Suite struct PreviewTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var person: String
    var at: String
    /// The preview is asked then.
    var asked: String
    var count: Int
  }

  @Test(arguments: [
    Case(
      testDescription: "a single reminder, with those who were told before", person: "b01-secretary",
      at: "2026-03-24T08:30", asked: "2026-03-24T08:29", count: 1),
    Case(
      testDescription: "days ahead, over the reminders in between", person: "b01-deputy",
      at: "2026-03-26T08:30", asked: "2026-03-16T09:00", count: 1),
    Case(
      testDescription: "a digest of several lines", person: "organ-office", at: "2026-04-01T08:30",
      asked: "2026-03-31T12:00", count: 1),
    Case(
      testDescription: "an escalation", person: "organ-secretary", at: "2026-04-15T08:30",
      asked: "2026-04-02T12:00", count: 2),
  ])
  func `what a person would get next is what they get, byte for byte`(example: Case) async throws {
    let programme = Bureau.programme(only: "branch-01", "branch-02")
    let stage = try Stage(programme, from: "2026-01-05T09:00")
    _ = try await stage.live(until: example.asked)
    let preview = try await stage.preview(example.person, from: example.asked)
    let before = stage.channel.given.count
    _ = try await stage.live(until: example.at.replacing("08:30", with: "08:29"))
    _ = try await stage.at(example.at)
    let got = stage.channel.given.dropFirst(before).filter { $0.key.contains(example.person) }
    #expect(preview.messages.count == example.count)
    #expect(preview.messages.map(\.bytes).sorted() == got.map(\.text).sorted())
    #expect(preview.messages.allSatisfy { $0.at.hasPrefix(example.at) })
  }

  @Test func `what goes before the time that is asked for is passed over`() async throws {
    let stage = try Stage(from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-16T09:00")
    let moments = { (from: String) in
      try await stage.preview("b01-organiser", from: from, now: "2026-03-16T09:00").messages.map {
        $0.at.prefix(16)
      }
    }
    #expect(try await moments("2026-03-16T09:00") == ["2026-03-17T08:30"])
    #expect(Set(try await moments("2026-03-17T08:31")) == ["2026-03-24T08:30"])
    #expect(Set(try await moments("2026-03-24T08:30")) == ["2026-03-24T08:30"])
    #expect(try await moments("2026-03-24T08:31") == ["2026-03-26T08:30"])
  }

  @Test func `what was tried already is previewed as what is tried again, late as it is`() async throws {
    var programme = Bureau.programme(only: "branch-01")
    programme.duties = programme.duties.filter { $0.id.text == "member-assembly" }
    let stage = try Stage(programme, from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-20T00:00")
    stage.channel.answer(.deferred(.temporary, afterSeconds: 3600, reason: "busy"))
    _ = try await stage.at("2026-03-25T07:00")
    let preview = try await stage.preview("b01-organiser", from: "2026-03-25T07:00")
    let key = "\(assembly)/T-5/organisation-commissioner:b01-organiser/drop"
    #expect(preview.messages.map(\.tried) == [1])
    #expect(preview.messages.first?.text.contains("原定3月24日") == true)
    _ = try await stage.at("2026-03-25T09:00")
    let again = stage.channel.given.filter { $0.key == key }
    #expect(again.count == 2)
    #expect(preview.messages.first?.bytes == again.last?.text)
  }

  @Test func `each rung that is to come of an obligation is what goes, to each person`() async throws {
    var programme = Bureau.programme(only: "branch-01")
    programme.duties = programme.duties.filter { $0.id.text == "member-assembly" }
    let stage = try Stage(programme, from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-18T00:00")
    let preview = try await stage.preview(assembly, from: "2026-03-18T00:00")
    #expect(
      preview.messages.map { "\($0.at.prefix(10)) \($0.person) \($0.form)" } == [
        "2026-03-24 b01-organiser single", "2026-03-24 b01-secretary single", "2026-03-26 b01-deputy digest",
        "2026-03-26 b01-organiser digest", "2026-03-26 b01-secretary digest",
        "2026-04-01 organ-office digest",
        "2026-04-15 organ-secretary single",
      ])
    let before = stage.channel.given.count
    _ = try await stage.live(until: "2026-04-20T00:00")
    #expect(
      preview.messages.map(\.bytes).sorted() == stage.channel.given.dropFirst(before).map(\.text).sorted())
    let rung = try await stage.preview("\(assembly)/T+1", from: "2026-04-20T00:00")
    #expect(rung.about == "\(assembly)/T+1")
    #expect(rung.messages.isEmpty)
  }

  @Test func `what waits for a release is shown, and said to wait`() async throws {
    var programme = Bureau.programme(only: "branch-03")
    programme.duties = programme.duties.filter { $0.quota == nil }
    let stage = try Stage(programme, from: "2026-06-01T09:00")
    try stage.learn(.entered(.item("ZG-2026-012", due: "2026-08-31")), at: "2026-07-01T09:00")
    _ = try await stage.live(until: "2026-09-02T00:00")
    let preview = try await stage.preview(item, from: "2026-09-02T00:00")
    #expect(preview.messages.map(\.held) == ["the ladder wants a person to release it"])
    #expect(preview.messages.map(\.rungs) == [["\(item)/D+10"]])
    _ = try await stage.live(until: "2026-09-14T09:00")
    #expect(try stage.releaseAll(at: Bureau.time("2026-09-14T09:00")) == 1)
    _ = try await stage.at("2026-09-14T09:00")
    #expect(preview.messages.first?.bytes == stage.channel.given.last?.text)
  }

  @Test func `nothing is written and nothing is sent by looking`() async throws {
    let stage = try Stage(from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-20T00:00")
    let before = (try stage.ledger.service(), try stage.ledger.counts(), stage.channel.given.count)
    _ = try await stage.preview("b01-secretary", from: "2026-03-20T00:00")
    _ = try await stage.preview(assembly, from: "2026-03-20T00:00")
    #expect(try stage.ledger.service() == before.0)
    #expect(try stage.ledger.counts() == before.1)
    #expect(stage.channel.given.count == before.2)
    #expect(try stage.mark(assembly, "T-5") == nil)
  }

  @Test func `what is fulfilled has no message to come`() async throws {
    let stage = try Stage(from: "2026-01-05T09:00")
    try stage.learn(.held(.meeting("2026-03-02")), at: "2026-03-03T09:00")
    #expect(try await stage.preview(assembly, from: "2026-03-03T09:00").messages.isEmpty)
  }

  @Test(arguments: ["nobody", "a/b/c", "digest/2026-03-26/b01-secretary"])
  func `there is no preview of nobody and nothing`(about: String) async throws {
    let stage = try Stage(from: "2026-01-05T09:00")
    await #expect(throws: Refusal.self) { try await stage.preview(about, from: "2026-01-05T09:00") }
  }

  @Test func `the past is no matter of a preview`() async throws {
    let stage = try Stage(from: "2026-01-05T09:00")
    await #expect(throws: Refusal.refused("that time is past; “orglifectl explain” tells what was sent then"))
    {
      try await stage.preview("b01-secretary", from: "2026-01-04T09:00", now: "2026-01-05T09:00")
    }
  }
}
