import OrgLifeCore

/// That somebody has seen an obligation, and the day that was promised.
public struct PromiseHistory: Hashable, Sendable {
  public var obligation: String
  public var promised: CivilDate?
  public var at: Timestamp
  public var by: String
}

/// That somebody asked for a waiver, which takes a second person.
public struct WaiverRequest: Sendable {
  public var by: String
  public var reason: String
}

extension Agenda {
  /// The first rung after the moment that goes to somebody higher than the organisation itself; nil where none is to
  /// come. A promise cannot reach past it.
  public func nextHigherRung(
    of obligation: Obligation, rule: Rule, marks: [String: RungMark], facts: Facts, after moment: Timestamp
  ) -> Timestamp? {
    candidates(of: obligation, rule: rule, marks: marks, facts: facts)
      .filter { $0.dueAt > moment && $0.rung.isHigher }.map(\.dueAt).min()
  }

  /// Where a promise puts a rung that would go at the moment: to the morning after the promised day. Only those who were
  /// asked already wait for it; whoever is higher is told in time.
  func promise(_ rung: Rung, at moment: Timestamp, of obligation: Obligation, facts: Facts) -> Deferral? {
    guard !rung.isHigher, let promise = facts.promise(of: obligation.key, knownAt: moment),
      let morning = morning(after: promise), moment < morning
    else { return nil }
    return Deferral(
      from: moment, to: morning,
      reason: "\(promise.by) promised it by \(promise.promised.map(\.description) ?? "")")
  }

  func morning(after promise: PromiseHistory) -> Timestamp? {
    promise.promised.map { workingMorning(notBefore: midnight($0.adding(days: 1))) }
  }
}

extension Rung {
  /// Whether it goes to somebody above the organisation that owes.
  var isHigher: Bool { tone == .escalation || to.contains { $0.climb > 0 } }
}
