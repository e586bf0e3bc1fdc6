import Fixtures
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeSchedule
import Testing

/// Scenario S10, and the steps of member development around it.
@Suite struct CourseTests {
  private static let steps = [
    "development-talk", "development-activist", "development-examination", "development-candidate",
    "development-review", "development-precheck", "development-assembly", "development-approval",
    "development-oath", "development-confirmation", "development-confirmation-approval", "development-file",
  ]

  private static func stage(_ language: Language = .chinese, from start: String) throws -> Stage {
    try Stage(
      reading(Bureau.whole(only: ["branch-03", "branch-12"], duties: steps), in: language), from: start)
  }

  private static func opened(_ event: String, on date: String) -> Fact.Statement {
    .opened(
      Course(
        number: id("FZ-2025-003"), organisation: id("branch-03"), owner: id("b03-organiser"),
        title: "预备党员陈同志", opening: id(event), openedOn: day(date)))
  }

  private static func taken(_ step: String, on date: String) -> Fact.Statement {
    .taken(course: id("FZ-2025-003"), step: id(step), on: day(date), reference: "材料")
  }

  @Test(arguments: [Language.chinese, .english])
  func `a year of probation: the contact a month ahead, then the secretary, then the committee`(
    language: Language
  )
    async throws
  {
    let stage = try Self.stage(language, from: "2026-03-10T08:00")
    try stage.learn(Self.opened("development-assembly", on: "2025-12-03"), at: "2026-03-10T09:00")
    let confirmation = "development-confirmation/branch-03/FZ-2025-003"
    // The approval that was due on 3 March is past already and not owed.
    #expect(try await stage.reminders(until: "2026-11-03T08:00") == [])
    let first = try await stage.reminders(until: "2026-11-03T09:00")
    #expect(first.allSatisfy { $0.hasPrefix("\(confirmation)/D-30/owner:b03-organiser") })
    try expectGolden("S10-month-ahead.\(language.rawValue)", stage.text("D-30/owner"))

    #expect(throws: Refusal.self) {
      try stage.learn(Self.taken("development-confirmation", on: "2026-12-01"), at: "2026-12-02T09:00")
    }
    let late = try await stage.reminders(until: "2027-02-04T00:00")
    #expect(
      late.map { $0.split(separator: "/").dropFirst(3).joined(separator: "/") }.sorted() == [
        "D+1mo/secretary:b03-secretary", "D+2mo/parent.office:organ-office",
        "D+2mo/parent.secretary:organ-secretary", "D-0/owner:b03-organiser", "D-0/secretary:b03-secretary",
      ])
    try expectGolden("S10-overdue.\(language.rawValue)", stage.text("D+1mo/secretary"))
  }

  @Test func `the overdue rung goes on 4 January 2027, since the 3rd is a Sunday`() async throws {
    let stage = try Self.stage(from: "2026-03-10T08:00")
    try stage.learn(Self.opened("development-assembly", on: "2025-12-03"), at: "2026-03-10T09:00")
    _ = try await stage.reminders(until: "2027-01-04T08:00")
    #expect(
      try await stage.reminders(until: "2027-01-04T08:30").map { $0.contains("/D+1mo/secretary") } == [true])
  }

  @Test func `each step makes the next ones due, counted from its own day`() async throws {
    let stage = try Self.stage(from: "2026-01-05T08:00")
    func due(_ time: String) throws -> [String: String] {
      Dictionary(
        try stage.desk.inventory(at: Bureau.time(time)).filter { $0.state != "fulfilled" }
          .map {
            ($0.duty + ($0.period.contains("~") ? "~" + $0.period.split(separator: "~")[1] : ""), "\($0.due)")
          },
        uniquingKeysWith: { first, _ in first })
    }
    try stage.learn(Self.opened("application", on: "2026-01-05"), at: "2026-01-05T09:00")
    #expect(try due("2026-01-05T10:00") == ["development-talk": "2026-02-05"])
    try stage.learn(Self.taken("development-talk", on: "2026-01-20"), at: "2026-01-20T09:00")
    #expect(try due("2026-01-20T10:00") == ["development-activist": "2026-07-20"])
    try stage.learn(Self.taken("development-activist", on: "2026-03-02"), at: "2026-03-02T09:00")
    #expect(
      try due("2026-03-02T10:00") == [
        "development-examination": "2026-09-02", "development-candidate": "2027-03-02",
      ])
    try stage.learn(Self.taken("development-examination", on: "2026-09-01"), at: "2026-09-01T09:00")
    #expect(
      try due("2026-09-01T10:00") == [
        "development-examination~2": "2027-03-01", "development-candidate": "2027-03-02",
      ])
    // A year of examination has to be full.
    #expect(throws: Refusal.self) {
      try stage.learn(Self.taken("development-candidate", on: "2027-02-26"), at: "2027-02-26T09:00")
    }
    try stage.learn(Self.taken("development-candidate", on: "2027-03-02"), at: "2027-03-02T09:00")
    #expect(try due("2027-03-02T10:00") == ["development-review": "2027-06-02"])
  }

  struct Refused: CustomTestStringConvertible {
    var testDescription: String
    var statement: Fact.Statement
    var reason: String
  }

  @Test(arguments: [
    Refused(
      testDescription: "a step that comes after one that was not taken",
      statement: taken("development-oath", on: "2026-01-06"), reason: "comes after development-approval"),
    Refused(
      testDescription: "a step before the one it comes after",
      statement: taken("development-talk", on: "2026-01-02"), reason: "would be before application"),
    Refused(
      testDescription: "a day that has not come", statement: taken("development-talk", on: "2026-02-01"),
      reason: "has not come yet"),
    Refused(
      testDescription: "a meeting as a step", statement: taken("member-assembly", on: "2026-01-06"),
      reason: "is no step of a course"),
    Refused(
      testDescription: "a temporary branch",
      statement: .opened(
        Course(
          number: id("FZ-2026-009"), organisation: id("branch-12"), owner: id("b12-organiser"), title: "甲",
          opening: id("application"), openedOn: day("2026-01-05"))), reason: "temporary-branch has no courses"
    ),
    Refused(
      testDescription: "an event that opens nothing",
      statement: .opened(
        Course(
          number: id("FZ-2026-009"), organisation: id("branch-03"), owner: id("b03-organiser"), title: "甲",
          opening: id("applause"), openedOn: day("2026-01-05"))), reason: "no course begins with applause"),
  ])
  func `what cannot be is refused with the reason`(row: Refused) throws {
    let stage = try Self.stage(from: "2026-01-05T08:00")
    try stage.learn(Self.opened("application", on: "2026-01-05"), at: "2026-01-05T09:00")
    let refusal = #expect(throws: Refusal.self) { try stage.learn(row.statement, at: "2026-01-10T09:00") }
    #expect(refusal?.description.contains(row.reason) == true, "\(refusal?.description ?? "")")
  }
}
