import Foundation
import OrgLifeCore
import Testing

/// The text that a stage's channel was given last, against the one that is kept: golden files are read as an officer
/// would read them. `UPDATE_GOLDEN=1` writes them anew, and fails so that nobody leaves it on.
func expectGolden(_ name: String, _ text: String?, sourceLocation: SourceLocation = #_sourceLocation) throws {
  let text = try #require(text, sourceLocation: sourceLocation)
  let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Golden/\(name).txt")
  if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
    try text.write(to: file, atomically: true, encoding: .utf8)
    Issue.record("written anew: \(name)", sourceLocation: sourceLocation)
    return
  }
  let kept = try String(contentsOf: file, encoding: .utf8)
  #expect(text == kept, "\(name)", sourceLocation: sourceLocation)
}

extension Stage {
  /// What is delivered until then, without what the operator is told about the service itself.
  func reminders(until time: String) async throws -> [String] {
    try await live(until: time).filter { !$0.hasPrefix("bulletin/") }
  }

  /// The text of the last reminder whose key holds this, for instance a rung and whom it is for.
  func text(_ part: String) -> String? { channel.given.last { $0.key.contains(part) }?.text }
}

/// The programme as somebody reads it who has chosen a language.
func reading(_ programme: Programme, in language: Language) -> Programme {
  var programme = programme
  programme.language = language
  for person in programme.people.keys { programme.people[person]?.language = nil }
  return programme
}

/// The rungs of some deliveries in the order in which they went, each once in a row.
func rungs(_ deliveries: [String]) -> [String] {
  var seen: [String] = []
  for delivery in deliveries {
    let words = delivery.split(separator: "/").map(String.init)
    let rung = words.count > 3 ? words[3] : words[0]
    if seen.last != rung { seen.append(rung) }
  }
  return seen
}
