import Fixtures
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeLedger
import OrgLifeSchedule
import Testing

private let assembly = "member-assembly/branch-01/2026-Q1"

private func onlyAssemblies() -> Programme {
  var programme = Bureau.programme
  programme.duties = programme.duties.filter { $0.id.text == "member-assembly" }
  return programme
}

private func silence(
  _ matchers: Silence.Matchers = Silence.Matchers(organisation: id("branch-01")), from: String? = nil,
  until: String
) -> Fact.Statement {
  .silenced(
    Silence(matchers: matchers, from: from.map(Bureau.time), until: Bureau.time(until), reason: "机构调整"))
}

/// The keys that are about the first branch's quarter, or its secretary's digests.
private func ofFirstBranch(_ keys: [String]) -> [String] {
  keys.filter { $0.contains("branch-01/") || $0.contains("/b01-") }
}

/// 暂停提醒: what falls due waits for the working morning after the end, as if the daemon had been away that long.
@Suite struct SilenceTests {
  private func stage() throws -> Stage { try Stage(onlyAssemblies(), from: "2026-01-05T09:00") }

  @Test func `what falls due in a silence goes on the working morning after it, one message for all`()
    async throws
  {
    let stage = try stage()
    try stage.learn(silence(until: "2026-03-28T00:00"), at: "2026-03-01T09:00")
    #expect(ofFirstBranch(try await stage.live(until: "2026-03-30T08:29")).isEmpty)
    // The end is a Saturday; T-3, T-5 and T-10 fell into it.
    let sent = ofFirstBranch(try await stage.at("2026-03-30T08:30"))
    #expect(
      sent == [
        "digest/2026-03-30/b01-deputy", "digest/2026-03-30/b01-organiser", "digest/2026-03-30/b01-secretary",
      ])
    #expect(try stage.mark(assembly, "T-10") == .superseded(by: "T-3"))
    #expect(try stage.mark(assembly, "T-5") == .superseded(by: "T-3"))
    #expect(try stage.mark(assembly, "T-3") == .fired)
  }

  @Test func `what is recorded in a silence is not told after it`() async throws {
    let stage = try stage()
    try stage.learn(silence(until: "2026-03-28T00:00"), at: "2026-03-01T09:00")
    try stage.learn(.held(.meeting("2026-03-20")), at: "2026-03-20T18:00")
    #expect(
      ofFirstBranch(try await stage.live(until: "2026-06-01T00:00")).allSatisfy { !$0.contains("2026-Q1") })
    #expect(try stage.mark(assembly, "T-3") == nil)
  }

  @Test func `after a long silence the ladder goes up one rung at a time, with its own gaps`() async throws {
    let stage = try stage()
    try stage.learn(silence(until: "2026-06-15T00:00"), at: "2026-03-01T09:00")
    #expect(ofFirstBranch(try await stage.live(until: "2026-06-15T08:29")).isEmpty)
    _ = try await stage.live(until: "2026-06-16T00:00")
    #expect(try stage.mark(assembly, "T+1") == .fired)
    #expect(try stage.mark(assembly, "T+10") == nil)
    _ = try await stage.live(until: "2026-07-10T00:00")
    #expect(try stage.mark(assembly, "T+10") == .fired)
  }

  @Test func `a silence that is ended early lets go on the next working morning`() async throws {
    let stage = try stage()
    try stage.learn(silence(until: "2026-05-28T00:00"), at: "2026-03-01T09:00")
    let matchers = Silence.Matchers(organisation: id("branch-01"))
    let number = try #require(stage.desk.facts.silences.last?.id)
    _ = try await stage.live(until: "2026-03-25T10:00")
    try stage.learn(.unsilenced(silence: number, matchers, reason: ""), at: "2026-03-25T10:00")
    #expect(ofFirstBranch(try await stage.live(until: "2026-03-26T08:29")).isEmpty)
    #expect(ofFirstBranch(try await stage.at("2026-03-26T08:30")).count == 3)
    // Said again, it holds again.
    try stage.learn(silence(until: "2026-05-28T00:00"), at: "2026-03-27T10:00")
    #expect(
      ofFirstBranch(try await stage.live(until: "2026-05-28T00:00")).allSatisfy { !$0.contains("2026-Q1") })
  }

  @Test func `the same matchers again take the place of the silence before, longer or shorter`() async throws
  {
    let stage = try stage()
    try stage.learn(silence(until: "2026-05-28T00:00"), at: "2026-03-01T09:00")
    try stage.learn(silence(until: "2026-03-24T00:00"), at: "2026-03-02T09:00")
    #expect(ofFirstBranch(try await stage.live(until: "2026-03-24T08:29")).isEmpty)
    #expect(ofFirstBranch(try await stage.at("2026-03-24T08:30")).count == 2)
  }

  @Test func `a morning that falls into another silence waits for the end of that one`() async throws {
    let stage = try stage()
    try stage.learn(silence(until: "2026-03-18T00:00"), at: "2026-03-01T09:00")
    try stage.learn(
      silence(
        Silence.Matchers(duty: id("member-assembly")), from: "2026-03-18T00:00", until: "2026-03-20T00:00"),
      at: "2026-03-02T09:00")
    #expect(ofFirstBranch(try await stage.live(until: "2026-03-20T08:29")).isEmpty)
    #expect(
      ofFirstBranch(try await stage.at("2026-03-20T08:30")) == [
        "\(assembly)/T-10/organisation-commissioner:b01-organiser"
      ])
  }

  @Test func `one that begins later lets go what is due before`() async throws {
    let stage = try stage()
    try stage.learn(silence(from: "2026-03-20T00:00", until: "2026-05-01T00:00"), at: "2026-03-01T09:00")
    #expect(ofFirstBranch(try await stage.live(until: "2026-03-20T00:00")).count == 1)
    #expect(ofFirstBranch(try await stage.live(until: "2026-05-01T00:00")).isEmpty)
  }

  @Test(arguments: [
    (Silence.Matchers(duty: id("member-assembly")), true),
    (Silence.Matchers(organisation: id("branch-01")), true),
    (Silence.Matchers(organisation: id("organ-committee")), false),
    (Silence.Matchers(under: id("organ-committee")), true), (Silence.Matchers(under: id("branch-01")), true),
    (Silence.Matchers(under: id("branch-02")), false),
    (Silence.Matchers(duty: id("member-assembly"), organisation: id("branch-02")), false),
    (Silence.Matchers(duty: id("member-assembly"), organisation: id("branch-01")), true),
    (Silence.Matchers(obligation: "member-assembly"), true),
    (Silence.Matchers(obligation: "member-assembly/branch-01"), true),
    (Silence.Matchers(obligation: assembly), true),
    (Silence.Matchers(obligation: "member-assembly/"), true),
    (Silence.Matchers(obligation: "member-assembly/branch-02"), false),
    (Silence.Matchers(obligation: "member-assembly/branch-01/2026-Q2"), false),
  ])
  func `every matcher must apply, and keys are matched by whole words`(
    matchers: Silence.Matchers, isMute: Bool
  ) async throws {
    let stage = try stage()
    try stage.learn(silence(matchers, until: "2026-04-01T00:00"), at: "2026-03-01T09:00")
    #expect(ofFirstBranch(try await stage.live(until: "2026-03-25T00:00")).isEmpty == isMute)
  }

  @Test(arguments: [
    ("a/b/c", "a", true), ("a/b/c", "a/", true), ("a/b/c", "a/b/c", true), ("a/b10/c", "a/b1", false),
    ("ab/c", "a", false), ("a/b", "a/b/c", false),
  ])
  func `a beginning is one of whole words`(key: String, beginning: String, begins: Bool) {
    #expect(Silence.Matchers.begins(key, with: beginning) == begins)
  }

  @Test(arguments: [
    "", "/", "nonsense", "member-assembly/branch-0", "member-assembly/branch-01/2026",
    "member-assembly/branch-01/2026-05", "member-assembly/branch-01/2026-Q1/T-5",
    "rectification/branch-03/ZG-1",
    "member-assembly/branch-01/$(reboot)", "member-assembly /",
  ])
  func `words with which no key can begin are refused, not taken and in vain`(beginning: String) throws {
    let stage = try stage()
    #expect {
      try stage.learn(
        silence(Silence.Matchers(obligation: beginning), until: "2026-05-01T00:00"), at: "2026-03-01T09:00")
    } throws: {
      "\($0)".contains("no key begins with the words")
    }
  }

  @Test func `who began it is reminded on the working morning before its end, and not where it was ended`()
    async throws
  {
    let matchers = Silence.Matchers(organisation: id("branch-01"))
    for isEnded in [false, true] {
      let stage = try stage()
      try stage.learn(silence(until: "2026-03-30T09:00"), at: "2026-03-01T09:00", by: "b02-secretary")
      let number = try #require(stage.desk.facts.silences.last?.id)
      _ = try await stage.live(until: "2026-03-26T10:00")
      if isEnded {
        try stage.learn(.unsilenced(silence: number, matchers, reason: ""), at: "2026-03-26T10:00")
      }
      let sent = try await stage.live(until: "2026-03-27T09:00").filter {
        $0.hasPrefix("bulletin/silence-ends")
      }
      #expect(sent == (isEnded ? [] : ["bulletin/silence-ends-\(number)/2026-03-27/b02-secretary"]))
      guard !isEnded else { continue }
      let text = try #require(stage.channel.given.last { $0.text.contains("暂停将结束") }?.text)
      for line in ["第一党支部", "机构调整", "目前有1条", "orglifectl silence expire \(number)"] {
        #expect(text.contains(line), "\(text)")
      }
    }
  }

  /// T-3 is on 2026-03-26.
  @Test(arguments: ["2026-03-25T00:00", "2026-03-26T00:00"])
  func `what waits is counted once for a matter, also where a later rung goes for it`(end: String)
    async throws
  {
    let stage = try stage()
    try stage.learn(silence(until: end), at: "2026-03-01T09:00")
    let now = Bureau.time("2026-03-01T09:00")
    let silence = try #require(stage.desk.facts.silences.last)
    let known = Planner.Known(facts: stage.desk.facts, cases: [:])
    #expect(stage.desk.planner.waiting(for: silence, known: known, at: now) == 1)
  }

  @Test func `its trail says from when, to when and why a rung was put off`() async throws {
    let stage = try stage()
    try stage.learn(silence(until: "2026-03-25T00:00"), at: "2026-03-20T09:00")
    _ = try await stage.live(until: "2026-03-23T00:00")
    var rung = try stage.matter(assembly, at: "2026-03-23T00:00").rung("T-5")
    #expect(rung.fate == "ahead")
    #expect(rung.at == "2026-03-25T08:30:00+08:00")
    #expect(rung.deferral?.from == "2026-03-24T08:30:00+08:00")
    #expect(rung.deferral?.reason == "机构调整")
    _ = try await stage.live(until: "2026-03-26T00:00")
    rung = try stage.matter(assembly, at: "2026-03-26T00:00").rung("T-5")
    #expect(rung.fate == "sent")
    #expect(rung.lateMinutes == nil)
    #expect(rung.deferral?.from == "2026-03-24T08:30:00+08:00")
  }

  @Test(arguments: [
    (silence(Silence.Matchers(), until: "2026-05-01T00:00"), "is about something"),
    (silence(Silence.Matchers(duty: id("nonsense")), until: "2026-05-01T00:00"), "no duty nonsense"),
    (
      silence(Silence.Matchers(under: id("branch-99")), until: "2026-05-01T00:00"),
      "no organisation branch-99"
    ),
    (
      silence(Silence.Matchers(obligation: "nonsense/branch-01"), until: "2026-05-01T00:00"),
      "no key begins with"
    ),
    (
      .silenced(
        Silence(
          matchers: .init(organisation: id("branch-01")), from: nil, until: Bureau.time("2026-05-01T00:00"),
          reason: "转来\ncommittee-meeting/branch-09/2026-03")), "“转来…” is to be one line"
    ),
    (.waiverAsked(obligation: "member-assembly/branch-01/2026-Q1", reason: "\u{1B}[2J"), "one line"),
    (.waiverAsked(obligation: "member-assembly/branch-01/2026-Q1", reason: "a\u{202E}b"), "one line"),
    (
      .waiverAsked(
        obligation: "member-assembly/branch-01/2026-Q1", reason: String(repeating: "长", count: 400)),
      "1024 bytes"
    ),
    (silence(until: "2026-02-01T00:00"), "end before it begins"),
    (silence(from: "2026-05-01T00:00", until: "2026-05-01T00:00"), "end before it begins"),
    (silence(until: "2027-06-01T00:00"), "366 days at most"),
    (.unsilenced(silence: 7, Silence.Matchers(), reason: ""), "there is no silence 7"),
  ])
  func `what cannot be meant is refused with a sentence`(statement: Fact.Statement, sentence: String) throws {
    let stage = try stage()
    #expect {
      try stage.learn(statement, at: "2026-03-01T09:00")
    } throws: {
      "\($0)".contains(sentence)
    }
  }
}
