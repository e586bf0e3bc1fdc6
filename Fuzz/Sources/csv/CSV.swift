import Fuzzing
import Glibc
@testable import OrgLifeProgramme

/// A CSV file. Its first line says which columns are wanted where it begins with `=== `.
enum CSVTrial {
  static func run(_ input: [UInt8]) {
    checkConversion(input)
    let findings = Findings()
    let table = CSVTable(input, file: "a.csv", required: ["date"], findings: findings)
    checkPlaces(findings.diagnostics, input)
    let reading = CalendarReading(input, file: "a.csv")
    checkPlaces(reading.diagnostics, input)
    _ = RosterReader(input, mailColumns: ["email"], Findings())
    _ = AppointmentReader(input, Findings())
    guard let table else {
      hold(findings.hasErrors, "where there is no table, there is an error")
      return
    }
    hold(table.isComplete || findings.hasErrors, "where a row is left out, there is an error")
    if !findings.hasErrors { checkAgain(table) }
  }

  private static func checkPlaces(_ diagnostics: [Diagnostic], _ input: [UInt8]) {
    // GB 18030 is converted before it is read, and its characters are counted then.
    var content = input
    if case .text(let converted) = GB18030.utf8(input), String(validating: input, as: UTF8.self) == nil {
      content = converted
    }
    let lines = Lines(content)
    for diagnostic in diagnostics {
      hold(diagnostic.file == "a.csv", "a diagnostic names the file")
      hold(lines.hold(line: diagnostic.line, column: diagnostic.column), "a place in the file: \(diagnostic)")
      hold(diagnostic.message.isOneLine && diagnostic.hint?.isOneLine != false, "one line: \(diagnostic)")
      hold(diagnostic.message.utf8.count <= 1000, "not endless: \(diagnostic)")
    }
  }

  /// A table that is written in quotes is read as the same table.
  private static func checkAgain(_ table: CSVTable) {
    let names = table.header.map(\.value)
    let rows = table.rows.map { row in names.map { row.text($0)?.value ?? "" } }
    let text = ([names] + rows).map { fields in
      fields.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",") + "\n"
    }.joined()
    let findings = Findings()
    // A mark, since the text could else be taken for GB 18030.
    let again = CSVTable(
      [0xEF, 0xBB, 0xBF] + Array(text.utf8), file: "b.csv", required: ["date"], findings: findings)
    guard let again, findings.diagnostics.isEmpty else {
      // A U+FEFF at its very beginning is a mark once more.
      hold(false, "what was read can be read again: \(findings.diagnostics)")
      return
    }
    hold(again.header.map(\.value) == names, "the same header")
    hold(again.rows.map { row in names.map { row.text($0)?.value ?? "" } } == rows, "the same rows")
  }

  /// Each text of GB 18030 is the one text of the bytes that it came from.
  private static func checkConversion(_ input: [UInt8]) {
    guard case .text(let converted) = GB18030.utf8(input) else { return }
    hold(String(validating: converted, as: UTF8.self) != nil, "what is converted is UTF-8")
    guard let converter = iconv_open("GB18030", "UTF-8"), converter != iconv_t(bitPattern: -1) else { return }
    defer { iconv_close(converter) }
    var source = converted.map { CChar(bitPattern: $0) }
    var target = [CChar](repeating: 0, count: source.count * 2 + 16)
    var (left, room) = (source.count, target.count)
    let capacity = room
    let failed = source.withUnsafeMutableBufferPointer { source in
      target.withUnsafeMutableBufferPointer { target in
        var (from, to) = (source.baseAddress, target.baseAddress)
        return iconv(converter, &from, &left, &to, &room) == -1
      }
    }
    let back = target.prefix(capacity - room).map { UInt8(bitPattern: $0) }
    hold(!failed && back == input, "GB 18030 comes back as it was")
  }
}

@_cdecl("LLVMFuzzerTestOneInput")
public func trial(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  CSVTrial.run(bytes(start, count))
  return 0
}
