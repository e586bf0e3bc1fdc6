import Fuzzing
import OrgLifeCore

/// Lines: a rule, a start, a zone or nothing, times that are added, times that are left out.
enum RecurrenceTrial {
  static func run(_ bytes: [UInt8]) {
    let lines = bytes.split(separator: 10, omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
    func line(_ index: Int) -> String { index < lines.count ? lines[index] : "" }
    let rule: RecurrenceRule
    do throws(RecurrenceRule.Mistake) { rule = try RecurrenceRule(line(0)) } catch {
      hold(!error.description.isEmpty, "a mistake says what it is")
      return
    }
    checkPrinting(rule)
    let start = CivilDateTime(line(1)) ?? noon
    let moments = { (text: String) in text.split(separator: ",").compactMap { Recurrence.Moment(String($0)) }
    }
    let recurrence = Recurrence(
      start: start, zone: zones[line(2)], rule: rule, additions: moments(line(3)),
      exceptions: moments(line(4)))
    check(recurrence)
  }

  private static let noon = CivilDateTime(date: CivilDate(dayNumber: 20_000), secondOfDay: 43_200)
  private static let zones = Dictionary(
    uniqueKeysWithValues: ["UTC", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe"].compactMap {
      name in
      Zone(name).map { (name, $0) }
    })

  private static func checkPrinting(_ rule: RecurrenceRule) {
    let text = rule.description
    guard let again = try? RecurrenceRule(text) else {
      hold(false, "what is printed can be read: \(text)")
      return
    }
    hold(again == rule, "what is printed is read as the same rule: \(text)")
    hold(again.description == text, "what is printed is printed so again: \(text)")
  }

  private static func check(_ recurrence: Recurrence) {
    let found: [Recurrence.Occurrence]
    do throws(Recurrence.Fault) { found = try recurrence.occurrences(limit: 200) } catch {
      hold(!error.description.isEmpty, "a fault says what it is")
      return
    }
    hold(found.count <= 200, "no more than were asked for")
    for (one, next) in zip(found, found.dropFirst()) {
      if let instant = one.instant, let later = next.instant {
        hold(instant < later, "instants ascend: \(one.local) and \(next.local) of \(recurrence.rule)")
      } else {
        hold(one.local < next.local, "times ascend: \(one.local) and \(next.local) of \(recurrence.rule)")
      }
    }
    if let count = recurrence.rule.count {
      hold(found.count <= count + recurrence.additions.count, "COUNT=\(count) bounds them: \(found.count)")
    }
    guard recurrence.additions.isEmpty else { return }
    if let until = recurrence.rule.until, recurrence.zone == nil {
      hold(found.allSatisfy { $0.local.date <= until.date }, "none comes after UNTIL=\(until)")
    }
    hold(found.allSatisfy { $0.local >= recurrence.start }, "none comes before the start")
    // Fewer asked for are the beginning of more.
    if let few = try? recurrence.occurrences(limit: 10) {
      hold(
        few == Array(found.prefix(10)), "the first ten are the first of the two hundred: \(recurrence.rule)")
    }
  }
}

@_cdecl("LLVMFuzzerTestOneInput")
public func trial(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  RecurrenceTrial.run(bytes(start, count))
  return 0
}
