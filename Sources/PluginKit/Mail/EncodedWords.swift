import FoundationEssentials

/// Header text that is not plain ASCII (RFC 2047): words of at most 75 octets, on lines of at most 76, cut between
/// characters.
enum EncodedWords {
  /// A header line, folded, with its CRLF.
  ///
  /// - Parameter after: what follows the text on its last line, such as ` <zhang@example.org>`; it is folded whole.
  static func header(_ name: String, _ text: String, after: String = "") -> String {
    let plain = text.map { $0.isNewline || isControl($0) ? " " : String($0) }.joined()
    if isPlain(plain), name.utf8.count + 2 + plain.utf8.count <= 76 {
      return "\(name): \(plain)" + tail(after, column: name.utf8.count + 2 + plain.utf8.count)
    }
    let lines = words(plain, firstRoom: 76 - name.utf8.count - 2)
    let first = lines.count == 1 ? name.utf8.count + 2 : 1
    return "\(name): " + lines.joined(separator: "\r\n ")
      + tail(after, column: first + (lines.last?.utf8.count ?? 0))
  }

  private static func tail(_ text: String, column: Int) -> String {
    (column + text.utf8.count <= 76 || text.isEmpty ? text : "\r\n" + text) + "\r\n"
  }

  private static let opening = "=?UTF-8?B?"

  private static func words(_ text: String, firstRoom: Int) -> [String] {
    var words: [String] = []
    var piece: [UInt8] = []
    var room = octets(in: firstRoom)
    func close() {
      words.append("\(opening)\(Data(piece).base64EncodedString())?=")
      piece = []
      room = octets(in: 75)
    }
    for character in text {
      // A character that alone fills a word (a long row of joined emoji) is cut between its scalars.
      let whole = Array(String(character).utf8)
      let parts = whole.count <= 45 ? [whole] : character.unicodeScalars.map { Array(String($0).utf8) }
      for part in parts {
        if piece.count + part.count > room { close() }
        piece += part
      }
    }
    if !piece.isEmpty || words.isEmpty { close() }
    return words
  }

  /// How many octets of text a word of so many octets holds.
  private static func octets(in word: Int) -> Int { max(0, (min(word, 75) - opening.utf8.count - 2) / 4 * 3) }

  private static func isControl(_ character: Character) -> Bool {
    character.unicodeScalars.contains { $0.value < 32 || $0.value == 127 }
  }

  /// Text that stands for itself both in a subject and, without quotation marks, in a name (RFC 5322 `phrase`).
  private static func isPlain(_ text: String) -> Bool {
    !text.isEmpty && text.first != " " && text.last != " " && !text.contains("=?")
      && text.utf8.allSatisfy { (32..<127).contains($0) && !"()<>@,;:\\\"[].".utf8.contains($0) }
  }
}
