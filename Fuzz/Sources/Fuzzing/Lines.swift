/// The lines of a text, for claims about places in it.
public struct Lines {
  /// Scalars in each line, its end not counted.
  private let lengths: [Int]

  /// Carriage return, line feed and both together end a line, as everywhere in the readers. What is not UTF-8 counts
  /// as the characters that a repair would put in its place.
  public init(_ bytes: [UInt8]) {
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    var lengths = [0]
    var afterReturn = false
    for scalar in String(decoding: content, as: UTF8.self).unicodeScalars {
      let isSecondHalf = scalar == "\n" && afterReturn
      afterReturn = scalar == "\r"
      if isSecondHalf { continue }
      if scalar == "\n" || scalar == "\r" { lengths.append(0) } else { lengths[lengths.count - 1] += 1 }
    }
    self.lengths = lengths
  }

  /// Whether there is such a place, the one behind a line's last character and the one behind the last line among them.
  public func hold(line: Int, column: Int) -> Bool {
    guard line >= 1, column >= 1 else { return false }
    guard line <= lengths.count else { return line == lengths.count + 1 && column == 1 }
    return column <= lengths[line - 1] + 1
  }
}

extension String {
  /// Whether a terminal or a log shows it as one line.
  public var isOneLine: Bool {
    !unicodeScalars.contains {
      $0.properties.generalCategory == .control || $0 == "\u{2028}" || $0 == "\u{2029}"
    }
  }
}
