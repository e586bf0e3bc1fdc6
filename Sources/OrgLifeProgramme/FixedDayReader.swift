import OrgLifeCore

/// How a duty of the kind `fixed-day` names its day: `rule` or `day-of-month`, with `cycle` and `shift`.
struct FixedDayReader {
  static let fields = ["rule", "day-of-month", "shift"]

  /// RFC 5545's DTSTART where the duty has no first day of its own: rules that count from a start are refused then.
  private static let anyStart = CivilDate(dayNumber: 10_957)  // 2000-01-01

  private let findings: Findings

  init(_ findings: Findings) {
    self.findings = findings
  }

  /// - Parameter from: the day from which the duty is in force: intervals reckon from it.
  func read(_ entry: YAMLMapping, from: CivilDate?) -> FixedDay? {
    let cycle = entry.optional("cycle", FieldForm<Cycle>.choice())?.value ?? .month
    let shift = entry.optional("shift", FieldForm<FixedDay.Shift>.choice())?.value ?? .next
    guard let rule = rule(entry) else { return nil }
    if from == nil, rule.value.interval > 1 || rule.value.count != nil {
      findings.error(
        "rule-without-start", rule.place,
        "“\(rule.value)” counts from a first day, and the duty has none",
        hint: "add “effective: {from: …}” with the day from which it counts")
      return nil
    }
    let day = FixedDay(cycle: cycle, rule: rule.value, start: from ?? FixedDayReader.anyStart, shift: shift)
    return isOneADay(day, rule.place) ? day : nil
  }

  private func rule(_ entry: YAMLMapping) -> Placed<RecurrenceRule>? {
    let rule = entry.optional("rule", .recurrence)
    let day = entry.optional("day-of-month", .dayOfMonth)
    if let rule, let day {
      findings.error(
        "two-rules", day.place, "the day is given twice: by “rule” at \(rule.place) and by “day-of-month”",
        hint: "keep one of them")
      return nil
    }
    if let given = rule ?? day { return given }
    if !entry.isWritten("rule"), !entry.isWritten("day-of-month") {
      findings.error(
        "missing-key", entry.place, "a duty of the kind fixed-day needs “rule” or “day-of-month”",
        hint: "write for example “rule: FREQ=MONTHLY;BYDAY=1FR”, the first Friday of the month")
    }
    return nil
  }

  /// Keys carry the period, so there can be one day in each.
  private func isOneADay(_ day: FixedDay, _ place: Place) -> Bool {
    var period = Period(day.cycle, containing: day.start)
    var found = 0
    for _ in 0..<(120 / day.cycle.months) {
      let days = day.rule.days(from: day.start, in: period.firstDay...period.lastDay)
      if days.count > 1 {
        findings.error(
          "several-days", place,
          "“\(day.rule)” names \(days.count) days in \(period): \(days.prefix(3).map(\.description).joined(separator: ", "))\(days.count > 3 ? ", …" : "")",
          hint: "a fixed-day duty has one day in each \(day.cycle.rawValue); give it a rule that names one")
        return false
      }
      found += days.count
      period = period.next
    }
    if found == 0 {
      findings.error("no-day", place, "“\(day.rule)” names no day in the ten years from \(day.start)")
    }
    return found > 0
  }
}

extension FieldForm where Value == RecurrenceRule {
  /// A rule of RFC 5545, section 3.3.10.
  fileprivate static var recurrence: FieldForm {
    FieldForm { text, findings in
      do throws(RecurrenceRule.Mistake) { return try RecurrenceRule(text.value) } catch {
        findings.error(
          "bad-rule", text.place, "“\(shown(text.value))” is no rule: \(error)",
          hint: "write for example FREQ=MONTHLY;BYDAY=1FR, the first Friday of the month (RFC 5545, 3.3.10)")
        return nil
      }
    }
  }

  /// A day that every month has, from its beginning or (negative) from its end.
  fileprivate static var dayOfMonth: FieldForm {
    FieldForm { text, findings in
      if let day = Int(text.value), (1...28).contains(abs(day)),
        let rule = try? RecurrenceRule("FREQ=MONTHLY;BYMONTHDAY=\(day)")
      {
        return rule
      }
      findings.error(
        "bad-day-of-month", text.place, "“\(shown(text.value))” is no day of every month",
        hint: "give 1 to 28, or -1 for the last day of the month")
      return nil
    }
  }
}
