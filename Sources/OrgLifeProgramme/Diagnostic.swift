/// One thing to be said about the files of a programme, with its place and what to do.
public struct Diagnostic: Hashable, Codable, Sendable, CustomStringConvertible {
  public enum Severity: String, Codable, Sendable {
    /// The programme cannot be used.
    case error
    /// The programme can be used, but probably does not do what was meant.
    case warning
    /// Something was understood in a way that should be known.
    case notice
  }

  public var file: String
  public var line: Int
  public var column: Int
  public var severity: Severity
  /// A stable word in kebab case: `unknown-key`.
  public var code: String
  public var message: String
  /// What to write instead, where that is known.
  public var hint: String?

  public init(
    file: String, line: Int, column: Int, severity: Severity, code: String, message: String,
    hint: String? = nil
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.severity = severity
    self.code = code
    self.message = message
    self.hint = hint
  }

  public var place: Place { Place(file: file, line: line, column: column) }

  /// `file:line:column: error: message`, and the hint on an indented line of its own.
  public var description: String {
    let line = "\(place): \(severity.rawValue): \(message)"
    guard let hint else { return line }
    return line + "\n    hint: " + hint
  }
}
