import Foundation
import OrgLifeCore
import OrgLifeProgramme
import Testing

/// The pages about duties: one is written from the catalogue, the other's examples are loaded.
@Suite struct DutyPagesTests {
  private static func programme(own: [String] = []) -> ProgrammeReading {
    var files = Fixture.files
    files["orglifed.yaml"]?.append(
      "catalogue: national\noverlays: [\(Catalogue.overlays.joined(separator: ", "))]\n")
    files["organisations.yaml"]?.append(
      "- {id: union, name: 工会, kind: committee, parent: committee, elected: 2024-01-01, tags: [union]}\n")
    for (number, text) in own.enumerated() { files["duties.d/own-\(number).yaml"] = text }
    return ProgrammeReader.read(ProgrammeSources(files: files.mapValues { Array($0.utf8) }).withCatalogue())
  }

  @Test func `each example of writing-a-duty loads, and there is one of every kind`() throws {
    let page = try String(contentsOf: repository.appending(path: "docs/writing-a-duty.md"), encoding: .utf8)
    let examples = page.components(separatedBy: "```yaml\n").dropFirst().compactMap {
      $0.components(separatedBy: "```").first
    }
    let reading = Self.programme(own: Array(examples))
    #expect(reading.diagnostics.map(\.description) == [])
    let programme = try #require(reading.programme)
    let own = programme.duties.filter { reading.places.duties[$0.id]?.file.hasPrefix("duties.d/own") == true }
    #expect(
      Set(own.map(\.kind.word)) == ["quota", "fixed-day", "seasonal", "event-offset", "term", "due-date"])
    #expect(programme.switchedOff.map(\.duty.id.text) == ["annual-plan"])
    #expect(programme.duties.first { $0.id.text == "member-assembly" }?.quota?.atLeast == 2)
  }

  /// `UPDATE_GOLDEN=1` writes the page anew, and fails so that nobody leaves it on.
  @Test func `the page of duties is what the catalogue says`() throws {
    let reading = Self.programme()
    let programme = try #require(reading.programme)
    let text = Self.page(programme, reading.places)
    let file = repository.appending(path: "docs/duties.md")
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
      try text.write(to: file, atomically: true, encoding: .utf8)
      Issue.record("written anew")
      return
    }
    let kept = try String(contentsOf: file, encoding: .utf8)
    #expect(text == kept, "docs/duties.md is not what the catalogue says; write it anew")
  }

  private static func page(_ programme: Programme, _ places: ProgrammePlaces) -> String {
    var lines = [
      "# Duties", "",
      "The catalogue that ships, written from `share/orglifed/catalogue` and `share/orglifed/overlays`: do not edit this page.",
      "“一般” is *general*, “至少” *at-least*, “应当” *must*; *local* is no national demand. The mark says how sure an entry is:",
      "*verified* (the words were seen in a page that quotes the source), *seen* (practice of a place, or a quotation at second hand),",
      "*unverified* (general knowledge). Check what you rely on.", "",
      "随附的任务目录，由 `share/orglifed/catalogue` 和 `share/orglifed/overlays` 生成，请勿手改。", "",
    ]
    var file = ""
    for duty in programme.duties {
      guard let place = places.duties[duty.id], place.isShipped else { continue }
      if place.file != file {
        file = place.file
        lines += ["## \(file)", ""]
      }
      lines += ["### \(duty.name.chinese) · \(duty.name.english)", ""]
      lines.append(
        "`\(duty.id)`, \(duty.kind.word), \(duty.strength.rawValue), \(duty.mark?.rawValue ?? "-")")
      lines.append("")
      var rows: [(String, Words?)] = [("依据 Source", duty.source)]
      rows += [
        ("召集 Convenes", duty.guidance.convenes), ("参加 Attends", duty.guidance.attends),
        ("时间 Time", duty.guidance.season), ("到会 Quorum", duty.quorum), ("提示 Advice", duty.guidance.advice),
      ]
      for (name, words) in rows {
        guard let words else { continue }
        lines.append("* \(name): \(words.chinese) — \(words.english)")
      }
      lines.append(
        "* 适用 Applies to: \(duty.appliesTo.kinds.map(\.rawValue).sorted().joined(separator: ", "))")
      lines.append("* 阶梯 Ladder: `\(duty.ladder)`")
      lines.append("")
      if !duty.guidance.record.isEmpty {
        let (chinese, english) = (duty.guidance.record.map(\.chinese), duty.guidance.record.map(\.english))
        lines.append(
          "记录 The record: \(chinese.joined(separator: "；")) — \(english.joined(separator: "; "))")
        lines.append("")
      }
      for (number, step) in duty.steps.enumerated() {
        lines.append("\(number + 1). \(step.chinese) — \(step.english)")
      }
      lines.append("")
    }
    return lines.joined(separator: "\n")
  }
}
