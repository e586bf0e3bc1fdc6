import OrgLifeCore
import OrgLifeLedger
import Testing

private let meeting = MeetingRecord(
  organisation: name("branch-01"), duty: name("member-assembly"), date: day("2026-03-20"), chair: "支部书记",
  present: 14, due: 16)

private let item = Item(
  number: name("ZG-2026-012"), duty: name("rectification"), organisation: name("branch-03"),
  owner: name("wang"),
  title: "固定资产盘点", due: day("2026-08-31"))

@Suite struct FactTests {
  private func take(_ ledger: Ledger, _ statement: Fact.Statement, at now: Timestamp = noon) throws -> (
    Fact, Bool
  ) {
    let (fact, isNew) = try ledger.record(statement, validOn: day("2026-03-24"), author: "zhang", at: now)
    return (fact, isNew)
  }

  @Test(arguments: [
    Fact.Statement.held(meeting), .withdrawn(record: meeting.key, reason: "处务会"), .entered(item),
    .submitted(item: item.number, reference: "报告"), .closed(item: item.number, reference: "核实"),
    .extended(item: item.number, due: day("2026-10-30"), reason: "党组批准"),
    .waived(obligation: "member-assembly/branch-01/2026-Q1", reason: "合并召开"),
    .silenced(
      Silence(
        matchers: Silence.Matchers(duty: Duty.ID("member-assembly"), obligation: "member-assembly/"),
        from: noon,
        until: noon, reason: "机构调整")),
    .unsilenced(silence: 7, Silence.Matchers(under: Organisation.ID("bureau")), reason: "完成"),
    .adopted(from: day("2026-01-01")),
  ])
  func `the same statement twice is one fact, and every statement is read as it was written`(
    statement: Fact.Statement
  ) throws {
    let ledger = try Ledger.inService()
    let (first, isNew) = try take(ledger, statement)
    let (second, isNewAgain) = try take(ledger, statement, at: noon.adding(seconds: 86_400))
    #expect(isNew)
    #expect(!isNewAgain)
    #expect(first == second)
    #expect(try ledger.facts() == [first])
    #expect(first.statement == statement)
  }

  @Test func `a record that was withdrawn can be made again`() throws {
    let ledger = try Ledger.inService()
    for statement in [
      Fact.Statement.held(meeting), .withdrawn(record: meeting.key, reason: "误登记"), .held(meeting),
    ] {
      #expect(try take(ledger, statement).1)
    }
    #expect(try ledger.facts().map(\.id) == [1, 2, 3])
  }

  @Test(arguments: [
    ("after what is planned", 120.0, 120.0), ("as the clock says", 60.001, 60.001),
    ("at the planned instant", 60, 60.001),
    ("on a clock that went back", -3600, 60.001), ("on a clock that lost its year", -31_536_000, 60.001),
  ])
  func `a fact is recorded after everything that was planned`(_ row: String, now: Double, recorded: Double)
    throws
  {
    let ledger = try Ledger.inService()
    try ledger.write(Step(plannedThrough: noon.adding(seconds: 60)))
    let (fact, _) = try take(ledger, .held(meeting), at: noon.adding(seconds: now))
    #expect(fact.recordedAt == noon.adding(seconds: recorded))
  }
}
