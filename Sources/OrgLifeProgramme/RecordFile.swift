import OrgLifeCore

/// A row of records as it was written: what each column says, by its name.
public struct RecordRow: Hashable, Codable, Sendable {
  public var line: Int
  /// By ``RecordColumn``'s raw value; empty cells are left out.
  public var values: [String: String]

  public init(line: Int, values: [String: String]) {
    self.line = line
    self.values = values
  }

  public subscript(column: RecordColumn) -> String? { values[column.rawValue] }
}

/// Why a row, or a whole file, is not taken.
public struct RecordFault: Error, Hashable, Sendable {
  /// nil where it is about the whole file.
  public var line: Int?
  public var words: Words
  /// Something is named that does not exist.
  public var namesNothing: Bool

  public init(line: Int? = nil, _ words: Words, namesNothing: Bool = false) {
    self.line = line
    self.words = words
    self.namesNothing = namesNothing
  }
}

/// A file of records, CSV (RFC 4180) or JSON, taken apart. Every row is in `rows` or has a fault.
public struct RecordFile: Sendable {
  public private(set) var rows: [RecordRow] = []
  public private(set) var faults: [RecordFault] = []

  /// More bytes than any file of records has.
  public static let largest = SourceText.largestFile

  public enum Format: String, Sendable {
    case csv, json

    /// By how the file's name ends.
    public init?(name: String) {
      guard let dot = name.lastIndex(of: "."),
        let format = Format(rawValue: name[name.index(after: dot)...].lowercased())
      else { return nil }
      self = format
    }
  }

  public init(_ bytes: [UInt8], name: String, format: Format) {
    let findings = Findings()
    switch format {
    case .csv: readTable(bytes, name, findings)
    case .json: readList(bytes, name, findings)
    }
    // A row that holds a fault of the file's form is none that can be believed.
    let broken = findings.diagnostics.filter { $0.severity == .error }
    faults += broken.map { RecordFault(line: $0.line, $0.words) }
    let starts = rows.map(\.line) + [Int.max]
    rows = rows.enumerated().filter { index, row in
      !broken.contains { row.line <= $0.line && $0.line < starts[index + 1] }
    }.map(\.element)
    faults.sort { ($0.line ?? 0) < ($1.line ?? 0) }
  }

  // MARK: CSV

  private mutating func readTable(_ bytes: [UInt8], _ name: String, _ findings: Findings) {
    guard let table = CSVTable(bytes, file: name, required: [], findings: findings) else { return }
    guard let columns = columns(table.header.map(\.value)) else { return }
    for row in table.rows {
      var values: [String: String] = [:]
      for (name, column) in columns {
        guard let text = row.text(name)?.value.trimmed, !text.isEmpty else { continue }
        values[column.rawValue] = text
      }
      if !values.isEmpty { rows.append(RecordRow(line: row.place.line, values: values)) }
    }
  }

  /// The columns by their names in the file; nil where the header is none of records, which is a fault.
  private mutating func columns(_ header: [String]) -> [(name: String, column: RecordColumn)]? {
    if header.count == 1, header[0].contains(where: { ";\t，；".contains($0) }) {
      faults.append(
        RecordFault(
          line: 1,
          Words(
            chinese: "各列之间不是用英文逗号分开的，请另存为 CSV",
            english: "the columns are not separated by commas; save the file as CSV")))
      return nil
    }
    var columns: [(name: String, column: RecordColumn)] = []
    // A spreadsheet leaves empty columns behind.
    for name in header where !name.trimmed.isEmpty {
      guard let column = RecordColumn(named: name) else {
        faults.append(
          RecordFault(
            line: 1,
            Words(
              chinese:
                "没有“\(shown(name))”这一列；可用的列名：\(RecordColumn.allCases.map(\.chinese).joined(separator: "、"))",
              english:
                "there is no column “\(shown(name))”; there are \(RecordColumn.allCases.map(\.rawValue).joined(separator: ", "))"
            )))
        continue
      }
      if columns.contains(where: { $0.column == column }) {
        faults.append(
          RecordFault(
            line: 1,
            Words(chinese: "“\(shown(name))”这一列出现了两次", english: "the column “\(shown(name))” is there twice"))
        )
      }
      columns.append((name, column))
    }
    let missing = RecordColumn.needed.filter { needed in !columns.contains { $0.column == needed } }
    if !missing.isEmpty {
      faults.append(
        RecordFault(
          line: 1,
          Words(
            chinese: "缺少列：\(missing.map(\.chinese).joined(separator: "、"))",
            english: "columns are missing: \(missing.map(\.rawValue).joined(separator: ", "))")))
    }
    return faults.isEmpty ? columns : nil
  }

