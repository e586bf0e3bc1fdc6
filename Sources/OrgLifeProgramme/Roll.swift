import OrgLifeCore

/// The ids that a kind of thing was given, each with its place.
struct Roll<Noun> {
  /// `person`, for messages and codes.
  let noun: String
  private(set) var places: [Identifier<Noun>: Place] = [:]
  /// False where something of this kind could not be read: then an id that is missing is not reported as
  /// unknown, since it may stand in what was not read.
  var isComplete = true

  init(_ noun: String) {
    self.noun = noun
  }

  /// Whether the id is new; a second one is reported with both places.
  @discardableResult
  mutating func enter(_ id: Placed<Identifier<Noun>>, _ findings: Findings) -> Bool {
    if let first = places[id.value] {
      findings.error(
        "duplicate-id", id.place, "the \(noun) “\(id.value)” is given again; it stands already at \(first)",
        hint: "give one of them another id; an id never changes once it is in use")
      return false
    }
    places[id.value] = id.place
    return true
  }

  /// Has an id that is there stand somewhere else.
  mutating func move(_ id: Identifier<Noun>, to place: Place) { places[id] = place }

  /// Reports a reference to an id that is not there.
  func require(_ id: Placed<Identifier<Noun>>, in file: String, _ findings: Findings) {
    guard isComplete, places[id.value] == nil else { return }
    findings.error(
      "unknown-\(noun)", id.place, "there is no \(noun) “\(id.value)”",
      hint: findings.suggestion(for: id.value.text, among: places.keys.lazy.map(\.text))
        ?? "add it to \(file), or correct the id")
  }
}
