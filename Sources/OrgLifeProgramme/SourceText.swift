/// The bytes of a file as text: UTF-8 without byte-order mark, and nothing in it that cannot be seen.
///
/// A control or direction-changing character is reported and replaced by U+FFFD, one scalar by one, so that
/// reading can go on and the places of all that follows stay right.
struct SourceText {
  static let largestFile = 4 << 20

  let file: String
  let text: String

  enum Format { case yaml, csv }

  /// nil where the bytes are no text at all, which is then reported.
  init?(_ bytes: [UInt8], file: String, format: Format, findings: Findings) {
    self.file = file
    let start = Place(file: file)
    guard bytes.count <= SourceText.largestFile else {
      findings.error(
        "file-too-large", start, "the file has \(bytes.count) bytes; at most 4 MiB are read",
        hint: "check that this is the right file, or split it")
      return nil
    }
    guard !SourceText.looksLikeUTF16(bytes) else {
      findings.error(
        "utf-16", start, "the file is in UTF-16", hint: "save it again with the encoding UTF-8")
      return nil
    }
    var content = bytes
    let hasMark = content.starts(with: [0xEF, 0xBB, 0xBF])
    if hasMark { content.removeFirst(3) }

    if let bad = SourceText.firstInvalid(content) {
      guard format == .csv, !hasMark else {
        findings.error(
          "not-utf-8", SourceText.place(of: bad, in: content, file: file),
          "the file is not UTF-8 from here on",
          hint: "save it again with the encoding UTF-8")
        return nil
      }
      guard let converted = SourceText.converted(content, bad: bad, file: file, findings: findings) else {
        return nil
      }
      content = converted
    } else if format == .csv, !hasMark, GB18030.mightBeMeant(byUTF8: content) {
      let first = content.firstIndex { $0 >= 0x80 } ?? 0
      findings.error(
        "ambiguous-encoding", SourceText.place(of: first, in: content, file: file),
        "these bytes can be read as UTF-8 and as GBK, with different letters",
        hint: "save the file again as “CSV UTF-8”, which marks its encoding")
      return nil
    }
    text = SourceText.cleaned(content, file: file, findings: findings)
  }

  private static func converted(_ content: [UInt8], bad: Int, file: String, findings: Findings) -> [UInt8]? {
    switch GB18030.utf8(content) {
    case .text(let converted):
      findings.notice(
        "converted-from-gb18030", Place(file: file), "the file is in GBK or GB18030; it was read as such",
        hint: "save it as “CSV UTF-8” to be rid of this notice")
      return converted
    case .doubtful:
      findings.error(
        "ambiguous-encoding", place(of: bad, in: content, file: file),
        "the encoding is neither UTF-8 nor clearly GBK", hint: "save the file again as “CSV UTF-8”")
    case .unavailable:
      findings.error(
        "not-utf-8", place(of: bad, in: content, file: file),
        "the file is not UTF-8, and this machine cannot convert GB18030",
        hint: "save the file again as “CSV UTF-8”")
    }
    return nil
  }

  private static func looksLikeUTF16(_ bytes: [UInt8]) -> Bool {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return true }
    // Without a mark, ASCII in UTF-16 has a NUL beside each letter.
    let head = bytes.prefix(64)
    guard head.count >= 4 else { return false }
    return head.count(where: { $0 == 0 }) * 3 >= head.count
  }

  /// The place of the byte at `index`, with everything before it known to be UTF-8.
  private static func place(of index: Int, in bytes: [UInt8], file: String) -> Place {
    var line = 1
    var column = 1
    var afterReturn = false
    for byte in bytes[..<index] {
      let isReturn = byte == UInt8(ascii: "\r")
      if isReturn || byte == UInt8(ascii: "\n") {
        if isReturn || !afterReturn { line += 1 }
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
      afterReturn = isReturn
    }
    return Place(file: file, line: line, column: column)
  }

  private static func firstInvalid(_ bytes: [UInt8]) -> Int? {
    if String(validating: bytes, as: UTF8.self) != nil { return nil }
    var iterator = bytes.makeIterator()
    var decoder = UTF8()
    var index = 0
    while case .scalarValue(let scalar) = decoder.decode(&iterator) { index += UTF8.width(scalar) }
    return min(index, bytes.count - 1)
  }

  private static func cleaned(_ bytes: [UInt8], file: String, findings: Findings) -> String {
    guard
      bytes.contains(where: {
        $0 < 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 || $0 == 0x7F || $0 >= 0xC2
      })
    else { return String(decoding: bytes, as: UTF8.self) }
    var scalars = String.UnicodeScalarView()
    var place = Place(file: file)
    var afterReturn = false
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      if let fault = UnseenCharacter(scalar) {
        fault.report(scalar, at: place, findings: findings)
        scalars.append("\u{FFFD}")
      } else {
        scalars.append(scalar)
      }
      if scalar == "\n" || scalar == "\r" {
        if !(scalar == "\n" && afterReturn) { place.line += 1 }
        place.column = 1
      } else {
        place.column += 1
      }
      afterReturn = scalar == "\r"
    }
    return String(scalars)
  }
}
