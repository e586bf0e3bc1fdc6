import OrgLifeCore

/// Files of before without one of the people in them.
extension ProgrammeSources {
  /// What the roster holds of a person.
  public struct Traits: Hashable, Sendable {
    public var login: String?
    /// Names and addresses.
    public var words: Set<String> = []
  }

  /// nil where the roster does not have the person, or cannot be read.
  public func traits(of person: Person.ID) -> Traits? {
    guard let row = table(RosterReader.file)?.rows.first(where: { $0.text("id")?.value == person.text })
    else {
      return nil
    }
    var traits = Traits(login: row.text("login")?.value)
    let names = table(RosterReader.file)?.header.map(\.value) ?? []
    for column in names where !["id", "language", "login"].contains(column) {
      if let text = row.text(column)?.value { traits.words.insert(text) }
    }
    return traits
  }

  /// The files with an id in the person's place, and a mark for their names and addresses wherever they stand.
  ///
  /// - Returns: nil where neither the person nor any of the words is in them.
  public func erasing(
    _ person: Person.ID, as mark: Person.ID, words: [String], markedBy text: String
  ) -> ProgrammeSources? {
    var erased = self
    for (path, bytes) in files {
      var content = self.content(of: path) ?? String(decoding: bytes, as: UTF8.self)
      let before = content
      switch path {
      case RosterReader.file:
        content =
          table(path)?.text { row, column, field in
            guard row.text("id")?.value == person.text, !field.isEmpty else { return field }
            switch column {
            case "id": return mark.text
            case "language": return field
            case "login": return ""
            // What a channel takes for an address stays one, that leads nowhere (RFC 2606).
            default: return field.contains("@") ? "\(mark)@erased.invalid" : text
            }
          } ?? content
        // Written anew, it may differ where nobody was in it.
        if table(path)?.rows.contains(where: { $0.text("id")?.value == person.text }) != true {
          content = before
        }
      case AppointmentReader.file:
        if let table = table(path), table.rows.contains(where: { $0.text("person")?.value == person.text }) {
          content = table.text { _, column, field in
            column == "person" && field == person.text ? mark.text : field
          }
        }
      case SettingsReader.file:
        content = content.split(separator: "\n", omittingEmptySubsequences: false).map { line in
          guard line.hasPrefix("operator:") else { return String(line) }
          let named = line.dropFirst("operator:".count).prefix { $0 != "#" }
          let id = named.filter { !$0.isWhitespace && $0 != "\"" && $0 != "'" }
          return id == person.text ? "operator: \(mark)" : String(line)
        }.joined(separator: "\n")
      default: break
      }
      content = words.reduce(content) { $0.replacing($1, with: text) }
      if content != before { erased.files[path] = Array(content.utf8) }
    }
    return erased.files == files ? nil : erased
  }

  /// The files that hold one of the words, in order.
  public func paths(holding words: [String]) -> [String] {
    files.keys.sorted().filter { path in
      guard let content = content(of: path) else { return false }
      return words.contains(where: content.contains)
    }
  }

  private func table(_ path: String) -> CSVTable? {
    files[path].flatMap { CSVTable($0, file: path, required: [], findings: Findings()) }
  }

  private func content(of path: String) -> String? {
    let format: SourceText.Format = path.hasSuffix(".csv") ? .csv : .yaml
    return files[path].flatMap { SourceText($0, file: path, format: format, findings: Findings())?.text }
  }
}
