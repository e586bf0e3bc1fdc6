import Yams

/// Text to ``YAMLValue``: Yams reads the syntax, and everything it would silently accept or keep to itself
/// is reported here with its place.
struct YAMLDocument {
  static let deepest = 64
  static let longestText = 4096

  private let source: SourceText
  private let findings: Findings
  /// Keys that were made different so that Yams reads on behind a duplicate: place in the file to the key.
  private var renamed: [Spot: String] = [:]

  private struct Spot: Hashable {
    var line: Int
    var column: Int
  }

  private init(source: SourceText, findings: Findings) {
    self.source = source
    self.findings = findings
  }

  /// The file's one document; nil where there is none, or where its syntax is broken, which is reported.
  static func read(_ bytes: [UInt8], file: String, findings: Findings) -> YAMLValue? {
    guard let source = SourceText(bytes, file: file, format: .yaml, findings: findings) else { return nil }
    guard !hasManyAliases(source.text) else {
      findings.error(
        "alias", Place(file: file), "the file is full of anchors and aliases (&name, *name)",
        hint: "write the values out")
      return nil
    }
    var document = YAMLDocument(source: source, findings: findings)
    return document.root()
  }

  /// Yams stops at the first mapping with a duplicate key. So that the rest is read too, that key gets
  /// another first letter, which changes no place, and the text is read again.
  private mutating func root() -> YAMLValue? {
    var text = source.text
    for _ in 0..<64 {
      do {
        let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
        let node = try parser.nextRoot()
        guard let node else {
          findings.error("empty-file", Place(file: source.file), "the file says nothing")
          return nil
        }
        // An anchor lives only as long as its parser.
        let value = withExtendedLifetime(parser) { converted(node, depth: 0) }
        return try refusesSecondDocument(parser) ? nil : value
      } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
        let spot = Spot(line: context.mark.line, column: context.mark.column)
        guard let key = keys.first, renamed[spot] == nil,
          let changed = YAMLDocument.renaming(key, at: spot, in: text, number: renamed.count)
        else {
          findings.error(
            "duplicate-key", place(context.mark),
            "the key “\(shown(keys.first ?? ""))” is given more than once",
            hint: "keep one of them")
          return nil
        }
        renamed[spot] = key
        text = changed
      } catch {
        YAMLSyntaxFault(source: source).report(error, findings)
        return nil
      }
    }
    findings.error("duplicate-key", Place(file: source.file), "more than 60 keys are given twice")
    return nil
  }

  private func refusesSecondDocument(_ parser: Parser) throws -> Bool {
    guard let second = try parser.nextRoot() else { return false }
    findings.error(
      "syntax", place(second.mark), "a second document begins here, after a line “---”",
      hint: "delete the line “---”, or put the rest into a file of its own")
    return true
  }

  private static func renaming(_ key: String, at spot: Spot, in text: String, number: Int) -> String? {
    var scalars = Array(text.unicodeScalars)
    var line = 1
    var index = 0
    while line < spot.line, index < scalars.count {
      if scalars[index] == "\n" || scalars[index] == "\r" {
        if scalars[index] == "\r", index + 1 < scalars.count, scalars[index + 1] == "\n" { index += 1 }
        line += 1
      }
      index += 1
    }
    index += spot.column - 1
    guard index < scalars.count else { return nil }
    if scalars[index] == "\"" || scalars[index] == "'" { index += 1 }
    guard index < scalars.count, let first = key.unicodeScalars.first, scalars[index] == first,
      let other = Unicode.Scalar(0xE000 + UInt32(number))
    else { return nil }
    scalars[index] = other
    var changed = String.UnicodeScalarView()
    changed.append(contentsOf: scalars)
    return String(changed)
  }

  /// Aliases of aliases as mapping keys would cost Yams time that doubles with each. No honest file has so
  /// many words that begin with a star.
  private static func hasManyAliases(_ text: String) -> Bool {
    var count = 0
    var before: UInt8 = 0x0A
    var afterStar = false
    for byte in text.utf8 {
      if afterStar, byte != 0x20, byte != 0x0A, byte != 0x2A { count += 1 }
      afterStar = byte == UInt8(ascii: "*") && " \t\n\r[]{},:?-".utf8.contains(before)
      before = byte
    }
    return count > 32
  }

  private func converted(_ node: Node, depth: Int) -> YAMLValue {
    let place = place(node.mark)
    let refused = YAMLValue(content: .refused, place: place)
    guard node.anchor == nil else {
      findings.error(
        "alias", place, "anchors and aliases (&name, *name) are not read", hint: "write the value out")
      return refused
    }
    guard depth < YAMLDocument.deepest else {
      findings.error("too-deep", place, "more than \(YAMLDocument.deepest) levels stand inside each other")
      return refused
    }
    switch node {
    case .scalar(let scalar):
      guard allows(scalar.tag, "tag:yaml.org,2002:str", at: place),
        let text = checked(scalar, at: place)
      else { return refused }
      return YAMLValue(content: .text(text, isPlain: scalar.style == .plain), place: place)
    case .sequence(let sequence):
      guard allows(sequence.tag, "tag:yaml.org,2002:seq", at: place) else { return refused }
      return YAMLValue(content: .list(sequence.map { converted($0, depth: depth + 1) }), place: place)
    case .mapping(let mapping):
      guard allows(mapping.tag, "tag:yaml.org,2002:map", at: place) else { return refused }
      return YAMLValue(content: .mapping(entries(of: mapping, depth: depth)), place: place)
    case .alias:
      return refused
    }
  }

  private func entries(of mapping: Node.Mapping, depth: Int) -> [YAMLEntry] {
    var entries: [YAMLEntry] = []
    var places: [String: Place] = [:]
    for (keyNode, valueNode) in mapping {
      let key = converted(keyNode, depth: depth + 1)
      let value = converted(valueNode, depth: depth + 1)
      guard case .text(let written, _) = key.content else {
        if !key.isRefused {
          findings.error("wrong-type", key.place, "a key must be a single word, not \(key.noun)")
        }
        continue
      }
      let name = renamed[Spot(line: key.place.line, column: key.place.column)] ?? written
      if let first = places[name] {
        findings.error(
          "duplicate-key", key.place,
          "the key “\(shown(name))” is given again; it stands already at \(first)",
          hint: "keep one of them")
        continue
      }
      places[name] = key.place
      entries.append(YAMLEntry(key: name, place: key.place, value: value))
    }
    return entries
  }

  private func allows(_ tag: Tag, _ own: String, at place: Place) -> Bool {
    if tag.description.isEmpty || tag.description == own { return true }
    findings.error(
      "tag", place, "the tag “\(shown(tag.description))” is not read",
      hint: "delete the word that begins with “!”; write a text that begins so in quotes")
    return false
  }

  private func checked(_ scalar: Node.Scalar, at place: Place) -> String? {
    guard scalar.string.utf8.count <= YAMLDocument.longestText else {
      findings.error(
        "text-too-long", place,
        "a text of \(scalar.string.utf8.count) bytes; at most \(YAMLDocument.longestText) are read",
        hint: "is a closing quote missing?")
      return nil
    }
    for character in scalar.string.unicodeScalars {
      if let fault = UnseenCharacter(character) {
        fault.report(character, at: place, findings: findings)
        return nil
      }
    }
    // A block text ends with the line end before the next key, which nobody meant.
    let isBlock = scalar.style == .literal || scalar.style == .folded
    return isBlock && scalar.string.hasSuffix("\n") ? String(scalar.string.dropLast()) : scalar.string
  }

  private func place(_ mark: Mark?) -> Place {
    Place(file: source.file, line: mark?.line ?? 1, column: mark?.column ?? 1)
  }
}
