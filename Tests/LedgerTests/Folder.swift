import Foundation
import OrgLifeCore
import OrgLifeLedger

/// A state folder that ends with the test.
final class Folder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("ledger-\(UUID())").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var file: String { path + "/ledger.sqlite" }

  func bytes() throws -> Data { try Data(contentsOf: URL(fileURLWithPath: file)) }

  func write(_ bytes: Data) throws { try bytes.write(to: URL(fileURLWithPath: file)) }

  func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }

  /// A ledger with a case and its deliveries in it, closed again.
  func fill(_ deliveries: [Delivery] = [.sample("a")]) throws {
    let ledger = try Ledger.open(folder: path)
    try ledger.begin(at: noon)
    try ledger.write(
      Step(plannedThrough: noon.adding(seconds: 1), cases: [.sample()], deliveries: deliveries))
    try ledger.close()
  }
}

let noon = Timestamp(seconds: 1_774_324_800)

func name<Noun>(_ text: String) -> Identifier<Noun> {
  guard let identifier = Identifier<Noun>(text) else { fatalError("“\(text)” is no identifier") }
  return identifier
}

func day(_ text: String) -> CivilDate {
  guard let date = CivilDate(text) else { fatalError("“\(text)” is no date") }
  return date
}

extension Ledger {
  /// In service since a moment.
  func begin(at moment: Timestamp) throws { _ = try service(startingAt: moment) }

  static func inService(at moment: Timestamp = noon) throws -> Ledger {
    let ledger = try Ledger.inMemory()
    try ledger.begin(at: moment)
    return ledger
  }

  /// With deliveries that wait, each for one fired rung.
  static func waiting(_ deliveries: Delivery...) throws -> Ledger {
    let ledger = try inService()
    try ledger.write(Step(plannedThrough: noon, cases: [.sample()], deliveries: deliveries))
    return ledger
  }
}

extension Case {
  static func sample(_ key: String = "member-assembly/branch-01/2026-Q1", rungs: [String] = ["T-5"]) -> Case {
    let rung = Rung(
      anchor: .period, offset: DayOffset(-5, .working),
      to: [RoleReference(climb: 0, role: name("secretary"))], tone: .warning,
      delivery: .single)
    let marks = rungs.map { RungMark(rung: $0, dueAt: noon, decidedAt: noon, outcome: .fired) }
    return Case(
      key: key, due: day("2026-03-31"),
      rule: Rule(rungs: [rung], atLeast: 1, noticeLead: DayOffset(7, .calendar)),
      marks: Dictionary(uniqueKeysWithValues: marks.map { ($0.rung, $0) }))
  }
}

extension Delivery {
  static func sample(
    _ key: String, form: Rung.Form = .single, notBefore: Timestamp = noon, state: State = .pending,
    rungs: [String] = ["T-5"]
  ) -> Delivery {
    Delivery(
      key: key, person: name("zhang"), channel: name("mail"), form: form, datedAt: noon, notBefore: notBefore,
      state: state,
      lines: rungs.map {
        Line(obligation: "member-assembly/branch-01/2026-Q1", rung: $0, role: "secretary")
      })
  }
}
