import Glibc

/// Columns of text as wide as they need to be, with Chinese characters counted as two.
struct Table {
  private let head: [String]
  private var rows: [[String]] = []

  init(_ head: String...) {
    self.head = head
  }

  mutating func add(_ row: String...) {
    rows.append(row)
  }

  /// - Parameter width: how many columns there are; the last column is cut short with “…” to fit. nil cuts
  ///   nothing, for a pipe or a file.
  func text(width: Int?) -> String {
    let all = [head] + rows
    let widths = head.indices.map { column in all.map { displayWidth($0[column]) }.max() ?? 0 }
    let before = widths.dropLast().reduce(0) { $0 + $1 + 2 }
    return all.map { row in
      let cells = row.indices.map { column in
        guard column < row.count - 1 else {
          return width.map { shortened(row[column], to: max(8, $0 - before)) } ?? row[column]
        }
        return row[column] + String(repeating: " ", count: widths[column] - displayWidth(row[column]))
      }
      return cells.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}

/// How many columns standard output shows; nil where it is no terminal and `COLUMNS` does not say.
var outputWidth: Int? {
  if let columns = getenv("COLUMNS").flatMap({ Int(String(cString: $0)) }), columns > 0 { return columns }
  var size = winsize()
  guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
    return nil
  }
  return Int(size.ws_col)
}

/// The text, or as much of it as leaves room for an “…”.
func shortened(_ text: String, to width: Int) -> String {
  guard displayWidth(text) > width else { return text }
  var kept = ""
  var used = 1
  for character in text {
    used += displayWidth(String(character))
    guard used <= width else { break }
    kept.append(character)
  }
  return kept + "…"
}

/// How many columns of a terminal a text takes: wide and full-width characters take two (Unicode annex 11).
func displayWidth(_ text: String) -> Int {
  text.unicodeScalars.reduce(0) { width, scalar in
    switch scalar.value {
    case 0x0300...0x036F, 0x200B...0x200F, 0xFE00...0xFE0F: width
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x20000...0x3FFFD:
      width + 2
    default: width + 1
    }
  }
}
