import OrgLifeProgramme

/// Text broken into lines that fit, Chinese characters counted as two columns.
struct Paragraph {
  private(set) var lines: [String] = []

  /// Adds a text of at most 80 columns. A word that is longer, such as a key, is not broken. Its first line stands `indent` columns in, the next ones `hang` more.
  mutating func add(_ text: String, indent: Int = 0, hang: Int = 2, width: Int = min(outputWidth ?? 80, 80)) {
    var line = String(repeating: " ", count: indent)
    let further = String(repeating: " ", count: indent + hang)
    var isEmpty = true
    for word in Paragraph.words(Paragraph.visible(text)) {
      let fits = displayWidth(line) + displayWidth(word.trimmed) <= width
      if !fits, !isEmpty {
        lines.append(line.trimmed)
        line = further
      }
      line += word
      isEmpty = false
    }
    lines.append(line.trimmed)
  }

  /// Adds a line that was folded before.
  mutating func add(asIs line: String) { lines.append(line) }

  mutating func blank() { lines.append("") }

  var text: String { lines.joined(separator: "\n") }

  /// Without what would begin a line, change its direction or reach the terminal as an order.
  private static func visible(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnseen) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { isUnseen($0) ? " " : $0 }))
  }

  private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control || UnseenCharacter(scalar) != nil
  }

  /// Pieces between which a line may end: behind a blank, and around a Chinese character.
  private static func words(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    for character in text {
      if displayWidth(String(character)) > 1, !isClosing(character) {
        if !word.isEmpty { words.append(word) }
        word = ""
      }
      word.append(character)
      if character == " " || displayWidth(String(character)) > 1 {
        words.append(word)
        word = ""
      }
    }
    return word.isEmpty ? words : words + [word]
  }

  private static func isClosing(_ character: Character) -> Bool { "，。；：、）》”".contains(character) }
}

extension String {
  /// Without blanks at the end.
  fileprivate var trimmed: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
