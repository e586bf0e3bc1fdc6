import OrgLifeCore

/// A mapping while it is read key by key. Each key that is asked for is a key that may stand there; what
/// remains at ``finish()`` is unknown.
final class YAMLMapping {
  let place: Place
  private let noun: String
  private let findings: Findings
  private let entries: [String: YAMLEntry]
  private let order: [YAMLEntry]
  private var known: [String] = []
  private var asked = Set<String>()

  /// nil where the value is something else, which is reported.
  init?(_ value: YAMLValue, _ noun: String, _ findings: Findings) {
    guard case .mapping(let entries) = value.content else {
      if !value.isRefused {
        findings.error(
          "wrong-type", value.place, "\(noun) is a mapping of keys to values; here is \(value.noun)")
      }
      return nil
    }
    place = value.place
    self.noun = noun
    self.findings = findings
    order = entries
    self.entries = Dictionary(entries.map { ($0.key, $0) }) { first, _ in first }
  }

  /// The value of a key that may be missing.
  func value(_ key: String) -> YAMLValue? {
    if asked.insert(key).inserted { known.append(key) }
    guard let value = entries[key]?.value, !value.isEmpty else { return nil }
    return value
  }

  /// The value of a key that must be there; nil after reporting that it is not.
  func needed(_ key: String, example: String? = nil) -> YAMLValue? {
    if let value = value(key) { return value }
    findings.error(
      "missing-key", entries[key]?.place ?? place,
      entries[key] == nil ? "\(noun) has no “\(key)”" : "“\(key)” has no value",
      hint: example.map { "write for example “\(key): \($0)”" })
    return nil
  }

  func optional<Value>(_ key: String, _ form: FieldForm<Value>) -> Placed<Value>? {
    value(key).flatMap { findings.field($0, key, form) }
  }

  func required<Value>(_ key: String, _ form: FieldForm<Value>, example: String? = nil) -> Placed<Value>? {
    needed(key, example: example).flatMap { findings.field($0, key, form) }
  }

  /// The items of a list; nil where the key is missing or holds something else.
  func list(_ key: String) -> [YAMLValue]? {
    value(key).flatMap { items($0, key) }
  }

  func requiredList(_ key: String, example: String? = nil) -> [YAMLValue]? {
    needed(key, example: example).flatMap { items($0, key) }
  }

  func optionalList<Value>(_ key: String, _ form: FieldForm<Value>) -> [Placed<Value>]? {
    list(key)?.compactMap { findings.field($0, key, form) }
  }

  private func items(_ value: YAMLValue, _ key: String) -> [YAMLValue]? {
    if case .list(let items) = value.content { return items }
    guard !value.isRefused else { return nil }
    var hint = "begin each item with “- ” on a line of its own"
    if case .text(let text, _) = value.content { hint = "write “\(key): [\(shown(text))]”" }
    findings.error("wrong-type", value.place, "“\(key)” is a list; here is \(value.noun)", hint: hint)
    return nil
  }

  func mapping(_ key: String) -> YAMLMapping? {
    value(key).flatMap { YAMLMapping($0, "“\(key)”", findings) }
  }

  /// Words in both languages: one text for both, or `{zh: …, en: …}`.
  func words(_ key: String) -> Words? {
    value(key).flatMap { findings.words($0, key) }
  }

  func requiredWords(_ key: String) -> Words? {
    needed(key, example: "{zh: …, en: …}").flatMap { findings.words($0, key) }
  }

  /// Two keys that hold the first and the last day of a span.
  func span(_ from: String, _ to: String) -> DateSpan {
    findings.span(optional(from, .date), optional(to, .date), from: from, to: to)
  }

  /// The place of a key, or of the mapping where it is missing.
  func place(of key: String) -> Place { entries[key]?.place ?? place }

  func isWritten(_ key: String) -> Bool { entries[key] != nil }

  /// Every key that was written, in the order of the file.
  var written: [YAMLEntry] { order }

  /// Reports a key that has no meaning beside the others.
  func refuse(_ key: String, because reason: String) {
    if asked.insert(key).inserted { known.append(key) }
    guard let entry = entries[key] else { return }
    findings.error(
      "meaningless-key", entry.place, "“\(key)” has no meaning here: \(reason)", hint: "delete it")
  }

  /// Reports the keys that nobody asked for.
  func finish() {
    for entry in order where !asked.contains(entry.key) {
      findings.error(
        "unknown-key", entry.place, "\(noun) has no key “\(shown(entry.key))”",
        hint: findings.suggestion(for: entry.key, among: known)
          ?? "the keys are \(known.joined(separator: ", "))")
    }
  }
}

extension Findings {
  /// The text of a value in its form; nil after reporting that it is not.
  func field<Value>(_ value: YAMLValue, _ key: String, _ form: FieldForm<Value>) -> Placed<Value>? {
    guard case .text(let text, _) = value.content else {
      if !value.isRefused {
        error("wrong-type", value.place, "“\(key)” is a single value; here is \(value.noun)")
      }
      return nil
    }
    return form.read(Placed(value: text, place: value.place), self)
      .map { Placed(value: $0, place: value.place) }
  }

  func words(_ value: YAMLValue, _ key: String) -> Words? {
    guard case .mapping = value.content else { return field(value, key, .line).map { Words($0.value) } }
    guard let mapping = YAMLMapping(value, "“\(key)”", self) else { return nil }
    let chinese = mapping.required("zh", .line)
    let english = mapping.required("en", .line)
    mapping.finish()
    guard let chinese, let english else { return nil }
    return Words(chinese: chinese.value, english: english.value)
  }

  func span(_ first: Placed<CivilDate>?, _ last: Placed<CivilDate>?, from: String, to: String) -> DateSpan {
    if let first, let last, last.value < first.value {
      error(
        "span-reversed", last.place, "“\(to)” \(last.value) is before “\(from)” \(first.value)",
        hint: "exchange the two dates, or correct one")
    }
    return DateSpan(from: first?.value, to: last?.value)
  }
}
