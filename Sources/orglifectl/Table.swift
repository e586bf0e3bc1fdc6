import Glibc

/// Columns of text as wide as they need to be, with Chinese characters counted as two.
struct Table {
  private struct Row {
    var cells: [String]
    var colour: Style.Colour?
  }

  private var rows: [Row]

  init(_ head: String...) {
    rows = [Row(cells: head)]
  }

  /// - Parameter colour: what the first cell, its state, is painted with on a terminal.
  mutating func add(_ cells: String..., colour: Style.Colour? = nil) {
    precondition(cells.count == rows[0].cells.count, "a row has as many cells as the head")
    rows.append(Row(cells: cells, colour: colour))
  }

  /// - Parameter width: how many columns there are; cells are cut short with “…” to fit, those of the last
  ///   column first. nil cuts nothing, for a pipe or a file.
  func text(width: Int?, style: Style = .plain) -> String {
    let widths = columnWidths(fitting: width)
    return rows.map { row in
      let cells = row.cells.indices.map { column in
        let cell = width == nil ? row.cells[column] : shortened(row.cells[column], to: widths[column])
        let padding = column == row.cells.count - 1 ? 0 : widths[column] - displayWidth(cell)
        return style.painted(cell, column == 0 ? row.colour : nil) + String(repeating: " ", count: padding)
      }
      return cells.joined(separator: "  ")
    }.joined(separator: "\n")
  }

  private func columnWidths(fitting width: Int?) -> [Int] {
    let count = rows[0].cells.count
    var widths = (0..<count).map { column in rows.map { displayWidth($0.cells[column]) }.max() ?? 0 }
    guard let width else { return widths }
    var excess = widths.reduce(0, +) + 2 * (count - 1) - width
    func shrink(_ column: Int, to floor: Int) {
      let cut = min(max(0, excess), max(0, widths[column] - floor))
      widths[column] -= cut
      excess -= cut
    }
    shrink(count - 1, to: 16)
    // A state or a day is shorter than this and stays whole.
    while excess > 0, let widest = (0..<count - 1).max(by: { widths[$0] < widths[$1] }), widths[widest] > 14 {
      shrink(widest, to: max(14, widths[widest] - 1))
    }
    shrink(count - 1, to: 8)
    return widths
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

/// The text in lines of at most so many columns, broken at spaces where there are any; nil breaks nothing.
///
/// - Parameter indent: how far every line after the first is set in.
func wrapped(_ text: String, to width: Int?, indent: Int = 0) -> String {
  guard let width, width > indent + 8 else { return text }
  var lines: [String] = []
  var line = ""
  for word in text.split(separator: " ", omittingEmptySubsequences: false) {
    var rest = String(word)
    if !line.isEmpty, displayWidth(line) + 1 + displayWidth(rest) > width {
      lines.append(line)
      line = String(repeating: " ", count: indent) + rest
    } else {
      line += (line.isEmpty ? "" : " ") + rest
    }
    // Chinese has no spaces to break at.
    while displayWidth(line) > width {
      var kept = ""
      for character in line {
        guard displayWidth(kept) + displayWidth(String(character)) <= width else { break }
        kept.append(character)
      }
      lines.append(kept)
      rest = String(line.dropFirst(kept.count))
      line = String(repeating: " ", count: indent) + rest
    }
  }
  return (lines + [line]).joined(separator: "\n")
}
