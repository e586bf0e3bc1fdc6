/// A YAML value as JSON text, for a plugin's settings.
///
/// A plain `true`, `false` or number as JSON writes them becomes one; everything else, and all that stands in
/// quotes, is a text: `no`, `010` and `12:30` stay what they are. Keys keep their order.
enum JSONText {
  static func of(_ value: YAMLValue) -> String {
    switch value.content {
    case .text(let text, let isPlain): isPlain && isJSONWord(text) ? text : quoted(text)
    case .list(let items): "[" + items.map(of).joined(separator: ",") + "]"
    case .mapping(let entries):
      "{" + entries.map { quoted($0.key) + ":" + of($0.value) }.joined(separator: ",") + "}"
    case .refused: "null"
    }
  }

  private static func isJSONWord(_ text: String) -> Bool {
    text == "true" || text == "false" || isNumber(text)
  }

  /// `-?(0|[1-9][0-9]*)(\.[0-9]+)?`, short enough for every reader to keep it exactly.
  private static func isNumber(_ text: String) -> Bool {
    var digits = text[...]
    if digits.first == "-" { digits = digits.dropFirst() }
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), digits.utf8.count <= 15,
      parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
    else { return false }
    return parts[0] == "0" || parts[0].first != "0"
  }

  private static func quoted(_ text: String) -> String {
    var json = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": json += "\\\""
      case "\\": json += "\\\\"
      case "\n": json += "\\n"
      case "\r": json += "\\r"
      case "\t": json += "\\t"
      default: json.unicodeScalars.append(scalar)
      }
    }
    return json + "\""
  }
}