  // MARK: JSON

  private mutating func readList(_ bytes: [UInt8], _ name: String, _ findings: Findings) {
    // JSON is YAML of the flow style, and the reader of that tells every place.
    guard let document = YAMLDocument.read(bytes, file: name, findings: findings) else { return }
    switch document.content {
    case .list(let values): for value in values { readMember(value) }
    case .mapping(let entries):
      if let records = entries.first(where: { $0.key == "records" }), entries.count == 1 {
        guard case .list(let values) = records.value.content else { return refuseForm(records.value.place) }
        for value in values { readMember(value) }
      } else {
        readMember(document)
      }
    case .text: refuseForm(document.place)
    case .refused: break
    }
  }

  private mutating func refuseForm(_ place: Place) {
    faults.append(
      RecordFault(
        line: place.line,
        Words(chinese: "这里应是一条记录，或由记录组成的数组", english: "a record, or an array of records, should stand here")))
  }

  private mutating func readMember(_ value: YAMLValue) {
    guard case .mapping(let entries) = value.content else { return refuseForm(value.place) }
    var values: [String: String] = [:]
    var isWhole = true
    for entry in entries {
      guard let column = RecordColumn(named: entry.key) else {
        isWhole = false
        faults.append(
          RecordFault(
            line: entry.place.line,
            Words(
              chinese: "没有“\(shown(entry.key))”这一项",
              english: "there is no member “\(shown(entry.key))” in a record")))
        continue
      }
      guard let text = RecordFile.text(entry.value) else {
        isWhole = false
        faults.append(
          RecordFault(
            line: entry.place.line,
            Words(
              chinese: "“\(shown(entry.key))”应是一个值", english: "“\(shown(entry.key))” should be one value")))
        continue
      }
      if !text.isEmpty { values[column.rawValue] = text }
    }
    if isWhole { rows.append(RecordRow(line: value.place.line, values: values)) }
  }

  /// A value as a cell would say it: the points of an agenda each behind a bar.
  private static func text(_ value: YAMLValue) -> String? {
    switch value.content {
    case .text(let text, let isPlain): isPlain && (text == "null" || text == "~") ? "" : text.trimmed
    case .list(let values):
      values.allSatisfy { if case .text = $0.content { true } else { false } }
        ? values.compactMap(text).filter { !$0.isEmpty }.joined(separator: "|") : nil
    case .mapping, .refused: nil
    }
  }
}

extension String {
  var trimmed: String {
    var rest = self[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}

extension Diagnostic {
  /// What is wrong with the form of a file, in both languages.
  fileprivate var words: Words {
    let chinese =
      switch code {
      case "file-too-large": "文件超过4 MiB，请检查是否选错了文件，或分成几个"
      case "utf-16": "文件编码是 UTF-16，请另存为“CSV UTF-8”"
      case "not-utf-8", "ambiguous-encoding": "认不准文件的编码，请另存为“CSV UTF-8”"
      case "bad-header", "empty-file": "文件是空的"
      case "duplicate-column": "有一列出现了两次"
      case "field-count": "这一行的列数与表头不同；含逗号的内容请用英文双引号括起来"
      case "text-too-long": "有一格内容过长，是不是少了一个引号？"
      case "csv-quote": "引号不成对；内容里的引号请写两遍"
      case "nul-character", "control-character", "bidi-character": "含有看不见的控制字符，请删去"
      case "duplicate-key": "同一项写了两次"
      default: "文件格式有误"
      }
    return Words(chinese: chinese, english: message)
  }
}
