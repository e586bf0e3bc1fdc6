import Foundation
import OrgLifeCore
import OrgLifeProgramme
import Testing

@Suite struct DocumentationTests {
  /// The fenced examples of the page, by the heading that they stand under.
  static func examples() throws -> [String: String] {
    let page = try String(contentsOf: repository.appending(path: "docs/configuration.md"), encoding: .utf8)
    var examples: [String: String] = [:]
    var heading = ""
    var isInside = false
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isInside = line != "```"
      } else if isInside {
        examples[heading, default: ""] += line + "\n"
      } else if line.hasPrefix("## ") {
        heading = String(line.dropFirst(3))
      }
    }
    return examples
  }

  @Test func `the examples of the page are one programme without a fault`() throws {
    let examples = try Self.examples()
    var files: [String: [UInt8]] = [:]
    for (heading, text) in examples where heading.hasSuffix(".yaml") || heading.hasSuffix(".csv") {
      files[heading.replacing("*", with: "example")] = Array(text.utf8)
    }
    #expect(files.count == 7)
    let reading = ProgrammeReader.read(ProgrammeSources(files: files))
    #expect(reading.diagnostics.map(\.description) == [])
    let programme = try #require(reading.programme)
    let facts = try #require(examples["Facts for a simulation"])
    let (statements, diagnostics) = FactsFile.read(
      Array(facts.utf8), file: "facts.yaml", programme: programme)
    #expect(diagnostics.map(\.description) == [])
    #expect(statements.count == 2)
  }

  @Test func `every word that a key may hold is on the page`() throws {
    let page = try String(contentsOf: repository.appending(path: "docs/configuration.md"), encoding: .utf8)
    let words =
      Organisation.Kind.allCases.map(\.rawValue) + Cycle.allCases.map(\.rawValue)
      + Duty.Strength.allCases.map(\.rawValue) + Rung.Tone.allCases.map(\.rawValue)
      + Rung.Form.allCases.map(\.rawValue) + WorkingDayCalendar.Kind.allCases.map(\.rawValue)
      + Language.allCases.map(\.rawValue)
    #expect(words.filter { !page.contains("`\($0)`") } == [])
  }
}
