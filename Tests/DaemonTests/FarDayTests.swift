import Fixtures
import OrgLifeCore
import OrgLifeDaemon
import Testing

/// Days that a mistyped year or a hostile caller names.
@Suite struct FarDayTests {
  @Test func `periods are opened for ten years at most`() throws {
    let stage = try Stage(Bureau.programme(only: "branch-01"), from: "2026-01-05T09:00")
    for text in ["0001-01-01", "2016-01-04"] {
      #expect(throws: Refusal.self, "\(text)") {
        try stage.learn(.adopted(from: day(text)), at: "2026-01-05T10:00")
      }
    }
    try stage.learn(.adopted(from: day("2016-01-05")), at: "2026-01-05T10:00")
  }

  @Test(arguments: ["b01-secretary", "member-assembly/branch-01/9999-Q4", "party-day/branch-01/9999-12"])
  func `a preview of a far year is refused, and not played day by day`(about: String) async throws {
    let stage = try Stage(Bureau.programme(only: "branch-01"), from: "2026-01-05T09:00")
    let from = about.contains("/") ? "2026-01-05T09:00" : "9999-12-31T23:59"
    await #expect(throws: Refusal.self) {
      _ = try await stage.desk.preview(
        of: about, from: Bureau.time(from), now: Bureau.time("2026-01-05T09:00"))
    }
  }

  @Test func `the first and the last year have neighbours`() {
    for cycle in Cycle.allCases {
      let first = Period(cycle, containing: day("0001-01-01"))
      #expect(first.previous.lastDay < first.firstDay)
      let last = Period(cycle, containing: day("9999-12-31"))
      #expect(last.next.firstDay > last.lastDay)
    }
  }
}
