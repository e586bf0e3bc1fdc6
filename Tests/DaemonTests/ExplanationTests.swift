import Fixtures
import Foundation
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeDispatch
import OrgLifeLedger
import OrgLifeProgramme
import Testing

private let assembly = "member-assembly/branch-01/2026-Q1"
private let item = "rectification/branch-03/ZG-2026-012"

private func assemblies(_ organisation: String = "branch-01") -> Programme {
  var programme = Bureau.programme(only: organisation)
  programme.duties = programme.duties.filter { $0.id.text == "member-assembly" }
  return programme
}

private func items() -> Programme {
  var programme = Bureau.programme(only: "branch-03")
  programme.duties = programme.duties.filter { $0.kind == .dueDate }
  return programme
}

extension Stage {
  fileprivate func explain(_ key: String, at time: String) throws -> Explanation {
    try desk.explain(key, at: Bureau.time(time))
  }

  /// The only obligation that an explanation is about.
  func matter(_ key: String, at time: String) throws -> Explanation.Matter {
    try #require(try explain(key, at: time).matters.first)
  }

  /// Keeps the bureau's files as those in force, as the daemon does.
  fileprivate func join(at time: String, _ change: (inout ProgrammeSources) -> Void = { _ in }) throws {
    var sources = try ProgrammeSources(folder: Bureau.folder)
    change(&sources)
    try ledger.join(
      revision: sources.revision, sources: Array(try JSONEncoder().encode(sources)), at: Bureau.time(time))
  }
}

extension Explanation.Matter {
  func rung(_ name: String) throws -> Explanation.Rung {
    try #require(rungs.first { $0.name == name })
  }

  /// The rungs in order, with what became of them.
  fileprivate var fates: [String] { rungs.map { "\($0.name) \($0.fate)" } }
}

@Suite struct ExplanationTests {
  @Test func `a line that was left out of a digest, since a later rung told it, is said to be superseded`()
    async throws
  {
    let key = "party-day/branch-10/2026-02"
    let stage = try Stage(Bureau.programme(only: "branch-10"), from: "2026-02-01T00:00")
    try stage.desk.plan(at: Bureau.time("2026-02-11T08:30"))
    let digest = try #require(try stage.ledger.deliveries(of: key, rung: "D+3").first?.delivery)
    let line = try #require(digest.lines.first { $0.obligation == key && $0.rung == "D+3" })
    let now = Bureau.time("2026-02-13T08:30")
    try stage.desk.plan(at: now)
    while let claim = try stage.ledger.claim(channel: digest.channel, at: now) {
      let dropped = claim.delivery.key == digest.key ? [line] : []
      let attempt = try stage.ledger.begin(claim.delivery.key, payload: [1], dropping: dropped, at: now)
      try stage.ledger.settle(
        claim.delivery.key, attempt: attempt, receipt: Receipt(outcome: .accepted, detail: ""),
        as: .delivered,
        at: now)
    }
    let matter = try stage.matter(key, at: "2026-02-13T09:00")
    let lower = try matter.rung("D+3")
    #expect(lower.fate == "superseded" && lower.detail == "D+5" && lower.recipients.isEmpty)
    #expect(try matter.rung("D+5").fate == "sent")
  }

  @Test func `a fixed day that was moved is explained by its rule and the day that it names`() throws {
    let stage = try Stage(Bureau.programme(only: "branch-01"), from: "2026-03-01T09:00")
    try stage.join(at: "2026-03-01T09:00")
    let matter = try stage.matter("party-day/branch-01/2026-05", at: "2026-04-20T09:00")
    #expect(matter.due == day("2026-05-06"))
    #expect(matter.planned == day("2026-05-01"))
    #expect(matter.dayRule == "FREQ=MONTHLY;BYDAY=1FR, shift next")
    #expect(matter.birth == "in service")
    #expect(matter.rungs.map(\.name) == ["D-3", "D+3", "D+5"])
  }

