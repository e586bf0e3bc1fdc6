import Fixtures
import OrgLifeCore
import OrgLifeSchedule
import Testing

@testable import OrgLifeDaemon

@Suite struct QuietStretchTests {
  /// A desk that has planned and knows when the next rung is due.
  private func rested(at moment: String) throws -> (desk: Desk, next: Timestamp) {
    let desk = try Stage(Bureau.programme(only: "branch-03"), from: moment).desk
    let later = Bureau.time(moment).adding(seconds: 1)
    try desk.plan(at: later)
    let next = try #require(try desk.nextMoment(after: later))
    return (desk, next)
  }

  /// Not asked within an expectation, which would print all of the desk where it fails.
  private func isQuiet(_ desk: borrowing Desk, at moment: Timestamp) -> Bool { desk.isQuiet(at: moment) }

  @Test func `until the next rung nothing is due, and at its moment something is`() throws {
    let (desk, next) = try rested(at: "2026-03-16T09:00")
    let before = Timestamp(milliseconds: next.milliseconds - 1)
    try desk.plan(at: before)
    #expect(try desk.nextMoment(after: before) == next)
    #expect(isQuiet(desk, at: before) == true)
    #expect(isQuiet(desk, at: next) == false)
    #expect(try !desk.plan(at: next).isEmpty)
    #expect(isQuiet(desk, at: next) == false)
  }

  @Test func `a fact ends the quiet, since it may make something due`() throws {
    var (desk, _) = try rested(at: "2026-03-16T09:00")
    let now = Bureau.time("2026-03-16T09:01")
    #expect(isQuiet(desk, at: now) == true)
    _ = try desk.take(.entered(.item("ZG-1", due: "2026-03-18")), author: "organ-office", at: now)
    #expect(isQuiet(desk, at: now) == false)
    #expect(try desk.plan(at: now.adding(seconds: 1)).map(\.name) == ["first"])
  }

  @Test func `another programme ends it too`() throws {
    var (desk, _) = try rested(at: "2026-03-16T09:00")
    try desk.adopt(Bureau.programme)
    #expect(isQuiet(desk, at: Bureau.time("2026-03-16T09:01")) == false)
  }

  @Test func `a desk writes at least every hour up to when all is decided, however quiet it is`() throws {
    let stretch = QuietStretch()
    let basis = QuietStretch.Basis(lastFact: 0, cases: 0)
    let noon = Bureau.time("2026-03-16T12:00")
    #expect(stretch.end(after: noon, on: basis) { noon.adding(seconds: 30 * 86_400) } != nil)
    #expect(!stretch.covers(noon, on: basis), "nobody said that it was planned")
    stretch.planned(through: noon)
    #expect(stretch.covers(noon.adding(seconds: 3600), on: basis))
    #expect(!stretch.covers(noon.adding(seconds: 3600 + 1), on: basis))
  }
}
