import GRDB
import OrgLifeCore
import Testing

@testable import OrgLifeLedger

@Suite struct StepTests {
  private func dump(_ ledger: Ledger) throws -> String {
    try ledger.database.read { db in
      try ["service", "rules", "cases", "rungs", "deliveries", "deliveryLines"].map { table in
        try Row.fetchAll(db, sql: "SELECT * FROM \(table)").map(\.description).joined(separator: "\n")
      }.joined(separator: "\n\n")
    }
  }

  @Test func `writing the same step twice changes nothing`() throws {
    let ledger = try Ledger.inService()
    let step = Step(
      plannedThrough: noon.adding(seconds: 60),
      cases: [.sample(rungs: ["T-10", "T-5"]), .sample("committee-meeting/branch-01/2026-03")],
      deliveries: [
        .sample("a"), .sample("b", form: .digest, rungs: ["T-10", "T-5"]), .sample("c", state: .held),
      ])
    try ledger.write(step)
    let once = try dump(ledger)
    try ledger.write(step)
    #expect(try dump(ledger) == once)
  }

  @Test func `cases are kept from one question to the next, and read anew once a step changed them`() throws {
    let ledger = try Ledger.inService()
    let case1 = Case.sample(rungs: ["T-10"])
    func known() throws -> [String: Case] { try ledger.cases(dueFrom: case1.due, orDecidedSince: noon) }
    #expect(try known().isEmpty)
    try ledger.write(Step(plannedThrough: noon, cases: [case1], deliveries: []))
    #expect(try known() == [case1.key: case1])
    let more = Case.sample(rungs: ["T-10", "T-5"])
    try ledger.write(Step(plannedThrough: noon, cases: [more], deliveries: []))
    #expect(try known() == [more.key: more])
    #expect(try ledger.cases(dueFrom: case1.due.adding(days: 1), orDecidedSince: .distantFuture).isEmpty)
  }

  @Test func `what a worker had, and what is held, is found without looking at every delivery`() throws {
    let ledger = try Ledger.inService()
    for state in ["claimed", "held", "failed"] {
      let plan = try ledger.database.read { db in
        try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN SELECT key FROM deliveries WHERE state = '\(state)'")
          .map { $0["detail"] as String }
      }
      #expect(plan.allSatisfy { $0.contains("deliveriesOpen") }, "\(plan)")
    }
  }

  @Test func `a delivery that was settled is not opened again by the step that made it`() throws {
    let ledger = try Ledger.waiting(.sample("a"))
    _ = try ledger.claim(channel: name("mail"), at: noon)
    _ = try ledger.begin("a", payload: [1], at: noon)
    try ledger.settle(
      "a", attempt: 1, receipt: Receipt(outcome: .accepted, detail: ""), as: .delivered, at: noon)
    try ledger.write(Step(plannedThrough: noon, cases: [.sample()], deliveries: [.sample("a")]))
    #expect(try ledger.counts() == [.delivered: 1])
  }

  @Test func `what is decided stays, also when a later step says otherwise`() throws {
    let ledger = try Ledger.waiting()
    var other = Case.sample()
    other.due = day("2026-06-30")
    other.rule.atLeast = 4
    other.marks["T-5"]?.outcome = .unsent(reason: "silenced")
    try ledger.write(Step(plannedThrough: noon, cases: [other]))
    #expect(try ledger.case(other.key) == .sample())
  }

  @Test func `a step is written whole or not at all`() throws {
    let ledger = try Ledger.inService()
    let step = Step(
      plannedThrough: noon.adding(seconds: 60), cases: [.sample()],
      deliveries: [.sample("good"), .sample("of a rung that is not", rungs: ["T-1"])])
    #expect(throws: DatabaseError.self) { try ledger.write(step) }
    #expect(try ledger.case(Case.sample().key) == nil)
    #expect(try ledger.counts() == [:])
    #expect(try ledger.service().plannedThrough == noon)
  }

  @Test func `plannedThrough never goes back`() throws {
    let ledger = try Ledger.inService()
    try ledger.write(Step(plannedThrough: noon.adding(seconds: 60)))
    try ledger.write(Step(plannedThrough: noon))
    #expect(try ledger.service().plannedThrough == noon.adding(seconds: 60))
  }

  @Test(arguments: [
    RungMark.Outcome.fired, .superseded(by: "T-3"), .unsent(reason: "silenced: 机构调整"),
  ])
  func `an outcome is read as it was written`(outcome: RungMark.Outcome) throws {
    let ledger = try Ledger.inService()
    var kept = Case.sample()
    kept.marks["T-5"]?.outcome = outcome
    try ledger.write(Step(plannedThrough: noon, cases: [kept]))
    #expect(try ledger.case(kept.key) == kept)
    let later = noon.adding(seconds: 1)
    #expect(try ledger.cases(dueFrom: day("2026-03-31"), orDecidedSince: later) == [kept.key: kept])
    #expect(try ledger.cases(dueFrom: day("2026-04-01"), orDecidedSince: noon) == [kept.key: kept])
    #expect(try ledger.cases(dueFrom: day("2026-04-01"), orDecidedSince: later).isEmpty)
  }

  @Test func `a digest takes new lines until its first attempt, and not after`() throws {
    let ledger = try Ledger.inService()
    func add(_ rung: String) throws {
      try ledger.write(
        Step(
          plannedThrough: noon, cases: [.sample(rungs: [rung])],
          deliveries: [.sample("digest", form: .digest, rungs: [rung])]))
    }
    func lines() throws -> [String]? {
      try ledger.database.read { db in
        try String.fetchAll(db, sql: "SELECT rung FROM deliveryLines WHERE delivery = 'digest' ORDER BY 1")
      }
    }
    try add("T-10")
    try add("T-5")
    #expect(try lines() == ["T-10", "T-5"])
    #expect(try !ledger.isFrozen("digest"))
    _ = try ledger.claim(channel: name("mail"), at: noon)
    #expect(try ledger.isFrozen("digest"), "a worker has its lines")
    _ = try ledger.begin("digest", payload: [1], at: noon)
    try ledger.settle(
      "digest", attempt: 1, receipt: Receipt(outcome: .deferred, detail: "busy"), as: .deferred, at: noon)
    #expect(try ledger.isFrozen("digest"))
    #expect(throws: LedgerError.unexpectedState(delivery: "digest", expected: "pending")) { try add("T-3") }
    try add("T-5")
    #expect(try lines() == ["T-10", "T-5"])
    #expect(try ledger.case(Case.sample().key)?.marks["T-3"] == nil)
  }
}
