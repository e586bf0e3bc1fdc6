import Foundation

/// Whether words may be coloured: the same words either way.
struct Style: Sendable {
  enum Colour: Int, Sendable {
    case red = 31
    case yellow = 33
  }

  var isColoured: Bool

  static let plain = Style(isColoured: false)

  /// Decided once, for standard output.
  static let ofThisProcess = Style.deciding(
    isTerminal: isatty(STDOUT_FILENO) == 1, environment: ProcessInfo.processInfo.environment)

  /// Colour is for terminals, and not where `NO_COLOR` is set and not empty (no-color.org) or `TERM` is `dumb`.
  static func deciding(isTerminal: Bool, environment: [String: String]) -> Style {
    let isRefused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    return Style(isColoured: isTerminal && !isRefused && environment["TERM"] != "dumb")
  }

  /// nil paints nothing.
  func painted(_ text: String, _ colour: Colour?) -> String {
    guard isColoured, let colour, !text.isEmpty else { return text }
    return "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m"
  }

  /// Only what somebody is to act on has a colour.
  static func colour(ofState state: String) -> Colour? {
    switch state {
    case "overdue", "failed": .red
    case "held", "submitted", "deferred", "awaiting confirmation", "incomplete": .yellow
    default: nil
    }
  }
}
