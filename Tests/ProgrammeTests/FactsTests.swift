import OrgLifeCore
import OrgLifeProgramme
import Testing

@Suite struct FactsTests {
  private func read(_ text: String) throws -> (statements: [TimedStatement], diagnostics: [Diagnostic]) {
    let programme = try #require(ProgrammeReader.read(Fixture.sources()).programme)
    return FactsFile.read(Array(text.utf8), file: "facts.yaml", programme: programme)
  }

  @Test func `every kind of fact is read, sorted by when it is learned`() throws {
    let (statements, diagnostics) = try read(
      """
      facts:
      - at: 2026-04-02T09:00
        waived: {obligation: assembly/branch-01/2026-Q1, reason: flood}
      - at: 2026-03-18T10:00
        by: zhang
        held: {organisation: branch-01, duty: assembly, date: 2026-03-17, chair: 支部书记, present: 9, due: 10, reference: 本子, makes-up-for: 2025-Q4}
      - at: 2026-03-19T10:00
        withdrawn: {record: assembly/branch-01/2026-03-17, reason: wrong}
      - at: 2026-03-20T10:00
        entered: {number: ZG-1, duty: item, organisation: branch-01, owner: zhang, title: 台账, due: 2026-05-01}
      - at: 2026-03-21T10:00
        submitted: {item: ZG-1, reference: a}
      - at: 2026-03-22T10:00
        extended: {item: ZG-1, due: 2026-06-01, reason: late}
      - at: 2026-03-23T10:00
        closed: {item: ZG-1, reference: b}
      - at: 2026-03-24T10:00
        silenced: {obligation: assembly/branch-01, until: 2026-03-30T00:00, reason: move}
      - at: 2026-03-25T10:00
        adopted: {from: 2025-01-01}
      """)
    #expect(diagnostics.map(\.description) == [])
    let item = try #require(Item.ID("ZG-1"))
    let day = try #require(CivilDate("2026-06-01"))
    let zone = try #require(Zone("Asia/Shanghai"))
    #expect(statements.count == 9)
    guard case .held(let record) = statements[0].statement else {
      Issue.record("the first fact is the earliest")
      return
    }
    #expect(
      record.key == "assembly/branch-01/2026-03-17" && record.makesUpFor == "2025-Q4" && record.present == 9)
    #expect(statements[0].validOn == record.date && statements[0].by?.text == "zhang")
    #expect(statements[0].at == zone.timestamp("2026-03-18T10:00"))
    #expect(statements[4].statement == .extended(item: item, due: day, reason: "late"))
    #expect(statements[4].validOn == CivilDate("2026-03-22") && statements[4].by == nil)
    #expect(statements[8].statement == .waived(obligation: "assembly/branch-01/2026-Q1", reason: "flood"))
  }

  static let held = "organisation: branch-01, duty: assembly, date: 2026-03-18, chair: a, present: 1, due: 2"
  static let rows: [(fact: String, place: String, code: String, says: String)] = [
    ("held: {\(held)}", "2:3", "missing-key", "2026-03-18T10:00"),
    ("at: tomorrow\n  held: {\(held)}", "2:7", "bad-time", "Asia/Shanghai"),
    ("at: 2026-03-18T10:00", "2:3", "missing-key", "write one of held"),
    ("at: 2026-03-18T10:00\n  hold: {}", "3:3", "unknown-key", "did you mean “held”?"),
    (
      "at: 2026-03-18T10:00\n  held: {\(held)}\n  adopted: {from: 2026-01-01}", "4:3", "meaningless-key",
      "two facts"
    ),
    ("at: 2026-03-17T10:00\n  held: {\(held)}", "3:57", "record-before-meeting", "“at”"),
    ("at: 2026-03-18T10:00\n  held: {\(held), makes-up-for: 2026-01}", "3:113", "bad-key", "2026-Q1"),
    ("at: 2026-03-18T10:00\n  held: {\(held), present: 3}", "3:99", "duplicate-key", "facts.yaml:3:79"),
    (
      "at: 2026-03-18T10:00\n  by: zang\n  held: {\(held)}", "3:7", "unknown-person", "did you mean “zhang”?"
    ),
    (
      "at: 2026-03-18T10:00\n  closed: {item: ZG-9, reference: a}", "3:18", "unknown-item", "entered"
    ),
    (
      "at: 2026-03-18T10:00\n  waived: {obligation: assembly/branch-01/2026-03, reason: a}", "3:24",
      "bad-key", "2026-Q1"
    ),
    (
      "at: 2026-03-18T10:00\n  waived: {obligation: assembly/branch-01, reason: a}", "3:24", "bad-key",
      "assembly/branch-01/2026-Q1"
    ),
    (
      "at: 2026-03-18T10:00\n  withdrawn: {record: assembly/branch-01/2026-Q1, reason: a}", "3:23", "bad-key",
      "DUTY/ORGANISATION/DATE"
    ),
    (
      "at: 2026-03-18T10:00\n  entered: {number: Z, duty: assembly, organisation: branch-01, owner: zhang, title: a, due: 2026-05-01}",
      "3:30", "wrong-duty", "no item"
    ),
  ]

  @Test(arguments: rows)
  func `a bad fact is told with its place`(row: (fact: String, place: String, code: String, says: String))
    throws
  {
    let (_, diagnostics) = try read("facts:\n- \(row.fact)\n")
    let all = diagnostics.map(\.description).joined(separator: "\n")
    let found = try #require(diagnostics.first { $0.code == row.code }, "\(all)")
    #expect("\(found.line):\(found.column)" == row.place, "\(all)")
    #expect("\(found.message) \(found.hint ?? "")".contains(row.says), "\(all)")
  }
}
