import Fixtures
import OrgLifeCore
import OrgLifeSchedule
import Testing

@testable import OrgLifeDaemon

@Suite struct WaiverTests {
  private static let key = "member-assembly/branch-01/2026-Q1"

  /// Says that it is waived as somebody does at the command line, and tells what is to be done yet.
  private static func waive(_ stage: Stage, by author: String, at time: String, reason: String = "与二支部合开")
    throws
    -> String?
  {
    let (statement, note) = try stage.desk.waiving(
      .waived(obligation: key, reason: reason), author: author, at: Bureau.time(time))
    try stage.learn(statement, at: time, by: author)
    return note
  }

  private static func state(_ stage: Stage, at time: String) throws -> String? {
    try stage.desk.inventory(at: Bureau.time(time)).first { $0.key == key }?.state
  }

  @Test func `one person asks, and it is owed until a second one says so too`() throws {
    let stage = try Stage(from: "2026-01-05T08:00")
    #expect(try Self.waive(stage, by: "b01-secretary", at: "2026-02-02T09:00") != nil)
    #expect(try Self.state(stage, at: "2026-02-02T10:00") == "open")
    #expect(try Self.waive(stage, by: "b01-secretary", at: "2026-02-02T11:00") != nil)
    #expect(try Self.state(stage, at: "2026-02-02T12:00") == "open")
    #expect(try Self.waive(stage, by: "organ-office", at: "2026-02-03T09:00", reason: "同意") == nil)
    #expect(try Self.state(stage, at: "2026-02-03T10:00") == "waived")
    let reason = stage.desk.facts.waiver(of: Self.key, knownAt: Bureau.time("2026-02-03T10:00"))
    #expect(reason == "同意; 与二支部合开 (asked for by b01-secretary)")
  }

  @Test func `whoever is nobody in the roster cannot be the second person`() throws {
    let stage = try Stage(from: "2026-01-05T08:00")
    _ = try Self.waive(stage, by: "b01-secretary", at: "2026-02-02T09:00")
    #expect(throws: Refusal.self) { try Self.waive(stage, by: "root", at: "2026-02-02T10:00") }
    #expect(try Self.state(stage, at: "2026-02-02T12:00") == "open")
  }
}
