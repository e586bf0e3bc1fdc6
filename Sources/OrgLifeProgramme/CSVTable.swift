/// A CSV file (RFC 4180) with a header: rows of fields with their places.
struct CSVTable {
  struct Row {
    let place: Place
    fileprivate let columns: [String: Int]
    fileprivate let fields: [Placed<String>]
    fileprivate let findings: Findings

    /// The text of a column, nil where it is empty or the column missing.
    func text(_ column: String) -> Placed<String>? {
      guard let index = columns[column], !fields[index].value.isEmpty else { return nil }
      return fields[index]
    }

    func optional<Value>(_ column: String, _ form: FieldForm<Value>) -> Placed<Value>? {
      guard let text = text(column) else { return nil }
      return form.read(text, findings).map { Placed(value: $0, place: text.place) }
    }

    func required<Value>(_ column: String, _ form: FieldForm<Value>) -> Placed<Value>? {
      guard let index = columns[column] else { return nil }
      guard !fields[index].value.isEmpty else {
        findings.error("missing-value", fields[index].place, "the column “\(column)” is empty in this row")
        return nil
      }
      return optional(column, form)
    }
  }

  let header: [Placed<String>]
  let rows: [Row]
  /// Whether every row could be read.
  let isComplete: Bool

  /// nil where there is no table, which is reported. A row that cannot be read is reported and left out.
  init?(_ bytes: [UInt8], file: String, required: [String], findings: Findings) {
    guard let source = SourceText(bytes, file: file, format: .csv, findings: findings) else { return nil }
    let records = CSVTable.records(source, findings)
    guard let first = records.first else {
      findings.error(
        "bad-header", Place(file: file), "the file is empty",
        hint: "its first line is “\(required.joined(separator: ","))”")
      return nil
    }
    header = first
    var columns: [String: Int] = [:]
    for (index, name) in first.enumerated() {
      if columns[name.value] != nil {
        findings.error("duplicate-column", name.place, "the column “\(shown(name.value))” is there twice")
      } else {
        columns[name.value] = index
      }
    }
    let missing = required.filter { columns[$0] == nil }
    guard missing.isEmpty else {
      CSVTable.report(missing, header: first, required: required, findings)
      return nil
    }
    var rows: [Row] = []
    rows.reserveCapacity(records.count)
    var isComplete = true
    for record in records.dropFirst() where !record.allSatisfy(\.value.isEmpty) {
      guard record.count == first.count else {
        isComplete = false
        let place = record.count > first.count ? record[first.count].place : record[0].place
        findings.error(
          "field-count", place, "this row has \(record.count) fields; the header has \(first.count)",
          hint: "put a field that contains a comma in \"quotes\"; leave an empty field between two commas")
        continue
      }
      if let long = record.first(where: { $0.value.utf8.count > YAMLDocument.longestText }) {
        isComplete = false
        findings.error(
          "text-too-long", long.place, "a field of more than \(YAMLDocument.longestText) bytes",
          hint: "is a closing quote missing?")
        continue
      }
      rows.append(Row(place: record[0].place, columns: columns, fields: record, findings: findings))
    }
    self.rows = rows
    self.isComplete = isComplete
  }

  /// The table as text, each field as it is to be: rows without content are left out.
  func text(changing field: (_ row: Row, _ column: String, _ text: String) -> String) -> String {
    let names = header.map(\.value)
    let changed = rows.map { row in zip(names, row.fields).map { field(row, $0, $1.value) } }
    return ([names] + changed).map { record in
      record.map(CSVTable.quoted).joined(separator: ",") + "\n"
    }.joined()
  }

