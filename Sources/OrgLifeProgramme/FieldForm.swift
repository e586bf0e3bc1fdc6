import OrgLifeCore

/// How the text of one field is written, in YAML and CSV alike: reads it, or reports what it should be.
struct FieldForm<Value> {
  let read: (_ text: Placed<String>, _ findings: Findings) -> Value?

  init(_ read: @escaping (_ text: Placed<String>, _ findings: Findings) -> Value?) {
    self.read = read
  }
}

extension FieldForm where Value == String {
  /// One line of words, not empty.
  static var line: FieldForm {
    FieldForm { text, findings in
      guard FieldForm.isOneLine(text, findings) else { return nil }
      guard !text.value.allSatisfy(\.isWhitespace) else {
        findings.error("bad-value", text.place, "an empty text")
        return nil
      }
      return text.value
    }
  }

  private static func isOneLine(_ text: Placed<String>, _ findings: Findings) -> Bool {
    guard
      text.value.unicodeScalars.contains(where: { $0.value == 0x0A || $0.value == 0x0D || $0.value == 0x09 })
    else { return true }
    findings.error(
      "line-break", text.place, "a line end or tab stands inside this text", hint: "write it on one line")
    return false
  }
}

extension FieldForm {
  static func identifier<Noun>() -> FieldForm where Value == Identifier<Noun> {
    FieldForm { text, findings in
      if let identifier = Identifier<Noun>(text.value) { return identifier }
      let trimmed = String(text.value.filter { !$0.isWhitespace })
      findings.error(
        "bad-identifier", text.place, "“\(shown(text.value))” is not an identifier",
        hint: trimmed != text.value && Identifier<Noun>(trimmed) != nil
          ? "write “\(trimmed)”, without spaces" : IdentifierRule.words)
      return nil
    }
  }

  /// One of the words of an enumeration.
  static func choice() -> FieldForm
  where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
    FieldForm { text, findings in
      if let value = Value(rawValue: text.value) { return value }
      let words = Value.allCases.map(\.rawValue)
      let suggestion = findings.suggestion(for: text.value, among: words)
      findings.error(
        "unknown-value", text.place, "“\(shown(text.value))” is not one of \(words.joined(separator: ", "))",
        hint: suggestion)
      return nil
    }
  }
}

extension FieldForm where Value == Int {
  static func whole(_ range: ClosedRange<Int>) -> FieldForm {
    FieldForm { text, findings in
      let digits = text.value.utf8.allSatisfy { (0x30...0x39).contains($0) }
      if digits, let number = Int(text.value), range.contains(number) { return number }
      findings.error(
        "bad-value", text.place,
        "“\(shown(text.value))” is not a whole number from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
  }
}

extension FieldForm where Value == CivilDate {
  /// `2026-03-24`. Full-width digits are taken for what they look like, with a notice.
  static var date: FieldForm {
    FieldForm { text, findings in
      if let date = CivilDate(text.value) { return date }
      let narrow = narrowed(text.value)
      if narrow != text.value, let date = CivilDate(narrow) {
        findings.notice(
          "full-width-digits", text.place, "full-width digits were read as \(date)", hint: "write \(date)")
        return date
      }
      findings.error(
        "bad-date", text.place, "“\(shown(text.value))” is not a date like 2026-03-24",
        hint: dateHint(narrow))
      return nil
    }
  }

  /// A spreadsheet turns 2026-03-04 into 2026/3/4, a person into 2026年3月4日.
  private static func dateHint(_ text: String) -> String {
    let parts = text.split(whereSeparator: { "-/.年月日 ".contains($0) }).map { Int($0) }
    guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2] else {
      return "write year, month and day with four, two and two digits: 2026-03-24"
    }
    if let date = CivilDate(year: year, month: month, day: day) { return "write \(date)" }
    guard (1...12).contains(month), (1...9999).contains(year) else { return "months are 01 to 12" }
    return "month \(month) of \(year) has \(CivilDate.daysIn(month: month, of: year)) days"
  }
}

extension FieldForm where Value == CivilTime {
  static var time: FieldForm {
    FieldForm { text, findings in
      if let time = CivilTime(text.value) { return time }
      findings.error(
        "bad-time", text.place, "“\(shown(text.value))” is not a time of day like 08:30",
        hint: "write hours and minutes with two digits each, 00:00 to 23:59")
      return nil
    }
  }
}

extension FieldForm where Value == Timestamp {
  static func moment(in zone: Zone) -> FieldForm {
    FieldForm { text, findings in
      if let moment = zone.timestamp(text.value) { return moment }
      findings.error(
        "bad-time", text.place, "“\(shown(text.value))” is not a moment like 2026-03-18T10:00",
        hint: "it is read in the programme's zone, \(zone.identifier)")
      return nil
    }
  }
}

extension FieldForm where Value == DayOffset {
  /// `7d`, `3wd` or `6mo`, not negative.
  static var lead: FieldForm {
    FieldForm { text, findings in
      let digits = text.value.first.map { $0.isASCII && $0.isNumber } ?? false
      if digits, let offset = DayOffset(text.value) { return offset }
      findings.error(
        "bad-value", text.place, "“\(shown(text.value))” is not a number of days like 7d or 3wd",
        hint: "d is for calendar days, wd for working days, mo for months")
      return nil
    }
  }
}

extension FieldForm where Value == Season.Day {
  static var dayOfYear: FieldForm {
    FieldForm { text, findings in
      if let day = Season.Day(text.value) { return day }
      findings.error(
        "bad-value", text.place, "“\(shown(text.value))” is not a day of the year like 10-08",
        hint: "write month and day with two digits each")
      return nil
    }
  }
}

extension FieldForm where Value == RoleReference {
  static var role: FieldForm {
    FieldForm { text, findings in
      if let reference = RoleReference(text.value) { return reference }
      findings.error(
        "bad-value", text.place, "“\(shown(text.value))” is not a role like secretary, parent.office or owner"
      )
      return nil
    }
  }
}

/// Full-width digits, hyphens and slashes as their ASCII forms.
private func narrowed(_ text: String) -> String {
  var scalars = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    let isWide = (0xFF10...0xFF19).contains(scalar.value) || (0xFF0D...0xFF0F).contains(scalar.value)
    scalars.append(isWide ? Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar : scalar)
  }
  return String(scalars)
}

/// A text as a message quotes it: one line, and not endless.
func shown(_ text: String) -> String {
  let line = String(text.map { $0.isNewline ? " " : $0 })
  return line.count > 60 ? line.prefix(59) + "…" : line
}
