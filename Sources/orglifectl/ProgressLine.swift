import Foundation

/// One line on a terminal that says how far long work is. It appears after a second, is drawn over itself, and
/// is gone when the work is done; where standard error is no terminal it never is there.
struct ProgressLine {
  private let start: ContinuousClock.Instant
  private let isShown: Bool
  private var lastDrawn: ContinuousClock.Instant?
  private var isThere = false

  static let patience: Duration = .seconds(1)
  static let pause: Duration = .milliseconds(100)

  init(isTerminal: Bool, from start: ContinuousClock.Instant) {
    isShown = isTerminal
    self.start = start
  }

  /// What to write so that the text stands there; nil where it is too early or nobody looks.
  mutating func drawing(_ text: String, at now: ContinuousClock.Instant) -> String? {
    guard isShown, now - start >= Self.patience else { return nil }
    if let lastDrawn, now - lastDrawn < Self.pause { return nil }
    lastDrawn = now
    isThere = true
    return Self.blank + text
  }

  /// What to write so that the line is gone; nil where none is there.
  mutating func clearing() -> String? {
    guard isThere else { return nil }
    isThere = false
    return Self.blank
  }

  private static let blank = "\r\u{1B}[K"
}
