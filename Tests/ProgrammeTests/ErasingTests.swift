import OrgLifeCore
import OrgLifeProgramme
import Testing

/// Files of before without one of the people in them.
@Suite struct ErasingTests {
  private let mark = Fixture.person("erased-7")

  private func text(_ sources: ProgrammeSources?, _ path: String) -> String {
    String(decoding: sources?.files[path] ?? [], as: UTF8.self)
  }

  @Test func `the roster tells by what a person is known`() {
    let traits = Fixture.sources().traits(of: Fixture.person("zhang"))
    #expect(traits?.login == "zhang")
    #expect(traits?.words == ["张三", "Zhang San", "zhang@example.org"])
    #expect(Fixture.sources().traits(of: Fixture.person("nobody")) == nil)
  }

  @Test func `without a person the files are read as before, and nothing of them is there`() throws {
    let commented = Fixture.sources("organisations.yaml", "kind: branch\n", "kind: branch # 张三 leads it\n")
    let erased = commented.erasing(
      Fixture.person("zhang"), as: mark, words: ["zhang@example.org", "Zhang San", "张三"], markedBy: "(erased)"
    )
    let all = try #require(erased).files.values.map { String(decoding: $0, as: UTF8.self) }.joined()
    for word in ["zhang", "Zhang San", "张三"] { #expect(!all.contains(word), "\(all)") }
    #expect(
      text(erased, "people.csv").contains("erased-7,(erased),(erased),zh,,erased-7@erased.invalid\n"),
      "\(text(erased, "people.csv"))")
    #expect(text(erased, "people.csv").contains("office,联络人,Liaison,,,office@example.org\n"))
    #expect(text(erased, "appointments.csv").contains("erased-7,branch-01,secretary,2025-01-01,\n"))
    let reading = ProgrammeReader.read(try #require(erased))
    #expect(reading.errors.isEmpty, "\(reading.errors)")
    #expect(reading.programme?.people[mark] != nil)
  }

  @Test func `an operator of before is erased as well`() throws {
    let erased = try #require(
      Fixture.sources().erasing(Fixture.person("office"), as: mark, words: ["联络人"], markedBy: "(erased)"))
    #expect(text(erased, "orglifed.yaml").contains("\noperator: erased-7\n"))
    // The role of that name stays: it is nobody.
    #expect(text(erased, "appointments.csv").contains("erased-7,committee,office,,\n"))
    #expect(ProgrammeReader.read(erased).errors.isEmpty)
  }

  @Test func `files without the person stay as they are`() {
    #expect(
      Fixture.sources().erasing(Fixture.person("wang"), as: mark, words: ["王"], markedBy: "(erased)") == nil)
  }

  @Test func `files that hold a word are named`() {
    #expect(Fixture.sources().paths(holding: ["联络人", "提纲"]) == ["people.csv"])
  }
}

extension Fixture {
  static func person(_ text: String) -> Person.ID {
    guard let id = Person.ID(text) else { preconditionFailure("“\(text)” is no identifier") }
    return id
  }
}
