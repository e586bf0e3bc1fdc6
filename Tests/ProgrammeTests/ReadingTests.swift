import Foundation
import OrgLifeCore
import OrgLifeProgramme
import Testing

@Suite struct ReadingTests {
  @Test func `every error of every file comes out of one reading, in order`() {
    let reading = ProgrammeReader.read(
      Fixture.sources([
        "orglifed.yaml": Array("zone: Mars\nlanguage: zh\nlanguage: en\ncolour: red\n".utf8),
        "people.csv": Array("id,name,name_en,language,login,email\n,a,,,,b\nx,a,,de,,c\n".utf8),
        "calendars/2026.csv": Array("date,kind,name\n2026-13-01,holiday,a\n2026-01-01,fest,b\n".utf8),
      ]))
    #expect(
      reading.diagnostics.map { "\($0.file):\($0.line):\($0.column) \($0.code)" } == [
        "calendars/2026.csv:2:1 bad-date", "calendars/2026.csv:3:12 unknown-value",
        "orglifed.yaml:1:1 missing-key", "orglifed.yaml:1:1 missing-key", "orglifed.yaml:1:1 missing-key",
        "orglifed.yaml:1:7 unknown-zone", "orglifed.yaml:3:1 duplicate-key", "orglifed.yaml:4:1 unknown-key",
        "people.csv:2:1 missing-value", "people.csv:2:7 bad-address", "people.csv:3:6 unknown-value",
        "people.csv:3:10 bad-address",
      ])
  }

  @Test func `texts are kept for thirty days, or as long as is said`() throws {
    #expect(try retention("limits: {hold-above: 10}") == [30, 30])
    #expect(try retention("retention: {delivered-days: 90}") == [90, 30])
    #expect(try retention("retention: {delivered-days: 1, undelivered-days: 36500}") == [1, 36_500])
  }

  @Test func `half a megabyte is kept free for a disk that gets full, or what is said`() throws {
    for (line, size) in [("limits: {hold-above: 10}", 512), ("limits: {ballast-kib: 128}", 128)] {
      let sources = Fixture.sources("orglifed.yaml", "limits: {hold-above: 10}", line)
      #expect(try #require(ProgrammeReader.read(sources).programme).limits.ballastKiB == size)
    }
  }

  private func retention(_ line: String) throws -> [Int] {
    let sources = Fixture.sources("orglifed.yaml", "limits: {hold-above: 10}", line)
    let retention = try #require(ProgrammeReader.read(sources).programme).retention
    return [retention.deliveredDays, retention.undeliveredDays]
  }

  @Test func `a diagnostic is one line for a program and one for a person`() {
    let diagnostic = ProgrammeReader.read(Fixture.sources("orglifed.yaml", "language:", "langauge:")).errors
      .last
    #expect(
      diagnostic?.description
        == "orglifed.yaml:2:1: error: orglifed.yaml has no key “langauge”\n    hint: did you mean “language”?"
    )
  }

  @Test(arguments: ["orglifed.yaml", "organisations.yaml", "people.csv", "appointments.csv"])
  func `a missing file is an error of its own and no other`(file: String) {
    let reading = ProgrammeReader.read(Fixture.sources([file: nil]))
    let errors = reading.errors.filter { !($0.file == "people.csv" && file == "orglifed.yaml") }
    #expect(errors.map(\.code) == ["missing-file"])
    #expect(errors.map(\.file) == [file])
  }

  @Test func `no calendar is an error`() {
    let reading = ProgrammeReader.read(Fixture.sources(["calendars/2026.csv": nil]))
    #expect(reading.errors.map(\.code) == ["no-calendar"])
  }

  @Test func `an empty file is an error`() {
    let reading = ProgrammeReader.read(Fixture.sources(["orglifed.yaml": Array("# nothing\n".utf8)]))
    #expect(reading.errors.map(\.code) == ["empty-file"])
  }

  @Test func `settings keep what was written`() throws {
    let reading = ProgrammeReader.read(
      Fixture.sources(
        "orglifed.yaml", "{plugin: log}",
        #"{plugin: log, settings: {a: no, b: 12:30, c: 010, d: 587, e: true, f: "587", g: -1.5, h: {i: [x, "é\"\\"]}}}"#
      ))
    let channel = try #require(reading.programme?.channels.last)
    #expect(
      channel.settings
        == #"{"a":"no","b":"12:30","c":"010","d":587,"e":true,"f":"587","g":-1.5,"h":{"i":["x","é\"\\"]}}"#)
    _ = try JSONSerialization.jsonObject(with: Data(channel.settings.utf8))
  }

  @Test func `a quoted field may hold commas, quotes and line ends`() throws {
    let reading = ProgrammeReader.read(
      Fixture.sources("people.csv", "Zhang San", #""Zhang, ""San""""#))
    #expect(
      reading.programme?.people.values.first { $0.id.text == "zhang" }?.name.english == #"Zhang, "San""#)
    let broken = ProgrammeReader.read(
      Fixture.sources("people.csv", "office,联络人,Liaison,,,", "office,\"a\nb\",Liaison,xx,,"))
    #expect(
      broken.diagnostics.map { "\($0.line):\($0.column) \($0.code)" } == [
        "2:8 line-break", "3:12 unknown-value",
      ])
  }

  @Test func `statutory days make a year provisional`() throws {
    let reading = ProgrammeReader.read(
      Fixture.sources(["calendars/2027.csv": Array("date,kind,name\n2027-01-01,statutory,元旦\n".utf8)]))
    let calendar = try #require(reading.programme?.calendar)
    #expect(calendar.years == [2026: .official, 2027: .provisional])
  }

  @Test func `places tell where a duty and its rungs stand`() throws {
    let places = ProgrammeReader.read(Fixture.sources()).places
    #expect(places.duties.first { $0.key.text == "item" }?.value.description == "duties.d/a.yaml:11:7")
    #expect(places.rungs.first { $0.key.text == "items" }?.value.map(\.line) == [8, 9])
  }

  @Test func `50,000 people are read in seconds`() throws {
    var roster = "id,name,name_en,language,login,email\noffice,联络人,Liaison,,,office@example.org\n"
    var offices = "person,organisation,role,from,to\noffice,committee,office,,\n"
    for number in 0..<50_000 {
      roster += "p\(number),人\(number),Person \(number),,,p\(number)@example.org\n"
      offices += "p\(number),branch-01,secretary,2025-01-01,\n"
    }
    let sources = Fixture.sources(["people.csv": Array(roster.utf8), "appointments.csv": Array(offices.utf8)])
    let clock = ContinuousClock()
    var reading: ProgrammeReading?
    let elapsed = clock.measure { reading = ProgrammeReader.read(sources) }
    #expect(reading?.diagnostics.map(\.description) == [])
    #expect(reading?.programme?.people.count == 50_001)
    // Without optimisation; in release it is a fraction of a second.
    #expect(elapsed < .seconds(60), "\(elapsed)")
  }
}

