import Foundation
import Varlink

/// One line of `--jsonl`: a JSON object that asks for something. Members that nobody asks for are passed over.
struct Question {
  /// Why there is no answer, in words for who sent the question.
  struct Fault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
      self.description = description
    }
  }

  private let members: [String: JSONValue]

  func text(_ name: String) throws(Fault) -> String {
    guard let text = members[name]?.string else { throw Fault("“\(name)” is not a text, or missing") }
    return text
  }

  /// nil where the member is missing or null.
  func optionalText(_ name: String) throws(Fault) -> String? {
    if isMissing(name) { return nil }
    return try text(name)
  }

  func texts(_ name: String) throws(Fault) -> [String] {
    if isMissing(name) { return [] }
    guard case .array(let values) = members[name] else { throw Fault("“\(name)” is not a list") }
    var texts: [String] = []
    for value in values {
      guard let text = value.string else { throw Fault("“\(name)” has a member that is not a text") }
      texts.append(text)
    }
    return texts
  }

  func number(_ name: String, in range: ClosedRange<Int>) throws(Fault) -> Int {
    guard case .integer(let number) = members[name], range.contains(number) else {
      throw Fault(
        "“\(name)” is not a whole number from \(range.lowerBound) to \(range.upperBound), or missing")
    }
    return number
  }

  private func isMissing(_ name: String) -> Bool { members[name] == nil || members[name] == .null }

  /// Answers every line of standard input with one line, at once, until the input ends. What cannot be
  /// answered is answered with `error`, and the work goes on.
  static func answerAll(_ answer: (Question) throws -> [String: JSONValue]) throws {
    var line = 0
    while let text = readLine() {
      line += 1
      var reply: [String: JSONValue]
      if case .object(let members)? = try? JSONText.value(JSONValue.self, from: Array(text.utf8)) {
        do { reply = try answer(Question(members: members)) } catch { reply = ["error": .string("\(error)")] }
        reply["id"] = members["id"] ?? .null
      } else {
        reply = ["id": .null, "line": .integer(line), "error": .string("line \(line) is not a JSON object")]
      }
      try FileHandle.standardOutput.write(contentsOf: JSONText.bytes(of: JSONValue.object(reply)) + [0x0A])
    }
  }
}
