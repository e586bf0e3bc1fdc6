import Fixtures
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeSchedule
import Testing

/// Scenarios S3 to S5: temporary, joint and mobile units.
@Suite struct UnitLifeTests {
  private static let duties = Bureau.whole.duties.map(\.id.text)

  private static func owed(_ stage: Stage, _ organisation: String, at time: String) throws -> [Owed] {
    try stage.desk.inventory(at: Bureau.time(time)).filter { $0.organisation == organisation }
  }

  @Test func `S3: a temporary branch owes no dues, no elections, no admissions`() throws {
    let stage = try Stage(
      Bureau.whole(only: ["branch-12", "branch-01"], duties: Self.duties), from: "2026-03-10T08:00")
    let duties = Set(try Self.owed(stage, "branch-12", at: "2026-08-01T08:00").map(\.duty))
    #expect(duties == ["member-assembly", "party-day", "branch-lecture"])
  }

  @Test(arguments: [Language.chinese, .english])
  func `S3: dissolved mid-period, the period is not applicable and open items go to the named successor`(
    language: Language
  ) async throws {
    let programme = reading(
      Bureau.whole(only: ["branch-12", "branch-01"], duties: ["member-assembly", "rectification"]),
      in: language)
    let stage = try Stage(programme, from: "2026-07-01T08:00")
    for number in ["ZG-2026-021", "ZG-2026-022"] {
      var item = Item.item(number, due: "2026-09-30")
      item.organisation = id("branch-12")
      item.owner = id("b12-organiser")
      try stage.learn(.entered(item), at: "2026-07-10T09:00")
    }
    _ = try await stage.reminders(until: "2026-08-15T20:00")
    #expect(
      try Self.owed(stage, "branch-12", at: "2026-08-20T08:00").allSatisfy {
        $0.state != "open" && $0.state != "overdue"
      })
    let later = try await stage.reminders(until: "2026-08-20T09:00")
    // Nothing for the branch that is gone; its two items are told to the successor at once.
    #expect(!later.contains { $0.contains("/branch-12/") })
    #expect(
      Set(later.map { $0.split(separator: "/").prefix(4).joined(separator: "/") }) == [
        "rectification/branch-01/ZG-2026-021/first", "rectification/branch-01/ZG-2026-022/first",
      ])
    try expectGolden("S3-successor.\(language.rawValue)", stage.text("ZG-2026-021/first"))
    #expect(
      try Self.owed(stage, "branch-01", at: "2026-08-20T08:00").filter { $0.duty == "rectification" }.count
        == 2)
  }

  @Test func `S4: a joint branch without a committee owes no committee meeting`() throws {
    let stage = try Stage(
      Bureau.whole(only: ["branch-11", "branch-01"], duties: Self.duties), from: "2026-03-02T08:00")
    let joint = Set(try Self.owed(stage, "branch-11", at: "2026-06-01T08:00").map(\.duty))
    #expect(
      joint.contains("member-assembly") && joint.contains("dues") && !joint.contains("committee-meeting"))
    #expect(
      Set(try Self.owed(stage, "branch-01", at: "2026-06-01T08:00").map(\.duty)).contains("committee-meeting")
    )
  }

  @Test(arguments: [Language.chinese, .english])
  func `S5: a mobile group meets each month, and contact with those abroad is owed each half-year`(
    language: Language
  )
    async throws
  {
    let programme = reading(
      Bureau.whole(only: ["mobile-group", "branch-07"], duties: ["group-meeting", "mobile-members"]),
      in: language)
    let stage = try Stage(programme, from: "2026-02-01T08:00")
    let months = try Self.owed(stage, "mobile-group", at: "2026-10-30T08:00")
    #expect(
      months.filter { $0.duty == "group-meeting" }.map(\.period)
        == (2...10).map { "2026-\($0 < 10 ? "0" : "")\($0)" })
    // The first half-year is cut short by its forming; the second by its end: the tag's bearer owes whole ones only.
    #expect(months.filter { $0.duty == "mobile-members" }.isEmpty)
    var longer = programme
    longer.organisations[id("mobile-group")]?.life = DateSpan(from: day("2025-12-01"), to: day("2026-10-31"))
    longer.duties.removeAll { $0.id.text == "group-meeting" }
    let whole = try Stage(longer, from: "2026-02-01T08:00")
    let deliveries = try await whole.reminders(until: "2026-06-25T00:00")
    #expect(
      Set(deliveries.filter { $0.contains("T-4") }.map { String($0.split(separator: "/")[4]) }) == [
        "contact:b07-organiser", "secretary:b07-secretary",
      ])
    try expectGolden("S5-contact.\(language.rawValue)", whole.text("T-4/contact"))
  }
}

extension UnitLifeTests {
  @Test func `what is overdue, or waived, when a unit is dissolved stays so with the successor`() async throws
  {
    let programme = Bureau.whole(only: ["branch-12", "branch-01"], duties: ["rectification"])
    let stage = try Stage(programme, from: "2026-07-01T08:00")
    for (number, due) in [("ZG-2026-031", "2026-07-31"), ("ZG-2026-032", "2026-09-30")] {
      var item = Item.item(number, due: due)
      item.organisation = id("branch-12")
      item.owner = id("b12-organiser")
      try stage.learn(.entered(item), at: "2026-07-10T09:00")
    }
    try stage.learn(
      .waived(obligation: "rectification/branch-12/ZG-2026-032", reason: "已并入其他事项"), at: "2026-08-01T09:00")
    _ = try await stage.reminders(until: "2026-08-16T20:00")
    let told = try await stage.reminders(until: "2026-08-18T09:00")
    #expect(told.allSatisfy { $0.hasPrefix("rectification/branch-01/ZG-2026-031/first/") }, "\(told)")
    #expect(!told.isEmpty)
    let states = Dictionary(
      try stage.desk.inventory(at: Bureau.time("2026-08-18T09:00")).map { ($0.key, $0.state) },
      uniquingKeysWith: { first, _ in first })
    #expect(states["rectification/branch-01/ZG-2026-031"] == "overdue")
    #expect(states["rectification/branch-01/ZG-2026-032"] == "waived")
  }
}