  @Test func `what was sent is told with its moment, its people and their posts, and what lies ahead`()
    async throws
  {
    let stage = try Stage(assemblies(), from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-25T00:00")
    let matter = try stage.matter(assembly, at: "2026-03-25T00:00")
    #expect(matter.fates == ["T-10 sent", "T-5 sent", "T-3 ahead", "T+1 ahead", "T+10 ahead"])
    #expect(matter.birth == "in service")
    #expect(matter.state == "open")
    #expect(matter.frozenAt == "2026-03-17T08:30:00+08:00")
    let rung = try matter.rung("T-5")
    #expect(rung.at == "2026-03-24T08:30:00+08:00")
    #expect(rung.lateMinutes == nil)
    #expect(rung.recipients.map(\.person) == ["b01-organiser", "b01-secretary"])
    #expect(rung.recipients.last?.organisation == "第一党支部")
    #expect(rung.recipients.last?.deliveries.map(\.state) == ["delivered"])
    #expect(rung.recipients.last?.deliveries.first?.attempts.map(\.outcome) == ["accepted"])
    #expect(try matter.rung("T+10").recipients.map(\.person) == ["organ-secretary"])
  }

  @Test func `a rung that was not owed names the record that was known then`() async throws {
    let stage = try Stage(assemblies(), from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-18T00:00")
    try stage.learn(.held(.meeting("2026-03-19")), at: "2026-03-20T09:00")
    _ = try await stage.live(until: "2026-03-25T00:00")
    try stage.learn(
      .withdrawn(record: "member-assembly/branch-01/2026-03-19", reason: "日期有误"), at: "2026-03-25T09:00")
    _ = try await stage.live(until: "2026-03-27T00:00")
    let matter = try stage.matter(assembly, at: "2026-03-27T00:00")
    #expect(matter.fates == ["T-10 sent", "T-5 not owed", "T-3 sent", "T+1 ahead", "T+10 ahead"])
    let settled = try matter.rung("T-5").settledBy
    #expect(settled.map(\.about) == ["member-assembly/branch-01/2026-03-19"])
    #expect(settled.map(\.learnedAt) == ["2026-03-20T09:00:00+08:00"])
    #expect(matter.facts.map(\.kind) == ["meeting", "withdrawn"])
    #expect(matter.facts.map(\.counts) == [false, true])
  }

  @Test func `a meeting that makes up for another period is shown, and does not count`() async throws {
    let stage = try Stage(assemblies(), from: "2026-01-05T09:00")
    try stage.learn(.held(.meeting("2026-04-02", makesUpFor: "2026-Q1")), at: "2026-04-03T09:00")
    let first = try stage.matter(assembly, at: "2026-04-03T10:00")
    #expect(first.state == "fulfilled")
    #expect(first.facts.map(\.counts) == [true])
    let second = try stage.matter("member-assembly/branch-01/2026-Q2", at: "2026-04-03T10:00")
    #expect(second.state == "open")
    #expect(second.facts.map(\.counts) == [false])
  }

  @Test func `what went late tells of the outage, and what it went in place of`() async throws {
    let stage = try Stage(assemblies(), from: "2026-01-05T09:00")
    try stage.learn(.held(.meeting("2026-01-05", of: "branch-01")), at: "2026-01-06T09:00")
    try stage.learn(
      .withdrawn(record: "member-assembly/branch-01/2026-01-05", reason: "x"), at: "2026-03-16T09:00")
    _ = try await stage.at("2026-03-27T10:00")
    let matter = try stage.matter(assembly, at: "2026-03-27T10:00")
    #expect(
      matter.fates == ["T-10 superseded", "T-5 superseded", "T-3 sent", "T+1 ahead", "T+10 ahead"])
    #expect(try matter.rung("T-5").detail == "T-3")
    let sent = try matter.rung("T-3")
    #expect(sent.lateMinutes == 25 * 60 + 30)
    #expect(sent.lastSign == "2026-03-16T09:00:00+08:00")
    #expect(sent.recipients.map(\.person) == ["b01-organiser", "b01-secretary", "b01-deputy"])
  }

  @Test func `what was settled while the daemon was away is told apart from what was settled in time`()
    async throws
  {
    let stage = try Stage(assemblies(), from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-20T00:00")
    _ = try stage.ledger.record(
      .held(.meeting("2026-03-19")), validOn: day("2026-03-19"), author: "organ-office",
      at: Bureau.time("2026-03-24T12:00"))
    let again = try Stage(assemblies(), from: "2026-03-25T00:00", ledger: stage.ledger)
    _ = try await again.live(until: "2026-04-02T00:00")
    let matter = try again.matter(assembly, at: "2026-04-02T00:00")
    #expect(
      matter.fates == [
        "T-10 sent", "T-5 settled meanwhile", "T-3 not owed", "T+1 not owed", "T+10 not needed",
      ])
    #expect(try matter.rung("T-5").settledBy.map(\.counts) == [true])
  }

  @Test func `whom nobody reaches is told with the reason`() async throws {
    var programme = assemblies()
    programme.appointments = []
    let deserted = try Stage(programme, from: "2026-01-05T09:00")
    _ = try await deserted.live(until: "2026-03-25T00:00")
    let nobody = try deserted.matter(assembly, at: "2026-03-25T00:00").rung("T-5")
    #expect(nobody.detail == "nobody holds any of its roles")
  }

  @Test func `who stands in for a vacant role is told with the roles that were passed over`() async throws {
    var programme = assemblies()
    programme.appointments = programme.appointments.filter {
      !["organisation-commissioner", "secretary"].contains($0.role.text)
        || $0.organisation.text != "branch-01"
    }
    let stage = try Stage(programme, from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-18T00:00")
    let recipient = try #require(
      try stage.matter(assembly, at: "2026-03-18T00:00").rung("T-10").recipients.first)
    #expect(recipient.person == "organ-office")
    #expect(recipient.insteadOf == "organisation-commissioner")
    #expect(recipient.passedOver == ["organisation-commissioner", "secretary"])
  }

  @Test func `a case that has begun is explained by the ladder it was frozen with, and its line`()
    async throws
  {
    let stage = try Stage(assemblies(), from: "2026-01-05T09:00")
    try stage.join(at: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-18T00:00")
    try stage.adopt(at: "2026-03-18T12:00") { $0.ladders[id("quarterly")]?.rungs.removeFirst(2) }
    try stage.join(at: "2026-03-18T12:00") { sources in
      for (path, bytes) in sources.files where path.hasPrefix("ladders.d/") {
        sources.files[path] = Array("# neu\n# neu\n".utf8) + bytes
      }
    }
    _ = try await stage.live(until: "2026-03-25T00:00")
    let matter = try stage.matter(assembly, at: "2026-03-25T00:00")
    #expect(matter.fates.prefix(2) == ["T-10 sent", "T-5 sent"])
    #expect(matter.ladderChanged)
    #expect(matter.presentRungs == ["T-3", "T+1", "T+10"])
    let place = try #require(try matter.rung("T-10").place)
    #expect(place.text?.hasPrefix("- {at: T-10wd, to: [organisation-commissioner]") == true)
    #expect(try matter.rung("T-5").place?.line == place.line + 1)
    #expect(try matter.rung("T-5").revision != matter.rung("T-10").revision)
    #expect(matter.inForceSince == "2026-03-18T12:00:00+08:00")
    let recipient = try #require(try matter.rung("T-5").recipients.last)
    #expect(recipient.appointment?.text?.hasPrefix("b01-secretary,branch-01,secretary") == true)
    #expect(recipient.place?.file == "people.csv")
    #expect(recipient.place?.text == nil)
  }

  @Test func `a rung that came into the ladder later is not said to have been missed`() async throws {
    let stage = try Stage(assemblies(), from: "2026-01-05T09:00")
    try stage.join(at: "2026-01-05T09:00")
    try stage.adopt(at: "2026-03-12T12:00") { programme in
      var new = programme.ladders[id("quarterly")]!.rungs[0]
      new.offset = DayOffset(-15, .working)
      programme.ladders[id("quarterly")]?.rungs.insert(new, at: 0)
    }
    try stage.learn(.held(.meeting("2026-03-12")), at: "2026-03-13T09:00")
    _ = try await stage.live(until: "2026-03-18T00:00")
    let matter = try stage.matter(assembly, at: "2026-03-18T00:00")
    #expect(matter.fates.prefix(2) == ["T-15 not in force", "T-10 not owed"])
  }

  @Test func `what the configuration does not owe any more is explained by the one that sent it`()
    async throws
  {
    let stage = try Stage(assemblies(), from: "2026-01-05T09:00")
    try stage.join(at: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-25T00:00")
    try stage.adopt(at: "2026-03-25T12:00") { $0.duties = [] }
    let matter = try stage.matter(assembly, at: "2026-03-26T00:00")
    #expect(matter.state == "gone")
    #expect(
      matter.fates == ["T-10 sent", "T-5 sent", "T-3 not needed", "T+1 not needed", "T+10 not needed"])
    #expect(try matter.rung("T-5").recipients.count == 2)
    let forgotten = try Stage(assemblies(), from: "2026-01-05T09:00")
    _ = try await forgotten.live(until: "2026-03-25T00:00")
    try forgotten.adopt(at: "2026-03-25T12:00") { $0.duties = [] }
    #expect(try forgotten.explain(assembly, at: "2026-03-26T00:00").nothingOwed?.contains("is gone") == true)
  }

  @Test func `whom no channel reaches is told by name`() async throws {
    var programme = assemblies()
    programme.people[id("b01-organiser")]?.addresses = [:]
    programme.ladders[id("quarterly")]?.rungs[0].channels = [id("mail")]
    let stage = try Stage(programme, from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-18T00:00")
    let rung = try stage.matter(assembly, at: "2026-03-18T00:00").rung("T-10")
    #expect(rung.detail == "no channel reaches b01-organiser")
    #expect(rung.recipients.map(\.unreached) == ["no channel has an address"])
  }

  @Test func `what was settled before it left is told as cancelled, or as left out of its digest`()
    async throws
  {
    var programme = Bureau.programme(only: "branch-01", "branch-02")
    programme.duties = programme.duties.filter { $0.id.text == "member-assembly" }
    let stage = try Stage(programme, from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-04-01T08:29")
    try stage.learn(.held(.meeting("2026-03-31")), at: "2026-04-01T08:30")
    _ = try await stage.live(until: "2026-04-02T09:00")
    let out = try stage.matter(assembly, at: "2026-04-02T09:00").rung("T+1").recipients
    #expect(out.map(\.person) == ["organ-office"])
    #expect(out.first?.deliveries.isEmpty == true)
    #expect(out.first?.unreached?.hasPrefix("left out of the digest") == true)
    try stage.learn(
      .held(.meeting("2026-04-03", of: "branch-02", makesUpFor: "2026-Q1")), at: "2026-04-15T08:30")
    _ = try await stage.live(until: "2026-04-16T09:00")
    let ended = try stage.matter("member-assembly/branch-02/2026-Q1", at: "2026-04-16T09:00").rung("T+10")
    #expect(ended.recipients.flatMap(\.deliveries).map(\.state) == ["cancelled"])
    #expect(ended.recipients.first?.deliveries.first?.reason?.contains("fulfilled") == true)
  }

  @Test func `an older period that was opened says so`() throws {
    let stage = try Stage(assemblies(), from: "2026-01-05T09:00")
    try stage.learn(.adopted(from: day("2025-10-01")), at: "2026-01-06T09:00")
    let matter = try stage.matter("member-assembly/branch-01/2025-Q4", at: "2026-01-07T09:00")
    #expect(matter.state == "overdue")
    #expect(matter.birth == "adopted")
    #expect(matter.facts.map(\.kind) == ["adopted"])
  }

  @Test func `an item whose date was moved is explained under both of its keys`() async throws {
    let stage = try Stage(items(), from: "2026-06-01T09:00")
    try stage.learn(.entered(.item("ZG-2026-012", due: "2026-08-31")), at: "2026-08-15T09:00")
    _ = try await stage.live(until: "2026-08-22T00:00")
    try stage.learn(
      .extended(item: id("ZG-2026-012"), due: day("2026-10-30"), reason: "党组批准"), at: "2026-08-24T09:00")
    _ = try await stage.live(until: "2026-09-02T00:00")
    let first = try stage.matter(item, at: "2026-09-02T00:00")
    #expect(first.state == "moved")
    #expect(first.successor == "\(item)~2")
    #expect(first.movedAt == "2026-08-24T09:00:00+08:00")
    #expect(first.due == day("2026-08-31"))
    #expect(
      first.fates == ["D-20 not born", "first sent", "D-10 sent", "D-3 moved", "D+1 moved", "D+10 moved"])
    let second = try stage.matter("\(item)~2", at: "2026-09-02T00:00")
    #expect(second.birth == "extended")
    #expect(second.fates.allSatisfy { $0.hasSuffix("ahead") })
    #expect(second.facts.map(\.kind) == ["entered", "extended"])
  }

  @Test func `a digest is explained line by line, a delivery by its attempts`() async throws {
    let stage = try Stage(
      Bureau.programme(only: "branch-01"), from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-26T09:00")
    let digest = try stage.explain("digest/2026-03-26/b01-secretary", at: "2026-03-26T09:00")
    #expect(digest.kind == "digest")
    #expect(digest.matters.map(\.key).contains(assembly))
    #expect(digest.matters.allSatisfy { $0.rungs.count == 1 })
    #expect(digest.matters.flatMap(\.rungs).flatMap(\.recipients).allSatisfy { $0.person == "b01-secretary" })

    let tried = try Stage(assemblies(), from: "2026-03-20T09:00")
    tried.channel.answer(.accepted(detail: ""), .deferred(.temporary, reason: "busy"))
    _ = try await tried.live(until: "2026-03-24T09:00")
    let key = "\(assembly)/T-5/secretary:b01-secretary/drop"
    let both = try tried.explain(key, at: "2026-03-24T09:00")
    let attempts = both.matters[0].rungs[0].recipients.flatMap(\.deliveries).flatMap(\.attempts)
    #expect(attempts.map(\.outcome) == ["deferred", "accepted"])
    #expect(attempts.first?.detail == "busy")
    let second = try tried.explain("\(key)#2", at: "2026-03-24T09:00")
    #expect(
      second.matters[0].rungs[0].recipients.flatMap(\.deliveries).flatMap(\.attempts).map(\.number) == [2])
    #expect(throws: Refusal.self) { try tried.explain("\(key)#3", at: "2026-03-24T09:00") }
  }

  @Test(arguments: [
    (assembly, assembly), ("member-assembly/branch-01/2026-Q", assembly), ("member-a", assembly),
    ("\(assembly)/T-5", "\(assembly)/T-5"), ("\(assembly)/T-1", "\(assembly)/T-10"),
    ("\(assembly)/T-5/secretary:b01", "\(assembly)/T-5/secretary:b01-secretary"),
    ("digest/2026-03-26/b01-s", "digest/2026-03-26/b01-secretary"),
  ])
  func `a key may be cut short`(asked: String, whole: String) async throws {
    let stage = try Stage(assemblies(), from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-27T00:00")
    #expect(try stage.explain(asked, at: "2026-03-27T00:00").key == whole)
  }

  @Test(arguments: [
    ("member-assembly/branch-99/2026-Q1", "nothing is known"), ("nonsense", "nothing is known"),
    ("", "write more"), ("\(assembly)/T-7", "nothing is known"), ("\(assembly)/T", "T-10"),
    ("\(assembly)/T-5/", "organisation-commissioner:b01-organiser"), ("a/b/c/d", "nothing is or was owed"),
    ("digest/2026-03-26/", "digest/2026-03-26/b01-deputy"), ("\(assembly)#2", "no delivery"),
  ])
  func `a key that means nothing, or more than one thing, is refused with what there is`(
    asked: String, hint: String
  ) async throws {
    let stage = try Stage(assemblies(), from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-04-02T00:00")
    let refusal = #expect(throws: Refusal.self) { try stage.explain(asked, at: "2026-04-02T00:00") }
    guard case .noSuchThing(let text)? = refusal else {
      Issue.record("refused otherwise: \(String(describing: refusal))")
      return
    }
    #expect(text.contains(hint))
  }

  @Test(arguments: [
    ("member-assembly/leading-group/2026-Q1", "does not apply"),
    ("member-assembly/branch-01/2025-Q3", "in service since 2026-01-05"),
  ])
  func `why nothing is owed is told too`(key: String, reason: String) throws {
    let stage = try Stage(assemblies(), from: "2026-01-05T09:00")
    let explanation = try stage.explain(key, at: "2026-02-01T00:00")
    #expect(explanation.matters.isEmpty)
    #expect(explanation.nothingOwed?.contains(reason) == true)
  }
}
