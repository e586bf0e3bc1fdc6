import ArgumentParser
import Foundation

/// What is said beside the answer: sentences for people, or with `--json` one object a line.
struct StandardError {
  var asJSON: Bool

  /// As the command line of this process asks.
  static let ofThisProcess = StandardError(
    asJSON: CommandLine.arguments.dropFirst().prefix { $0 != "--" }.contains {
      $0 == "--json" || $0.hasPrefix("--json=")
    })

  private struct ErrorReport: Encodable {
    struct Body: Encodable {
      var status: Int32
      var reason: String
      var message: String
      var candidates: [String]?
    }

    var error: Body
  }

  func say(_ failure: Failure) {
    guard asJSON else {
      let candidates = failure.candidates.map { "\n  \($0)" }.joined()
      return write("orglifectl: \(failure.message)\(candidates)")
    }
    write(
      json(
        schema: "error",
        ErrorReport(
          error: ErrorReport.Body(
            status: failure.code.rawValue, reason: Exit.word(failure.code), message: failure.message,
            candidates: failure.candidates.isEmpty ? nil : failure.candidates))))
  }

  /// Something worth knowing that does not hinder.
  func note(_ text: String) {
    write(asJSON ? json(schema: "note", ["note": text]) : "orglifectl: \(text)")
  }

  private func json(schema: String, _ payload: some Encodable) -> String {
    // Texts and numbers are always written; what is not would be a mistake of ours and must not hide the reason.
    (try? SchemaAnswer(name: schema, payload: payload).line()) ?? "\(payload)"
  }

  private func write(_ line: String) { StandardError.write("\(line)\n") }

  /// What cannot be said even here is lost.
  static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
