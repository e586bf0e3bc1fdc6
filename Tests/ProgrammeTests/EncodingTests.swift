import OrgLifeCore
import OrgLifeProgramme
import Testing

@Suite struct EncodingTests {
  /// 张三 and 联络人 in GBK.
  static let roster: [UInt8] =
    Array("id,name,name_en,language,login,email\noffice,".utf8) + [0xC1, 0xAA, 0xC2, 0xE7, 0xC8, 0xCB]
    + Array(",Liaison,,,office@example.org\nzhang,".utf8) + [0xD5, 0xC5, 0xC8, 0xFD]
    + Array(",Zhang San,zh,zhang,zhang@example.org\n".utf8)

  @Test func `a roster in GBK is read and said to be`() throws {
    let reading = ProgrammeReader.read(Fixture.sources(["people.csv": Self.roster]))
    #expect(reading.diagnostics.map(\.code) == ["converted-from-gb18030"])
    #expect(reading.diagnostics.first?.severity == .notice)
    let programme = try #require(reading.programme)
    #expect(Set(programme.people.values.map(\.name.chinese)) == ["张三", "联络人"])
  }

  @Test func `places in a converted file count characters`() {
    var bytes = Self.roster
    bytes.removeLast("zhang@example.org\n".utf8.count)
    let reading = ProgrammeReader.read(Fixture.sources(["people.csv": bytes + Array("zhang\n".utf8)]))
    #expect(reading.errors.map { "\($0.line):\($0.column) \($0.code)" } == ["3:29 bad-address"])
  }

  @Test(
    arguments: [
      // Kana in Shift-JIS, Latin-1, a Chinese text whose second half is UTF-8, and José in UTF-8.
      ("kana", [0x82, 0xA0, 0x82, 0xA2, 0x83, 0x41]), ("Latin-1", [0x4A, 0x6F, 0x73, 0xE9, 0x20]),
      ("José", Array("José".utf8)), ("a lone lead byte", [0xD5]),
    ] as [(String, [UInt8])])
  func `a doubtful encoding is refused`(row: (String, [UInt8])) throws {
    let bytes =
      Array("id,name,name_en,language,login,email\noffice,".utf8) + row.1 + Array(",,,,o@example.org\n".utf8)
    let reading = ProgrammeReader.read(Fixture.sources(["people.csv": bytes]))
    let found = try #require(reading.diagnostics.first { $0.file == "people.csv" })
    #expect(found.code == "ambiguous-encoding")
    #expect(found.line == 2)
    #expect(found.hint?.contains("CSV UTF-8") == true)
    #expect(reading.programme == nil)
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `the place of a doubtful byte is the same with every kind of line end`(end: String) throws {
    let head = ["id,name,name_en,language,login,email", "office,a,,,,o@example.org", "zhang,"].joined(
      separator: end)
    let bytes = Array(head.utf8) + [0xE9, 0x20] + Array(",,,,z@example.org\(end)".utf8)
    let reading = ProgrammeReader.read(Fixture.sources(["people.csv": bytes]))
    let found = try #require(reading.diagnostics.first { $0.file == "people.csv" })
    #expect("\(found.line):\(found.column) \(found.code)" == "3:7 ambiguous-encoding")
  }

  @Test func `what a terminal would obey in the name of a file is not in a message`() throws {
    let ladders = Array("ladders: [{id: quarterly, rungs: []}, {id: quarterly, rungs: []}]\n".utf8)
    let reading = ProgrammeReader.read(Fixture.sources(["ladders.d/z\u{1B}[31m.yaml": ladders]))
    let found = try #require(reading.diagnostics.first { $0.code == "duplicate-id" })
    #expect(!found.message.unicodeScalars.contains { $0.properties.generalCategory == .control })
    #expect(found.message.contains("ladders.d/"))
  }

  @Test func `with a mark José is a name`() {
    let bytes: [UInt8] =
      [0xEF, 0xBB, 0xBF] + Array("id,name,name_en,language,login,email\noffice,José,,,,o@example.org\n".utf8)
      + Array("zhang,Z,,,,z@example.org\n".utf8)
    #expect(ProgrammeReader.read(Fixture.sources(["people.csv": bytes])).diagnostics == [])
  }

  @Test(arguments: Fixture.files.keys.sorted())
  func `a byte-order mark and CRLF change nothing`(file: String) {
    let text = (Fixture.files[file] ?? "").split(separator: "\n", omittingEmptySubsequences: false)
    let bytes = [0xEF, 0xBB, 0xBF] + Array(text.joined(separator: "\r\n").utf8)
    let reading = ProgrammeReader.read(Fixture.sources([file: bytes]))
    #expect(reading.diagnostics.map(\.description) == [])
    #expect(reading.programme != nil)
  }

  @Test(arguments: Fixture.files.keys.sorted())
  func `UTF-16 is refused with what to do`(file: String) {
    let units = Array((Fixture.files[file] ?? "").utf16)
    let little = units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    for bytes in [[0xFF, 0xFE] + little, little] {
      let found = ProgrammeReader.read(Fixture.sources([file: bytes])).diagnostics.filter { $0.file == file }
      #expect(found.map(\.code) == ["utf-16"])
      #expect(found.first?.hint?.contains("UTF-8") == true)
    }
  }

  @Test func `YAML in GBK is refused at its first letter`() {
    let bytes =
      Array("organisations:\n- id: a\n  name: ".utf8) + [0xD5, 0xC5] + Array("\n  kind: branch\n".utf8)
    let found = ProgrammeReader.read(Fixture.sources(["organisations.yaml": bytes])).diagnostics
      .first { $0.file == "organisations.yaml" }
    #expect(found?.code == "not-utf-8")
    #expect(found.map { "\($0.line):\($0.column)" } == "3:9")
  }

  @Test func `a file above 4 MiB is refused`() {
    let bytes = [UInt8](repeating: UInt8(ascii: "#"), count: (4 << 20) + 1)
    let found = ProgrammeReader.read(Fixture.sources(["orglifed.yaml": bytes])).diagnostics
    #expect(found.contains { $0.code == "file-too-large" && $0.file == "orglifed.yaml" })
  }
}
