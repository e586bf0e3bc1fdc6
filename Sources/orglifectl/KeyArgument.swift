import ArgumentParser
import Foundation

/// An argument that is a key, or `-` for the keys on standard input.
enum KeyArgument {
  /// Keys as lines of text. Empty lines, lines that begin with a space (reasons, in what `queue list`
  /// prints) and lines that begin with `#` are passed over.
  static func keys(in text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix(" ") && !$0.hasPrefix("#") }
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }

  /// Does something with the argument, or, where it is `-`, with each key on standard input.
  ///
  /// - Throws: what the body throws; of many keys every failure is said, and the status is that of the first.
  static func each(_ argument: String, _ body: (String) async throws -> Void) async throws {
    guard argument == "-" else { return try await body(argument) }
    let keys = keys(in: String(decoding: try StandardInput.bytes(), as: UTF8.self))
    guard !keys.isEmpty else { throw Exit.saying("there is no key on standard input", Exit.noSuchThing) }
    var first: ExitCode?
    for key in keys {
      do { try await body(key) } catch let failure as Failure {
        if failure.code == Exit.notRunning { throw failure }
        StandardError.ofThisProcess.say(
          Failure(message: "\(key): \(failure.message)", code: failure.code, candidates: failure.candidates))
        first = first ?? failure.code
      }
    }
    if let first { throw first }
  }
}
