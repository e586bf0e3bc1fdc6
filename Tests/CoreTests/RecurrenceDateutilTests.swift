import Fixtures
import Foundation
import OrgLifeCore
import Testing

/// The same questions to Debian's python3-dateutil, an engine of other people.
///
/// Left out is what it answers in another way than RFC 5545 has it: BYWEEKNO without a weekday, weeks that are
/// counted backwards to the first of the next year, plain and numbered weekdays in one list, and positions in
/// a first week of which it sees only the rest.
@Suite(.timeLimit(.minutes(5))) struct RecurrenceDateutilTests {
  private static let program = #"""
    import json, sys
    from datetime import datetime
    from dateutil.rrule import rrulestr
    for line in sys.stdin:
        start, rule = json.loads(line)
        rule = rrulestr(rule, dtstart=datetime.strptime(start, '%Y%m%dT%H%M%S'))
        print(' '.join(at.strftime('%Y%m%dT%H%M%S') for at in rule))
    """#

  @Test func `two hundred rules of chance come out as there`() throws {
    var chance = Chance(seed: 5545)
    var questions: [[String]] = []
    while questions.count < 200 {
      var random = RandomRule(&chance)
      if !random.weekNumbers.isEmpty, random.days.isEmpty {
        random.days = [(0, chance.pick(Weekday.allCases))]
      }
      random.weekNumbers.removeAll { $0 < -50 }
      if random.days.contains(where: { $0.ordinal != 0 }) { random.days.removeAll { $0.ordinal == 0 } }
      if random.frequency == .weekly { random.positions = [] }
      let start = CivilDate(dayNumber: Int.random(in: 9000...25_000, using: &chance))
      let clock = chance.pick([0, 32_400, 86_399])
      var text = random.text
      if chance.once(in: 3) { text += ";BYHOUR=7,19" }
      if chance.once(in: 4) { text += ";BYMINUTE=30,5" }
      if chance.once(in: 5) { text += ";BYSECOND=59,0" }
      text += ";UNTIL=\(CivilDateTime(date: start.adding(days: 2000), secondOfDay: 43_200))"
      // Where the week number was taken out, a position may stand alone, which is no rule; and what never
      // comes is looked for there until the year 9999.
      guard let endless = try? RecurrenceRule(random.text),
        endless.days(from: start).contains(where: { $0 > start.adding(days: 2000) })
      else { continue }
      questions.append(["\(CivilDateTime(date: start, secondOfDay: clock))", text])
    }
    let answers = try ask(questions)
    #expect(answers.count == questions.count)
    var total = 0
    for (question, answer) in zip(questions, answers) {
      let recurrence = Recurrence(start: CivilDateTime(question[0])!, rule: try RecurrenceRule(question[1]))
      let ours = try recurrence.occurrences(limit: 100_000).map(\.local.description).joined(separator: " ")
      #expect(ours == answer, "\(question)")
      total += answer.split(separator: " ").count
    }
    #expect(total > 10_000)
  }

  private func ask(_ questions: [[String]]) throws -> [String] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("orglife-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let lines = try questions.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) + "\n" }
    let files = ["in", "out", "err"].map { folder.appendingPathComponent($0) }
    try Data(lines.joined().utf8).write(to: files[0])
    for file in files[1...] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = ["-c", Self.program]
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    process.waitUntilExit()
    let errors = try String(contentsOf: files[2], encoding: .utf8)
    #expect(process.terminationStatus == 0, "python3-dateutil is needed: \(errors)")
    return try String(contentsOf: files[1], encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false
    ).dropLast().map(String.init)
  }
}
