import Fixtures
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeSchedule
import Testing

/// Scenario S6: the secretary is away, and somebody acts; and what an acknowledgement changes.
@Suite struct PeopleTests {
  private static let key = "member-assembly/branch-01/2026-Q2"

  private static func stage(_ language: Language = .chinese, from start: String = "2026-05-20T08:00") throws
    -> Stage
  {
    try Stage(
      reading(Bureau.whole(only: ["branch-01"], duties: ["member-assembly"]), in: language), from: start)
  }

  private static func delegation(
    _ to: String = "b01-deputy", from: String = "b01-secretary", role: String = "secretary",
    since: String = "2026-06-01", until: String = "2026-06-30"
  ) -> Fact.Statement {
    .delegated(
      Delegation(
        organisation: id("branch-01"), role: id(role), from: id(from), to: id(to), since: day(since),
        until: day(until), reason: "外出学习"))
  }

  private static func away(_ person: String, since: String = "2026-06-01", until: String = "2026-06-30")
    -> Fact.Statement
  {
    .away(Leave(person: id(person), since: day(since), until: day(until), reason: "病假"))
  }

  /// Whom the rungs went to, by rung.
  private static func people(_ deliveries: [String]) -> Set<String> {
    Set(
      deliveries.map { $0.split(separator: "/").map(String.init) }.filter { $0.count > 4 }
        .map { "\($0[3]) \($0[4])" })
  }

