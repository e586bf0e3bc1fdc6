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
}
