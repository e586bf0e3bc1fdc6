import Fixtures
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeSchedule
import Testing

/// Scenario S4, and what else the office is told about units: advice and no demand.
@Suite struct RemarkTests {
  private static func programme(_ change: (inout Organisation) -> Void) -> Programme {
    var programme = Bureau.whole(only: ["branch-11", "branch-01"], duties: ["election", "member-assembly"])
    for (unit, var organisation) in programme.organisations where unit.text.hasPrefix("branch") {
      change(&organisation)
      programme.organisations[unit] = organisation
    }
    return programme
  }

  private static func joint(_ change: @escaping (inout Organisation) -> Void) -> Programme {
    programme { if $0.kind == .jointBranch { change(&$0) } }
  }

  private static func remarks(_ programme: Programme, on date: String) -> [Bulletin.Remark] {
    Planner(programme: programme, inServiceSince: Bureau.time("2026-01-01T00:00"))
      .remarks(on: day(date), facts: Facts(), knownAt: Bureau.time(date + "T08:30"))
  }

  struct Row: CustomTestStringConvertible {
    var testDescription: String
    var programme: Programme
    var date: String
    var remark: Bulletin.Remark?
  }

  private static let three: [Organisation.Unit] = [
    .init(name: "甲单位", formal: 2), .init(name: "乙单位", formal: 2), .init(name: "丙单位", formal: 1),
    .init(name: "甲单位", formal: 3, from: day("2026-06-01")),
  ]

  static let rows: [Row] = [
    Row(
      testDescription: "a unit before its third member comes", programme: joint { $0.units = three },
      date: "2026-05-31"),
    Row(
      testDescription: "from the day on which its third member comes", programme: joint { $0.units = three },
      date: "2026-06-01", remark: .unitCouldBeBranch(id("branch-11"), unit: "甲单位", formal: 3)),
    Row(
      testDescription: "a sixth unit",
      programme: joint { $0.units = (1...6).map { .init(name: "单位\($0)", formal: 1) } }, date: "2026-06-01",
      remark: .manyUnits(id("branch-11"), count: 6)),
    Row(
      testDescription: "fifty members",
      programme: joint { $0.counts = [.init(from: day("2026-01-01"), members: 50)] },
      date: "2026-06-01"),
    Row(
      testDescription: "over fifty",
      programme: joint { $0.counts = [.init(from: day("2026-01-01"), members: 51)] },
      date: "2026-06-01", remark: .manyMembers(id("branch-11"), count: 51)),
    Row(
      testDescription: "seven full members and no committee",
      programme: joint { $0.counts = [.init(from: day("2026-01-01"), members: 9, formal: 7)] },
      date: "2026-06-01",
      remark: .noCommittee(id("branch-11"), formal: 7)),
    Row(
      testDescription: "no day of an election", programme: joint { $0.electedOn = nil }, date: "2026-06-01",
      remark: .electionUnknown(id("branch-11"))),
  ]

  @Test(arguments: rows)
  func `what may be considered is told, and nothing else`(row: Row) {
    #expect(Self.remarks(row.programme, on: row.date) == (row.remark.map { [$0] } ?? []))
  }

  @Test(arguments: [Language.chinese, .english])
  func `the operator has one list on the first working day of a month`(language: Language) async throws {
    let programme = reading(
      Self.joint {
        $0.units = Self.three
        $0.electedOn = nil
      }, in: language)
    let stage = try Stage(programme, from: "2026-05-20T08:00")
    let given = try await stage.live(until: "2026-07-02T00:00").filter { $0.hasPrefix("bulletin/remarks/") }
    #expect(given == ["bulletin/remarks/2026-06/organ-office", "bulletin/remarks/2026-07/organ-office"])
    try expectGolden("S4-remarks.\(language.rawValue)", stage.text("bulletin/remarks"))
  }

  @Test func `numbers go by their date, and a duty may ask for a size`() throws {
    var programme = Bureau.whole(only: ["branch-01"], duties: ["member-assembly"])
    let branch: Organisation.ID = id("branch-01")
    programme.organisations[branch]?.counts = [
      .init(from: day("2026-01-01"), members: 6), .init(from: day("2026-05-15"), members: 8),
    ]
    programme.duties[0].appliesTo.members = 7...50
    let agenda = Agenda(programme: programme, inServiceSince: Bureau.time("2026-01-01T00:00"))
    let unit = try #require(programme.organisations[branch])
    let owed = try ["2026-Q1", "2026-Q2", "2026-Q3"].map {
      agenda.owing(programme.duties[0], by: unit, in: try #require(Period($0)))
    }
    #expect(owed == [.none, .none, .owed])
  }
}
