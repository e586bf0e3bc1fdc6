import Fixtures
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeSchedule
import Testing

/// Scenario S9: a term of office ends.
@Suite struct TermTests {
  private static let key = "election/branch-03/2023-06-20"

  /// Branch 3, elected on 20 June 2023; its term ends on a Saturday inside the Dragon Boat Festival.
  private static func programme(electedOn: String? = "2023-06-20", language: Language = .chinese) -> Programme
  {
    var programme = reading(Bureau.whole(only: ["branch-03"], duties: ["election"]), in: language)
    let branch: Organisation.ID = id("branch-03")
    programme.organisations[branch]?.electedOn = electedOn.map { day($0) }
    return programme
  }

  @Test func `six months ahead, three months, one month, then monthly after the end`() async throws {
    let stage = try Stage(Self.programme(), from: "2025-12-01T08:00")
    let days = [
      ("2025-12-19T08:30", "D-6mo"), ("2026-03-20T08:30", "D-3mo"), ("2026-05-20T08:30", "D-1mo"),
      ("2026-06-22T08:30", "D+1"), ("2026-07-20T08:30", "D+1mo"), ("2026-08-20T08:30", "D+2mo"),
      ("2026-09-20T08:30", "D+3mo"),
    ]
    for (time, rung) in days {
      let moment = Bureau.time(time)
      let before = Bureau.programme.zone.rfc3339(moment.adding(seconds: -60)).prefix(16)
      #expect(try await stage.reminders(until: String(before)) == [], "\(rung)")
      #expect(rungs(try await stage.reminders(until: time)) == [rung])
    }
  }

  @Test(arguments: [Language.chinese, .english])
  func `the reminder says by when, how long it may take, and what to prepare`(language: Language) async throws
  {
    let stage = try Stage(Self.programme(language: language), from: "2025-12-01T08:00")
    _ = try await stage.reminders(until: "2025-12-20T00:00")
    try expectGolden("S9-six-months.\(language.rawValue)", stage.text("D-6mo/secretary"))
    _ = try await stage.reminders(until: "2026-07-21T00:00")
    try expectGolden("S9-monthly.\(language.rawValue)", stage.text("D+1mo/parent.secretary"))
  }

  @Test func `an election that is recorded ends the reminders and begins the next term`() async throws {
    let stage = try Stage(Self.programme(), from: "2025-12-01T08:00")
    _ = try await stage.reminders(until: "2026-03-21T00:00")
    try stage.learn(.held(.meeting("2026-04-10", of: "branch-03", duty: "election")), at: "2026-04-10T18:00")
    #expect(try await stage.reminders(until: "2028-10-01T00:00") == [])
    #expect(rungs(try await stage.reminders(until: "2028-10-11T00:00")) == ["D-6mo"])
    #expect(
      try stage.desk.inventory(at: Bureau.time("2028-10-11T00:00")).map(\.key) == [
        "election/branch-03/2026-04-10"
      ])
  }

  @Test func `an extension of up to a year is accepted and its ladder starts anew`() async throws {
    let stage = try Stage(Self.programme(), from: "2025-12-01T08:00")
    _ = try await stage.reminders(until: "2026-04-01T00:00")
    let until = Prolongation(obligation: Self.key, until: day("2027-03-31"), reference: "批复〔2026〕7号")
    try stage.learn(.prolonged(until), at: "2026-04-01T09:00")
    let deliveries = try await stage.reminders(until: "2027-04-02T00:00")
    #expect(rungs(deliveries) == ["D-6mo", "D-3mo", "D-1mo", "D+1"])
    #expect(deliveries.allSatisfy { $0.hasPrefix(Self.key + "~2/") })
  }

  @Test func `a longer one waits for a second person with the superior's approval`() async throws {
    let stage = try Stage(Self.programme(), from: "2025-12-01T08:00")
    let until = Prolongation(obligation: Self.key, until: day("2027-09-30"), reference: "批复〔2026〕9号")
    try stage.learn(.prolonged(until), at: "2026-04-01T09:00", by: "organ-office")
    // It does not count yet: the old end is still reminded of.
    #expect(rungs(try await stage.reminders(until: "2026-06-23T00:00")) == ["D-3mo", "D-1mo", "D+1"])
    let waiting = try #require(stage.desk.facts.waitingProlongation(of: Self.key))
    let endorsed = Fact.Statement.endorsed(fact: waiting.fact, reference: "批复〔2026〕9号")
    #expect(throws: Refusal.self) { try stage.learn(endorsed, at: "2026-06-24T09:00", by: "organ-office") }
    try stage.learn(endorsed, at: "2026-06-24T09:00", by: "organ-secretary")
    #expect(try await stage.reminders(until: "2027-03-29T00:00") == [])
    #expect(rungs(try await stage.reminders(until: "2027-03-31T00:00")) == ["D-6mo"])
  }

  @Test func `a temporary branch holds no elections, and one without a date of election is named`() throws {
    let stage = try Stage(Self.programme(electedOn: nil), from: "2025-12-01T08:00")
    let agenda = stage.desk.planner.agenda
    #expect(
      agenda.withoutElection(facts: stage.desk.facts, knownAt: Bureau.time("2026-01-05T08:30")) == [
        id("branch-03")
      ])
    let temporary = try Stage(
      Bureau.whole(only: ["branch-12"], duties: ["election", "dues"]), from: "2026-03-20T08:00")
    #expect(try temporary.desk.inventory(at: Bureau.time("2026-07-01T08:00")) == [])
  }
}
