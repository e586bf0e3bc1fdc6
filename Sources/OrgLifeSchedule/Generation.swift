import OrgLifeCore

/// An item's obligation under one of its due dates.
public struct Generation: Sendable {
  public var obligation: Obligation
  /// The decision that moved the date, and the key under which the item goes on.
  public var movedAt: Timestamp?
  public var successor: String?
}

extension Agenda {
  /// The obligation of a key, that of an earlier due date too; nil where nothing is owed under it.
  ///
  /// - Parameter frozen: the rule of its case, where it has one.
  public func generation(
    _ key: String, frozen: Rule? = nil, facts: Facts, knownAt moment: Timestamp
  ) -> Generation? {
    if let obligation = obligation(key, frozen: frozen, facts: facts, knownAt: moment) {
      return Generation(obligation: obligation)
    }
    let words = key.split(separator: "/").map(String.init)
    if let duty = words.first.flatMap({ Duty.ID($0) }).flatMap({ duty($0) }), duty.termYears != nil {
      return termGeneration(key, facts: facts, knownAt: moment)
    }
    let word = key.split(separator: "/").last?.split(separator: "~").first.map(String.init)
    guard let history = word.flatMap({ Item.ID($0) }).flatMap({ facts.items[$0] }) else { return nil }
    for moved in history.extensions where moved.at <= moment {
      let before = Timestamp(milliseconds: moved.at.milliseconds - 1)
      guard let obligation = obligation(key, facts: facts, knownAt: before) else { continue }
      let next = self.obligation(of: history, facts: facts, knownAt: moved.at)
      return Generation(obligation: obligation, movedAt: moved.at, successor: next?.key)
    }
    return nil
  }

  /// The obligation of a term under an earlier end.
  private func termGeneration(_ key: String, facts: Facts, knownAt moment: Timestamp) -> Generation? {
    let stem = Facts.stem(key)
    for moved in facts.prolongations(of: stem, knownAt: moment) {
      let before = Timestamp(milliseconds: moved.at.milliseconds - 1)
      guard let obligation = obligation(key, facts: facts, knownAt: before) else { continue }
      let count = facts.prolongations(of: stem, knownAt: moved.at).count
      return Generation(obligation: obligation, movedAt: moved.at, successor: "\(stem)~\(count + 1)")
    }
    return nil
  }
}
