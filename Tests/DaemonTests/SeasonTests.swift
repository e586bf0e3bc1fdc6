import Fixtures
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeSchedule
import Testing

@Suite struct SeasonTests {
  private static let key = "organisational-life/branch-01/2026"

  private static func stage(_ language: Language = .chinese, from start: String = "2026-06-01T08:00") throws
    -> Stage
  {
    try Stage(
      reading(Bureau.whole(only: ["branch-01"], duties: ["organisational-life"]), in: language), from: start)
  }

  private static func notice(
    _ to: String, from: String = "2026-12-01", of organisation: String = "organ-committee"
  )
    -> Fact.Statement
  {
    .announced(
      SeasonNotice(
        duty: id("organisational-life"), organisation: id(organisation), year: 2026, from: day(from),
        to: day(to),
        reference: "组通〔2026〕18号"))
  }

  @Test func `the window passes the year's end, and the key stays the year's`() async throws {
    let stage = try Self.stage()
    let owed = try stage.desk.inventory(at: Bureau.time("2027-02-01T08:00"))
    #expect(owed.map(\.key).contains(Self.key))
    #expect(owed.first { $0.key == Self.key }?.due == day("2027-03-31"))
  }

  @Test(arguments: [Language.chinese, .english])
  func `the superior's notice moves what is to come, for all below it`(language: Language) async throws {
    let stage = try Self.stage(language)
    try stage.learn(Self.notice("2026-12-31"), at: "2026-09-10T09:00")
    // Forty working days before 31 December 2026, and not those before 31 March 2027.
    #expect(try await stage.reminders(until: "2026-11-05T08:00") == [])
    #expect(rungs(try await stage.reminders(until: "2026-11-05T08:30")) == ["D-40"])
    try expectGolden("season-notice.\(language.rawValue)", stage.text("D-40/organisation-commissioner"))
    #expect(rungs(try await stage.reminders(until: "2027-01-20T00:00")) == ["D-15", "digest", "D+10"])
  }

  @Test func `a notice for one branch counts there and not for its neighbour`() throws {
    let programme = Bureau.whole(only: ["branch-01", "branch-02"], duties: ["organisational-life"])
    let stage = try Stage(programme, from: "2026-06-01T08:00")
    try stage.learn(Self.notice("2026-12-31"), at: "2026-09-10T09:00")
    try stage.learn(Self.notice("2027-01-20", of: "branch-01"), at: "2026-09-11T09:00")
    let owed = try stage.desk.inventory(at: Bureau.time("2026-12-01T08:00")).filter { $0.period == "2026" }
    #expect(
      Dictionary(owed.map { ($0.organisation, "\($0.due)") }, uniquingKeysWith: { $1 }) == [
        "branch-01": "2027-01-20", "branch-02": "2026-12-31",
      ])
  }

  struct Held: CustomTestStringConvertible {
    var testDescription: String
    var date: String
    /// The year for which it counts.
    var year: Int
  }

  @Test(arguments: [
    Held(testDescription: "in the window, before the year's end", date: "2026-12-15", year: 2026),
    Held(testDescription: "in the window, after the year's end", date: "2027-02-10", year: 2026),
    Held(
      testDescription: "early in the year, after the window of the year before", date: "2027-05-10",
      year: 2027),
    Held(testDescription: "in the window of the year before", date: "2026-02-10", year: 2025),
  ])
  func `a meeting counts for one year`(row: Held) throws {
    let stage = try Self.stage(from: "2025-06-01T08:00")
    let time = row.date + "T18:00"
    try stage.learn(.held(.meeting(row.date, duty: "organisational-life")), at: time)
    let later = Bureau.time("2028-01-10T08:00")
    let fulfilled = try stage.desk.inventory(at: later).filter { $0.done > 0 }.map(\.period)
    #expect(fulfilled == ["\(row.year)"])
  }

  @Test func `it is recorded in time for the year that ends, and nothing is sent about it any more`()
    async throws
  {
    let stage = try Self.stage()
    try stage.learn(.held(.meeting("2026-12-15", duty: "organisational-life")), at: "2026-12-15T18:00")
    #expect(try await stage.reminders(until: "2027-06-01T00:00") == [])
  }

  struct Refused: CustomTestStringConvertible {
    var testDescription: String
    var statement: Fact.Statement
    var reason: String
  }

  @Test(arguments: [
    Refused(
      testDescription: "a duty without a season",
      statement: .announced(
        SeasonNotice(
          duty: id("member-assembly"), organisation: id("organ-committee"), year: 2026,
          from: day("2026-12-01"), to: day("2026-12-31"), reference: "通知")), reason: "has no season"),
    Refused(
      testDescription: "an end before the beginning", statement: notice("2026-11-01"), reason: "no stretch"),
    Refused(
      testDescription: "another year", statement: notice("2029-01-10", from: "2028-12-01"),
      reason: "does not belong to 2026"),
    Refused(
      testDescription: "an organisation that is not there", statement: notice("2026-12-31", of: "branch-99"),
      reason: "no organisation branch-99"),
  ])
  func `a notice that cannot be is refused`(row: Refused) throws {
    let stage = try Stage(
      Bureau.whole(only: ["branch-01"], duties: ["organisational-life", "member-assembly"]),
      from: "2026-06-01T08:00")
    let refusal = #expect(throws: Refusal.self) { try stage.learn(row.statement, at: "2026-09-10T09:00") }
    #expect(refusal?.description.contains(row.reason) == true, "\(refusal?.description ?? "")")
  }
}

extension SeasonTests {
  @Test func `what has gone does not go again, however far a later notice moves the end`() async throws {
    var programme = Bureau.whole(only: ["branch-01"], duties: ["organisational-life"])
    // Others reach over years, and their cases are kept as long.
    programme.ladders = programme.ladders.filter { $0.key == id("season") }
    let stage = try Stage(programme, from: "2026-06-01T08:00")
    try stage.learn(Self.notice("2026-12-31"), at: "2026-09-10T09:00")
    #expect(rungs(try await stage.reminders(until: "2026-12-28T08:00")) == ["D-40", "D-15", "digest"])
    try stage.learn(Self.notice("2027-07-30", from: "2027-06-01"), at: "2026-12-28T09:00")
    #expect(try await stage.reminders(until: "2027-07-30T20:00") == [])
  }

  @Test func `a notice after the first reminder moves what is to come, and nothing that has gone goes again`()
    async throws
  {
    let stage = try Stage(
      Bureau.whole(only: ["branch-01"], duties: ["organisational-life"]), from: "2026-06-01T08:00")
    func notice(_ to: String) -> Fact.Statement {
      .announced(
        SeasonNotice(
          duty: id("organisational-life"), organisation: id("organ-committee"), year: 2026,
          from: day("2026-12-01"), to: day(to), reference: "通知"))
    }
    try stage.learn(notice("2026-12-31"), at: "2026-09-10T09:00")
    #expect(rungs(try await stage.reminders(until: "2026-11-06T00:00")) == ["D-40"])
    try stage.learn(notice("2027-10-29"), at: "2026-11-10T09:00")
    #expect(rungs(try await stage.reminders(until: "2027-09-30T00:00")) == [])
    #expect(rungs(try await stage.reminders(until: "2027-11-01T08:00")).contains("D-15"))
    #expect(stage.channel.given.filter { $0.key.contains("/2026/D-40/") }.count == 2)
  }
}
