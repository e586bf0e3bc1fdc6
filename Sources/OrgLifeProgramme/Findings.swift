/// The diagnostics of one reading, in the order in which they were found.
///
/// It is handed down to everything that reads, so that one pass finds every error of every file.
final class Findings {
  private var found: [Diagnostic] = []
  private var suggestionsLeft = 200
  private(set) var hasErrors = false

  /// Sorted by place; the same thing said twice of one place is said once.
  var diagnostics: [Diagnostic] {
    var seen = Set<Diagnostic>()
    return found.enumerated()
      .sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }
      .map(\.element)
      .filter { seen.insert($0).inserted }
  }

  func error(_ code: String, _ place: Place, _ message: String, hint: String? = nil) {
    hasErrors = true
    add(.error, code, place, message, hint)
  }

  func warning(_ code: String, _ place: Place, _ message: String, hint: String? = nil) {
    add(.warning, code, place, message, hint)
  }

  func notice(_ code: String, _ place: Place, _ message: String, hint: String? = nil) {
    add(.notice, code, place, message, hint)
  }

  private func add(
    _ severity: Diagnostic.Severity, _ code: String, _ place: Place, _ message: String, _ hint: String?
  ) {
    found.append(
      Diagnostic(
        file: place.file, line: place.line, column: place.column, severity: severity, code: code,
        message: Findings.onOneLine(message), hint: hint.map(Findings.onOneLine)))
  }

  /// What is quoted from a file, or its name, may hold line ends and worse; a diagnostic is read line by line, by
  /// people and by programs.
  private static func onOneLine(_ text: String) -> String {
    let isTorn = text.contains { $0.isNewline || $0.unicodeScalars.contains(where: isControl) }
    guard isTorn else { return text }
    return text.split { $0.isNewline || $0.unicodeScalars.contains(where: isControl) }.joined(separator: " ")
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control
  }

  /// “did you mean …?”, or nil where nothing is near.
  ///
  /// A roster of 50,000 people with a wrong header would ask for millions of comparisons: after the first
  /// few hundred questions nothing is suggested any more.
  func suggestion(for word: String, among known: some Sequence<String>) -> String? {
    guard suggestionsLeft > 0 else { return nil }
    suggestionsLeft -= 1
    let near = Spelling.nearest(to: word, among: known)
    guard !near.isEmpty else { return nil }
    return "did you mean \(near.map { "“\($0)”" }.joined(separator: " or "))?"
  }
}
