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

  var text: String {
    let all = [head] + rows
    let widths = head.indices.map { column in all.map { displayWidth($0[column]) }.max() ?? 0 }
    return all.map { row in
      let cells = row.indices.map { column in
        column == row.count - 1
          ? row[column]
          : row[column] + String(repeating: " ", count: widths[column] - displayWidth(row[column]))
      }
      return cells.joined(separator: "  ")
    }.joined(separator: "\n")
  }
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