@Suite struct FolderTests {
  private func folder(_ files: [String: String]) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "programme-\(UUID().uuidString)")
    for (path, text) in files {
      let file = folder.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    return folder.path
  }

  @Test func `only known files are taken in, and others that look like them are told`() throws {
    var files = Fixture.files
    files["peeple.csv"] = "x"
    files["duties/b.yaml"] = "x"
    files["duties.d/b.yml"] = "x"
    files["organisation.yaml"] = "x"
    for quiet in [
      ".hidden.yaml", ".git/a.yaml", "duties.d/.b.yaml", "README.md", "facts-2026.yaml", "people.csv~",
    ] {
      files[quiet] = "x"
    }
    let folder = try folder(files)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let sources = try ProgrammeSources(folder: folder)
    #expect(sources.paths == Fixture.files.keys.sorted())
    #expect(sources.revision == Fixture.sources().revision)
    let reading = ProgrammeReader.read(sources)
    #expect(
      reading.diagnostics.map(\.description) == [
        "duties.d/b.yml:1:1: warning: this file is not read\n    hint: call it duties.d/b.yaml",
        "duties/b.yaml:1:1: warning: this file is not read\n    hint: did you mean “duties.d”?",
        "organisation.yaml:1:1: warning: this file is not read\n    hint: did you mean “organisations.yaml”?",
        "peeple.csv:1:1: warning: this file is not read\n    hint: did you mean “people.csv”?",
      ])
    #expect(reading.programme != nil)
  }

  @Test func `a pipe, a folder and a huge file in place of a file do not stop the reading`() throws {
    var files = Fixture.files
    files["people.csv"] = nil
    files["duties.d/a.yaml"] = nil
    files["ladders.d/big.yaml"] = String(repeating: "#", count: (4 << 20) + 1)
    let folder = try folder(files)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    mkfifo(folder + "/people.csv", 0o644)
    try FileManager.default.createDirectory(
      atPath: folder + "/duties.d/a.yaml", withIntermediateDirectories: true)
    let reading = ProgrammeReader.read(try ProgrammeSources(folder: folder))
    #expect(reading.errors.contains { $0.file == "people.csv" && $0.code == "not-a-file" })
    #expect(reading.errors.contains { $0.file == "duties.d/a.yaml" && $0.code == "not-a-file" })
    #expect(reading.errors.contains { $0.file == "ladders.d/big.yaml" && $0.code == "file-too-large" })
    #expect(reading.programme == nil)
  }

  @Test func `a folder that is not there is said so`() {
    #expect(throws: ProgrammeSources.UnreadableFolder.self) {
      try ProgrammeSources(folder: "/nowhere/at/all")
    }
    #expect(throws: ProgrammeSources.UnreadableFolder.self) { try ProgrammeSources(folder: #filePath) }
  }
}