  private static func quoted(_ field: String) -> String {
    guard field.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return field }
    return "\"\(field.replacing("\"", with: "\"\""))\""
  }

  private static func report(
    _ missing: [String], header: [Placed<String>], required: [String], _ findings: Findings
  ) {
    let place = header[0].place
    if header.count == 1, header[0].value.contains(where: { ";\t，；".contains($0) }) {
      findings.error(
        "bad-header", place, "the columns are not separated by commas",
        hint: "save the file as CSV with commas: “\(required.joined(separator: ","))”")
      return
    }
    for name in missing {
      findings.error(
        "bad-header", place, "the column “\(name)” is missing",
        hint: findings.suggestion(for: name, among: header.map(\.value)).map { "\($0) Write “\(name)”" }
          ?? "the first line is “\(required.joined(separator: ","))”")
    }
  }

  private static func records(_ source: SourceText, _ findings: Findings) -> [[Placed<String>]] {
    var scanner = CSVScanner(source, findings)
    return scanner.records()
  }
}

/// Goes through the bytes once. Columns are counted in Unicode scalars.
private struct CSVScanner {
  private let bytes: [UInt8]
  private let findings: Findings
  private var index = 0
  private var place: Place

  private static let quote = UInt8(ascii: "\"")
  private static let comma = UInt8(ascii: ",")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  init(_ source: SourceText, _ findings: Findings) {
    bytes = Array(source.text.utf8)
    self.findings = findings
    place = Place(file: source.file)
  }

  mutating func records() -> [[Placed<String>]] {
    var records: [[Placed<String>]] = []
    while index < bytes.count {
      var record: [Placed<String>] = []
      repeat {
        record.append(bytes[at: index] == CSVScanner.quote ? quotedField() : plainField())
      } while take(CSVScanner.comma)
      takeLineEnd()
      records.append(record)
    }
    return records
  }

  private mutating func plainField() -> Placed<String> {
    let start = index
    let startPlace = place
    while let byte = bytes[at: index], byte != CSVScanner.comma, !isLineEnd(byte) {
      if byte == CSVScanner.quote {
        findings.error(
          "csv-quote", place, "a quote stands inside a field that does not begin with one",
          hint: "put the whole field in quotes and write each quote inside it twice")
      }
      advance()
    }
    return Placed(value: String(decoding: bytes[start..<index], as: UTF8.self), place: startPlace)
  }

  private mutating func quotedField() -> Placed<String> {
    let startPlace = place
    advance()
    var content: [UInt8] = []
    var isClosed = false
    while let byte = bytes[at: index] {
      advance()
      if byte == CSVScanner.quote {
        guard bytes[at: index] == CSVScanner.quote else {
          isClosed = true
          break
        }
        advance()
      }
      content.append(byte)
    }
    if !isClosed {
      findings.error("csv-quote", startPlace, "the quote that begins here is never closed")
    }
    if let byte = bytes[at: index], byte != CSVScanner.comma, !isLineEnd(byte) {
      findings.error(
        "csv-quote", place, "text follows the closing quote of a field",
        hint: "write each quote inside a quoted field twice")
      _ = plainField()
    }
    return Placed(value: String(decoding: content, as: UTF8.self), place: startPlace)
  }

  private func isLineEnd(_ byte: UInt8) -> Bool {
    byte == CSVScanner.lineFeed || byte == CSVScanner.carriageReturn
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard bytes[at: index] == byte else { return false }
    advance()
    return true
  }

  private mutating func takeLineEnd() {
    if let byte = bytes[at: index], isLineEnd(byte) { advance() }
  }

  /// One byte on; carriage return and line feed count as one.
  private mutating func advance() {
    let byte = bytes[index]
    index += 1
    if byte == CSVScanner.carriageReturn, bytes[at: index] == CSVScanner.lineFeed { index += 1 }
    if isLineEnd(byte) {
      place.line += 1
      place.column = 1
    } else if bytes[at: index].map({ $0 & 0xC0 != 0x80 }) ?? true {
      place.column += 1
    }
  }
}

extension [UInt8] {
  fileprivate subscript(at index: Int) -> UInt8? { index < count ? self[index] : nil }
}
