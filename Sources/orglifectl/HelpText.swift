/// The discussion of a command, in its parts: paragraphs that flow, lines that stand as they are (those set in
/// by two spaces, mostly examples), and the statuses.
struct HelpText {
  enum Part: Equatable {
    case paragraph(String)
    case verbatim([String])
  }

  struct Status: Equatable {
    var code: String
    var meaning: String
  }

  private(set) var parts: [Part] = []
  private(set) var statuses: [Status] = []

  private static let statusMark = "Exit status: "

  init(_ text: String) {
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line.hasPrefix(Self.statusMark) {
        statuses = Self.statuses(in: String(line.dropFirst(Self.statusMark.count)))
      } else if line.hasPrefix("  ") {
        if case .verbatim(let lines)? = parts.last {
          parts[parts.count - 1] = .verbatim(lines + [String(line.dropFirst(2))])
        } else {
          parts.append(.verbatim([String(line.dropFirst(2))]))
        }
      } else if !line.isEmpty {
        parts.append(.paragraph(line))
      }
    }
  }

  /// Lines that stand as they are, each with the short line above that says what for; and the rest.
  var examplesApart: (examples: [Part], rest: [Part]) {
    var examples: [Part] = []
    var rest: [Part] = []
    for part in parts {
      if case .verbatim = part {
        if case .paragraph(let title)? = rest.last, title.hasSuffix(":"), title.count < 80 {
          examples.append(rest.removeLast())
        }
        examples.append(part)
      } else {
        rest.append(part)
      }
    }
    return (examples, rest)
  }

  /// `0 fine; 1 the answer is no.`
  private static func statuses(in text: String) -> [Status] {
    text.split(separator: ";").compactMap { piece in
      let words = piece.split(separator: " ", maxSplits: 1)
      guard words.count == 2 else { return nil }
      var meaning = String(words[1])
      if meaning.hasSuffix(".") { meaning.removeLast() }
      return Status(code: String(words[0]), meaning: meaning)
    }
  }
}
