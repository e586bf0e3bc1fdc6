extension Notice {
  /// Subject and body as Markdown (CommonMark). Characters that would be markup are escaped: a text shows as it is.
  public var markdown: String {
    let title = "# \(Self.markdownEscaped(subject))\n"
    let blocks = body.map { block in
      switch block {
      case .heading(let text): "## \(Self.markdownEscaped(text))\n"
      case .paragraph(let text): Self.markdownEscaped(text) + "\n"
      case .list(let items): items.map { "- \(Self.markdownEscaped($0))\n" }.joined()
      case .steps(let items):
        items.enumerated().map { "\($0.offset + 1). \(Self.markdownEscaped($0.element))\n" }.joined()
      }
    }
    return ([title] + blocks).joined(separator: "\n")
  }

  private static func markdownEscaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      if character.isNewline {
        escaped.append(" ")
        continue
      }
      if "\\`*_[]<>|#~&".contains(character) { escaped.append("\\") }
      escaped.append(character)
    }
    // Only at the beginning of a line are these markup.
    if let first = escaped.first, "-+=".contains(first) { return "\\" + escaped }
    let digits = escaped.prefix { $0.isASCII && $0.isNumber }
    if !digits.isEmpty, let next = escaped.dropFirst(digits.count).first, next == "." || next == ")" {
      return digits + "\\" + escaped.dropFirst(digits.count)
    }
    return escaped
  }
}
