import Fixtures
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeSchedule
import Testing

/// Scenarios S1, S7, S11 and S12 in the words that people read.
@Suite struct ScenarioTests {
  private static let quarter = "member-assembly/branch-01/2026-Q1"

  private static func whom(_ deliveries: [String]) -> Set<String> {
    Set(
      deliveries.map { $0.split(separator: "/").map(String.init) }.map {
        $0[0] == "digest" ? "digest \($0[2])" : "\($0[3]) \($0[4].split(separator: ":").last ?? "")"
      })
  }

  @Test(arguments: [Language.chinese, .english])
  func `S1: the quarter ends, no assembly is recorded, and it goes up one rung at a time`(language: Language)
    async throws
  {
    let programme = reading(Bureau.whole(only: ["branch-01"], duties: ["member-assembly"]), in: language)
    let stage = try Stage(programme, from: "2026-03-02T08:00")
    let days: [(String, Set<String>)] = [
      ("2026-03-17", ["T-10 b01-organiser"]), ("2026-03-24", ["T-5 b01-organiser", "T-5 b01-secretary"]),
      ("2026-03-26", ["digest b01-organiser", "digest b01-secretary", "digest b01-deputy"]),
      ("2026-04-01", ["digest organ-office"]), ("2026-04-15", ["T+10 organ-secretary"]),
    ]
    for (day, people) in days {
      #expect(try await stage.reminders(until: day + "T08:29") == [], "\(day)")
      #expect(Self.whom(try await stage.reminders(until: day + "T08:31")) == people, "\(day)")
      if day == "2026-03-24" {
        try expectGolden("S1-secretary.\(language.rawValue)", stage.text("T-5/secretary"))
      }
    }
    #expect(try await stage.reminders(until: "2026-06-01T00:00") == [])
  }

  @Test func `S1: a record entered on 25 March of a meeting on the 20th ends all later steps`() async throws {
    let stage = try Stage(
      Bureau.whole(only: ["branch-01"], duties: ["member-assembly"]), from: "2026-03-02T08:00")
    _ = try await stage.reminders(until: "2026-03-25T09:00")
    try stage.learn(.held(.meeting("2026-03-20")), at: "2026-03-25T10:00")
    #expect(try await stage.reminders(until: "2026-06-01T00:00") == [])
  }

  @Test(arguments: [Language.chinese, .english])
  func `S7: what the organisation commissioner reads of a cadre meeting entered as a Party meeting`(
    language: Language
  ) async throws {
    let programme = reading(Bureau.whole(only: ["branch-01"], duties: ["member-assembly"]), in: language)
    let stage = try Stage(programme, from: "2026-03-02T08:00")
    var record = MeetingRecord.meeting("2026-03-20")
    record.title = "处务会暨支部会议"
    record.nonMembersPresent = 3
    record.agenda = ["一季度预算执行情况", "设备采购"]
    _ = try await stage.live(until: "2026-03-20T16:00")
    try stage.learn(.held(record), at: "2026-03-20T17:00", by: "b01-deputy")
    _ = try await stage.at("2026-03-20T17:00")
    try expectGolden("S7-waits.\(language.rawValue)", stage.text("bulletin/record"))
  }

  @Test(arguments: [Language.chinese, .english])
  func `S11: fourteen voters, and what seven of them may do`(language: Language) throws {
    let count = try #require(Quorum.Count(due: 18, excluded: 4, present: 7))
    let lines = [Quorum.Rule.assembly, .admission, .election].map {
      Quorum.of($0).finding(count).sentence[language]
    }
    try expectGolden("S11-seven-of-fourteen.\(language.rawValue)", lines.joined(separator: "\n") + "\n")
  }

  @Test func `S12: four of seven are no democratic life meeting`() throws {
    let stage = try Stage(
      Bureau.whole(only: ["branch-01"], duties: ["democratic-life"]), from: "2026-11-02T08:00")
    var record = MeetingRecord.meeting("2026-12-10", of: "leading-group", duty: "democratic-life")
    (record.present, record.due) = (4, 7)
    let refusal = #expect(throws: Refusal.self) { try stage.learn(.held(record), at: "2026-12-10T18:00") }
    try expectGolden("S12-refused", refusal?.description)
  }

  @Test func `a unit that comes under another one is carried up there from that day on`() throws {
    var programme = Bureau.whole(only: ["branch-01", "branch-02"], duties: ["member-assembly"])
    programme.organisations[id("branch-01")]?.parents = [
      .init(id: id("organ-committee")), .init(id: id("branch-02"), from: day("2026-07-01")),
    ]
    let roster = Roster(programme)
    func above(_ date: String) -> [String] {
      let role = RoleReference("parent.secretary")
      return roster.recipients(of: [role].compactMap(\.self), for: id("branch-01"), owner: nil, on: day(date))
        .map(
          \.person.text)
    }
    #expect(above("2026-06-30") == ["organ-secretary"])
    #expect(above("2026-07-01") == ["b02-secretary"])
  }
}
