import Foundation
import OrgLifeCore
import OrgLifeProgramme
import Testing

/// The folder of this repository.
let repository = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

@Suite struct ShippedFileTests {
  @Test(arguments: ["examples/bureau", "examples/whole-bureau", "etc/orglifed"])
  func `what is shipped reads without a word`(folder: String) throws {
    let sources = try ProgrammeSources(folder: repository.path + "/" + folder)
    let reading = ProgrammeReader.read(sources)
    #expect(reading.diagnostics.map(\.description) == [])
    #expect(reading.programme != nil)
  }

  static let bureau = Result {
    try ProgrammeSources(folder: repository.path + "/examples/bureau")
  }

  @Test func `the bureau is what its scenarios need`() throws {
    let programme = try #require(ProgrammeReader.read(try Self.bureau.get()).programme)
    let summary = ProgrammeSummary(of: programme)
    #expect(
      summary.text == """
        14 organisations: 10 branch, 1 joint-branch, 1 temporary-branch, 1 committee,
          1 leading-group
        5 duties, 5 ladders, 21 rungs, 39 people, 45 appointments
        calendar: 2024, 2025, 2026, 2027 (provisional)
        channels: mail, drop, log
        """)
    let branch = try #require(programme.organisations.values.first { $0.id.text == "branch-01" })
    #expect(branch.name.chinese == "第一党支部")
    let quarterly = try #require(programme.ladders.values.first { $0.id.text == "quarterly" })
    #expect(quarterly.rungs.map(\.name) == ["T-10", "T-5", "T-3", "T+1", "T+10"])
    let assembly = try #require(programme.duties.first { $0.id.text == "member-assembly" })
    #expect(assembly.steps.count == 7)
    #expect(assembly.noticeLead == DayOffset(7, .calendar))
    let rectification = try #require(programme.ladders.values.first { $0.id.text == "rectification" })
    let escalation = try #require(rectification.rungs.last)
    #expect(escalation.needsRelease && escalation.to == [RoleReference("parent.parent.secretary")])
    let drop = try #require(programme.channels.first { $0.plugin == "filedrop" })
    #expect(drop.settings == #"{"folder":"${state}/drop","format":"md"}"#)
  }

  @Test func `the facts of the year read without a word`() throws {
    let programme = try #require(ProgrammeReader.read(try Self.bureau.get()).programme)
    let file = "facts-2026.yaml"
    let bytes = [UInt8](try Data(contentsOf: repository.appending(path: "examples/bureau/" + file)))
    let (statements, diagnostics) = FactsFile.read(bytes, file: file, programme: programme)
    #expect(diagnostics.map(\.description) == [])
    #expect(statements.count == 298)
    let first = try #require(
      statements.first { statement in
        guard case .held(let record) = statement.statement else { return false }
        return record.key.hasPrefix("member-assembly/branch-01/")
      })
    #expect(programme.zone.rfc3339(first.at) == "2026-03-25T10:00:00+08:00")
    #expect(first.validOn == CivilDate("2026-03-20"))
    #expect(first.by?.text == "b01-organiser")
  }

  @Test func `sources survive the ledger`() throws {
    var sources = try Self.bureau.get()
    sources.unread = [
      ProgrammeSources.Unread(path: "a.yaml", reason: .unexpected),
      ProgrammeSources.Unread(path: "people.csv", reason: .unreadable("no")),
    ]
    let copy = try JSONDecoder().decode(ProgrammeSources.self, from: JSONEncoder().encode(sources))
    #expect(copy == sources)
    #expect(copy.revision == sources.revision)
    #expect(sources.revision.count == 64)
    var changed = sources
    changed.files["people.csv"]?.append(0x0A)
    #expect(changed.revision != sources.revision)
  }
}
