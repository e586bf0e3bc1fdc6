import Foundation
import OrgLifeCore
import OrgLifeProgramme
import Testing

/// The folder of this repository.
let repository = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

@Suite struct BureauTests {
  @Test func `the example reads without a word`() throws {
    let sources = try ProgrammeSources(folder: repository.path + "/examples/bureau")
    let reading = ProgrammeReader.read(sources)
    #expect(reading.diagnostics.map(\.description) == [])
    let programme = try #require(reading.programme)
    print(ProgrammeSummary(of: programme).text)
  }
}