  @Test(arguments: [Language.chinese, .english])
  func `whoever acts is told, who handed it over is not, and the message says so`(language: Language)
    async throws
  {
    let stage = try Self.stage(language)
    try stage.learn(Self.delegation(), at: "2026-05-28T09:00")
    let june = Self.people(try await stage.reminders(until: "2026-06-30T20:00"))
    #expect(
      june == [
        "T-10 organisation-commissioner:b01-organiser", "T-5 organisation-commissioner:b01-organiser",
        "T-5 secretary:b01-deputy",
      ])
    try expectGolden("S6-acting.\(language.rawValue)", stage.text("T-5/secretary:b01-deputy"))
  }

  @Test func `after the last day the role is back`() async throws {
    let stage = try Self.stage(from: "2026-05-20T08:00")
    try stage.learn(Self.delegation(until: "2026-06-22"), at: "2026-05-28T09:00")
    // T-5 of the second quarter is 23 June.
    let june = Self.people(try await stage.reminders(until: "2026-06-24T00:00"))
    #expect(june.contains("T-5 secretary:b01-secretary"))
    #expect(!june.contains("T-5 secretary:b01-deputy"))
  }

  @Test func `a secretary who is away and handed nothing over is stood in for by the deputy`() async throws {
    let stage = try Self.stage()
    try stage.learn(Self.away("b01-secretary"), at: "2026-05-28T09:00")
    let june = Self.people(try await stage.reminders(until: "2026-06-30T20:00"))
    #expect(june.contains("T-5 deputy:b01-deputy"))
    #expect(!june.contains { $0.hasSuffix("b01-secretary") })
  }

  @Test(arguments: [Language.chinese, .english])
  func `nobody to act: one rung up, with the reason`(language: Language) async throws {
    let stage = try Self.stage(language)
    try stage.learn(Self.away("b01-secretary"), at: "2026-05-28T09:00")
    try stage.learn(Self.away("b01-deputy"), at: "2026-05-28T09:01")
    let june = Self.people(try await stage.reminders(until: "2026-06-30T20:00"))
    #expect(june.contains("T-5 parent.office:organ-office"))
    try expectGolden("S6-nobody.\(language.rawValue)", stage.text("T-5/parent.office"))
  }

  @Test func `a leave that is over early lets reminders go to the person again`() async throws {
    let stage = try Self.stage()
    try stage.learn(Self.away("b01-secretary"), at: "2026-05-28T09:00")
    let number = try #require(stage.desk.facts.leaves.last?.id)
    try stage.learn(.recalled(fact: number, reason: "提前返岗"), at: "2026-06-10T09:00")
    #expect(
      Self.people(try await stage.reminders(until: "2026-06-24T00:00")).contains(
        "T-5 secretary:b01-secretary"))
  }

  struct Refused: CustomTestStringConvertible {
    var testDescription: String
    var statement: Fact.Statement
    var reason: String
  }

  @Test(arguments: [
    Refused(
      testDescription: "somebody who is not of the committee", statement: delegation("leader-1"),
      reason: "第十四条"),
    Refused(
      testDescription: "somebody who does not hold the role", statement: delegation(from: "b01-organiser"),
      reason: "has nothing to hand over"),
    Refused(testDescription: "oneself", statement: delegation("b01-secretary"), reason: "to themselves"),
    Refused(
      testDescription: "days that are past", statement: delegation(since: "2026-04-01", until: "2026-05-01"),
      reason: "is past already"),
    Refused(
      testDescription: "days the wrong way round",
      statement: delegation(since: "2026-07-01", until: "2026-06-01"), reason: "is no stretch of days"),
    Refused(
      testDescription: "a person who is not there", statement: away("nobody"), reason: "no person nobody"),
    Refused(
      testDescription: "an ending of nothing", statement: .recalled(fact: 99, reason: "无"),
      reason: "no delegation or leave 99"),
    Refused(
      testDescription: "seeing what is not owed",
      statement: .acknowledged(Acknowledgement(obligation: "member-assembly/branch-02/2026-Q2")),
      reason: "nothing is owed"),
    Refused(
      testDescription: "a promise too far",
      statement: .acknowledged(Acknowledgement(obligation: key, promised: day("2026-06-05"))),
      reason: "more than 5 working days"),
    Refused(
      testDescription: "a promise of a past day",
      statement: .acknowledged(Acknowledgement(obligation: key, promised: day("2026-05-27"))),
      reason: "is past already"),
  ])
  func `what cannot be is refused with the reason`(row: Refused) throws {
    let stage = try Self.stage()
    let refusal = #expect(throws: Refusal.self) { try stage.learn(row.statement, at: "2026-05-28T09:00") }
    #expect(refusal?.description.contains(row.reason) == true, "\(refusal?.description ?? "")")
  }

  @Test func `a circle of delegations is refused`() throws {
    var programme = Bureau.whole(only: ["branch-01"], duties: ["member-assembly"])
    programme.appointments.append(
      Appointment(
        person: id("b01-deputy"), organisation: id("branch-01"), role: id("secretary"), span: DateSpan()))
    programme.appointments.append(
      Appointment(
        person: id("b01-secretary"), organisation: id("branch-01"), role: id("deputy"), span: DateSpan()))
    let stage = try Stage(programme, from: "2026-05-20T08:00")
    try stage.learn(Self.delegation(), at: "2026-05-28T09:00")
    let refusal = #expect(throws: Refusal.self) {
      try stage.learn(Self.delegation("b01-secretary", from: "b01-deputy"), at: "2026-05-28T09:01")
    }
    #expect(refusal?.description.contains("circle") == true)
  }

  @Test(arguments: [Language.chinese, .english])
  func `a promise puts off what goes to the same people, and those above are told of it in time`(
    language: Language
  )
    async throws
  {
    let stage = try Self.stage(language)
    _ = try await stage.reminders(until: "2026-06-22T09:00")
    // T-5 would go on 23 June, T-3 (a digest) on the 25th.
    let promise = Fact.Statement.acknowledged(
      Acknowledgement(obligation: Self.key, promised: day("2026-06-24")))
    try stage.learn(promise, at: "2026-06-22T10:00", by: "b01-secretary")
    #expect(try await stage.reminders(until: "2026-06-25T08:00") == [])
    // On the morning after the promised day both are due, and one goes for both.
    #expect(rungs(try await stage.reminders(until: "2026-06-25T09:00")) == ["digest"])
    #expect(throws: Refusal.self) {
      try stage.learn(
        .acknowledged(Acknowledgement(obligation: Self.key, promised: day("2026-06-26"))),
        at: "2026-06-25T10:00")
    }
    _ = try await stage.reminders(until: "2026-07-20T00:00")
    try expectGolden("ack-seen-above.\(language.rawValue)", stage.text("T+10/parent.secretary"))
  }

  @Test func `a promise that is made in a silence puts off what the silence lets go`() async throws {
    let stage = try Self.stage()
    _ = try await stage.reminders(until: "2026-06-19T09:00")
    let silence = Silence(
      matchers: .init(organisation: id("branch-01")), from: nil, until: Bureau.time("2026-06-24T00:00"),
      reason: "机构调整")
    try stage.learn(.silenced(silence), at: "2026-06-20T09:00")
    // T-5 would go on 23 June, and for the silence on the 24th.
    let promise = Acknowledgement(obligation: Self.key, promised: day("2026-06-25"))
    try stage.learn(.acknowledged(promise), at: "2026-06-23T10:00", by: "b01-secretary")
    #expect(try await stage.reminders(until: "2026-06-26T08:00") == [])
    #expect(rungs(try await stage.reminders(until: "2026-06-26T09:00")) == ["digest"])
  }

  @Test func `a promise cannot reach past the rung that goes higher`() async throws {
    let stage = try Self.stage()
    _ = try await stage.reminders(until: "2026-06-26T09:00")
    let refusal = #expect(throws: Refusal.self) {
      try stage.learn(
        .acknowledged(Acknowledgement(obligation: Self.key, promised: day("2026-07-01"))),
        at: "2026-06-26T10:00",
        by: "b01-secretary")
    }
    #expect(refusal?.description.contains("2026-07-01") == true)
  }

  @Test func `who is reached by nobody, stood in for, or asked twice in a row is listed`() throws {
    var programme = Bureau.whole(only: ["branch-01", "branch-10"], duties: ["member-assembly"])
    // The secretary above is the office too: the escalation goes to the same person again.
    programme.appointments.removeAll {
      $0.organisation == id("organ-committee") && $0.role.text == "secretary"
    }
    programme.appointments.append(
      Appointment(
        person: id("organ-office"), organisation: id("organ-committee"), role: id("secretary"),
        span: DateSpan()))
    programme.people[id("b10-secretary")]?.addresses = [:]
    programme.defaultChannels = [id("mail")]
    let planner = Planner(programme: programme, inServiceSince: Bureau.time("2026-01-01T00:00"))
    let gaps = planner.gaps(on: day("2026-05-20"), facts: Facts(), knownAt: Bureau.time("2026-05-20T08:00"))
    func has(_ kind: Gap.Kind, _ organisation: String, _ rung: String) -> Bool {
      gaps.contains { $0.kind == kind && $0.organisation.text == organisation && $0.rung == rung }
    }
    #expect(has(.sameAgain([id("organ-office")]), "branch-01", "T+10"))
    #expect(has(.standsIn(id("b10-secretary")), "branch-10", "T-10"))
    #expect(has(.noChannel(id("b10-secretary")), "branch-10", "T-5"))
    #expect(!gaps.contains { $0.organisation.text == "branch-01" && $0.rung.hasPrefix("T-") })
  }
}
