import Foundation
import OrgLifeCore
import OrgLifeProgramme
import Testing

@Suite struct CatalogueTests {
  /// The fixture with the catalogue and some overlays, and a file of the office's own.
  private static func reading(overlays: [String] = Catalogue.overlays, own: String? = nil) -> ProgrammeReading
  {
    var files = Fixture.files
    files["orglifed.yaml"]?.append("catalogue: national\noverlays: [\(overlays.joined(separator: ", "))]\n")
    if let own { files["duties.d/own.yaml"] = "duties:\n" + own }
    return ProgrammeReader.read(ProgrammeSources(files: files.mapValues { Array($0.utf8) }).withCatalogue())
  }

  @Test func `the catalogue and every overlay read without a word`() throws {
    let reading = Self.reading()
    #expect(reading.diagnostics.map(\.description) == [])
    #expect(try #require(reading.programme).duties.count == 37)
  }

  @Test func `every duty says in both languages what an officer needs, and how sure it is`() throws {
    for duty in try #require(Self.reading().programme).duties where duty.mark != nil {
      #expect(duty.name.chinese != duty.name.english, "\(duty.id)")
      #expect(duty.source.chinese != duty.source.english, "\(duty.id)")
      #expect(!duty.steps.isEmpty, "\(duty.id)")
      #expect(duty.steps.allSatisfy { $0.chinese != $0.english }, "\(duty.id)")
      #expect(duty.guidance.convenes != nil && !duty.guidance.record.isEmpty, "\(duty.id)")
      #expect(duty.step != nil || duty.guidance.season != nil, "\(duty.id)")
      // What was seen in one place only is no national demand, unless the source itself is quoted.
      if duty.strength == .local { #expect(duty.mark != .verified, "\(duty.id)") }
    }
  }

  @Test func `no lecture is owed each quarter by the national base alone`() throws {
    let programme = try #require(Self.reading(overlays: []).programme)
    #expect(!programme.duties.contains { $0.id.text == "branch-lecture" })
    #expect(programme.duties.first { $0.id.text == "party-lecture" }?.quota?.timesAYear == 1)
  }

  @Test func `an overlay tightens, its values keep their own place, and the base stays known`() throws {
    let reading = Self.reading(own: "- overlay-of: member-assembly\n  at-least: 2\n  source: 本单位规定\n")
    let programme = try #require(reading.programme)
    let duty = try #require(programme.duties.first { $0.id.text == "member-assembly" })
    #expect(duty.quota?.atLeast == 2)
    #expect(duty.base?.kind == .quota(Duty.Quota(cycle: .quarter, atLeast: 1)))
    #expect(duty.base?.source.english.contains("Article 11") == true)
    let places = try #require(reading.places.dutyKeys[duty.id])
    #expect(places.first { $0.name == "at-least" }?.place.description == "duties.d/own.yaml:3:3")
    #expect(places.first { $0.name == "cycle" }?.place.file == "catalogue/meetings.yaml")
  }

  @Test func `a duty that is switched off is not owed, and its reason is kept`() throws {
    let programme = try #require(
      Self.reading(own: "- overlay-of: dues\n  switched-off: 由银行代扣\n").programme)
    #expect(!programme.duties.contains { $0.id.text == "dues" })
    #expect(programme.switchedOff.map(\.reason) == ["由银行代扣"])
  }

  struct Bad: CustomTestStringConvertible {
    var testDescription: String
    var own: String
    var code: String
    var place: String
  }

  @Test(arguments: [
    Bad(
      testDescription: "fewer than the base", own: "- overlay-of: committee-meeting\n  cycle: quarter\n",
      code: "overlay-loosens", place: "duties.d/own.yaml:3:3"),
    Bad(
      testDescription: "fewer organisations than the base",
      own: "- overlay-of: member-assembly\n  applies-to: {kinds: [branch]}\n", code: "overlay-loosens",
      place: "duties.d/own.yaml:3:3"),
    Bad(
      testDescription: "a longer term", own: "- overlay-of: election\n  years: 5\n", code: "overlay-loosens",
      place: "duties.d/own.yaml:3:3"),
    Bad(
      testDescription: "more time for a step", own: "- overlay-of: development-talk\n  within: 3mo\n",
      code: "overlay-loosens", place: "duties.d/own.yaml:3:3"),
    Bad(
      testDescription: "some units only",
      own:
        "- overlay-of: dues\n  applies-to: {kinds: [branch, joint-branch, mobile-branch], tags: [paying]}\n",
      code: "overlay-loosens", place: "duties.d/own.yaml:3:3"),
    Bad(
      testDescription: "from a far day on", own: "- overlay-of: dues\n  effective: {from: 2099-01-01}\n",
      code: "overlay-loosens", place: "duties.d/own.yaml:3:3"),
    Bad(
      testDescription: "another kind", own: "- overlay-of: dues\n  kind: due-date\n", code: "meaningless-key",
      place: "duties.d/own.yaml:3:3"),
    Bad(
      testDescription: "the catalogue's id for another duty",
      own: "- id: dues\n  name: 党费\n", code: "duty-of-catalogue", place: "duties.d/own.yaml:2:7"),
    Bad(
      testDescription: "a duty that the catalogue has not", own: "- overlay-of: due\n  cycle: month\n",
      code: "no-such-duty", place: "duties.d/own.yaml:2:15"),
    Bad(
      testDescription: "switched off and changed",
      own: "- overlay-of: dues\n  switched-off: 无\n  cycle: month\n",
      code: "meaningless-key", place: "duties.d/own.yaml:4:3"),
    Bad(
      testDescription: "a key of another kind",
      own: "- overlay-of: dues\n  window: {from: 01-01, to: 02-01}\n",
      code: "meaningless-key", place: "duties.d/own.yaml:3:3"),
  ])
  func `an overlay that does not add or tighten is refused with its place`(row: Bad) {
    let errors = Self.reading(own: row.own).errors
    #expect(errors.map { "\($0.code) \($0.place)" }.contains("\(row.code) \(row.place)"), "\(errors)")
  }

  @Test func `an overlay that does not ship is refused, and one without a base`() {
    #expect(Self.reading(overlays: ["quarterly-lectures"]).errors.map(\.code) == ["unknown-overlay"])
    var files = Fixture.files
    files["orglifed.yaml"]?.append("overlays: [quarterly-lecture]\n")
    let reading = ProgrammeReader.read(ProgrammeSources(files: files.mapValues { Array($0.utf8) }))
    #expect(reading.errors.map(\.code) == ["overlay-without-base"])
  }

  @Test func `every shipped file is embedded, and none that is gone`() throws {
    let share = repository.appending(path: "share/orglifed")
    let files = try ["catalogue", "overlays"].flatMap { folder in
      try FileManager.default.contentsOfDirectory(atPath: share.appending(path: folder).path).map {
        "\(folder)/\($0)"
      }
    }
    #expect(Set(files) == Set(Catalogue.shipped.keys))
  }
}
