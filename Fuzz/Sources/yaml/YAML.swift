import Fuzzing
import OrgLifeCore
import OrgLifeProgramme
import OrgLifeSchedule

/// Files of a programme, each after a line `=== path`; without such a line the input is `duties.d/a.yaml`.
enum YAMLTrial {
  static func run(_ input: [UInt8]) {
    let pieces = Pieces(input)
    var files = Base.files
    if !pieces.head.isEmpty { files["duties.d/a.yaml"] = pieces.head }
    for piece in pieces.named.prefix(8) { files[piece.name] = piece.content }
    let sources = ProgrammeSources(files: files)
    let reading = ProgrammeReader.read(sources)
    check(reading, of: files)
    if files.count.isMultiple(of: 2) || input.count.isMultiple(of: 8) {
      let again = ProgrammeReader.read(sources)
      hold(again.diagnostics == reading.diagnostics, "the same files give the same diagnostics")
      hold(again.programme?.revision == reading.programme?.revision, "the same files give the same programme")
    }
    for place in reading.places.duties.values { _ = sources.line(at: place) }
    if let programme = reading.programme { checkPlan(programme) }
  }

  /// What is accepted can be planned by: a quarter's reminders, each once and in order.
  private static func checkPlan(_ programme: Programme) {
    let start = programme.zone.timestamp(of: day, at: programme.sendAt)
    let end = start.adding(seconds: 90 * 86_400)
    let planner = Planner(programme: programme, inServiceSince: start)
    let known = Planner.Known(facts: Facts(), cases: [:])
    let firings = planner.firings(after: start, upTo: end, known: known)
    hold(
      firings.allSatisfy { start < $0.dueAt && $0.dueAt <= end }, "a rung falls into the quarter asked for")
    hold(Set(firings.map(\.key)).count == firings.count, "no rung twice")
    if let next = planner.nextMoment(after: start, known: known) {
      hold(next > start, "the next moment is to come")
    }
  }

  private static let day = CivilDate(dayNumber: 20_500)

  private static func check(_ reading: ProgrammeReading, of files: [String: [UInt8]]) {
    hold(
      (reading.programme == nil) == !reading.errors.isEmpty,
      "a programme, or an error: \(reading.diagnostics)")
    hold(
      reading.diagnostics.map(\.place) == reading.diagnostics.map(\.place).sorted(),
      "diagnostics are in order")
    var lines: [String: Lines] = [:]
    for diagnostic in reading.diagnostics {
      hold(diagnostic.message.isOneLine && diagnostic.hint?.isOneLine != false, "one line: \(diagnostic)")
      hold(diagnostic.message.utf8.count <= 1000, "not endless: \(diagnostic)")
      hold((diagnostic.hint?.utf8.count ?? 0) <= 1000, "a hint is not endless: \(diagnostic)")
      guard let content = files[diagnostic.file], diagnostic.code != "converted-from-gb18030" else {
        continue
      }
      // Places in GB 18030 are those of the converted text; the target of CSV looks at them.
      guard String(validating: content, as: UTF8.self) != nil || diagnostic.code == "not-utf-8" else {
        continue
      }
      let known = lines[diagnostic.file] ?? Lines(content)
      lines[diagnostic.file] = known
      hold(known.hold(line: diagnostic.line, column: diagnostic.column), "a place in the file: \(diagnostic)")
    }
  }
}

@_cdecl("LLVMFuzzerTestOneInput")
public func trial(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  YAMLTrial.run(bytes(start, count))
  return 0
}
