import OrgLifeCore

extension Agenda {
  /// The rung that comes if nothing is done.
  public struct NextRung: Hashable, Sendable {
    public var rung: Rung
    public var at: Timestamp
  }

  public func nextRung(
    of obligation: Obligation, rule: Rule, marks: [String: RungMark], facts: Facts, after moment: Timestamp
  ) -> NextRung? {
    candidates(of: obligation, rule: rule, marks: marks, facts: facts)
      .filter { $0.dueAt > moment }
      .min { $0.dueAt < $1.dueAt }
      .map { NextRung(rung: $0.rung, at: $0.dueAt) }
  }

  /// The rung that a fired name stands for: the one of the ladder, or the first notice of an item.
  public func rung(named name: String, of obligation: Obligation, rule: Rule) -> Rung? {
    candidates(of: obligation, rule: rule, marks: [:], facts: Facts()).first { $0.name == name }?.rung
  }
}
