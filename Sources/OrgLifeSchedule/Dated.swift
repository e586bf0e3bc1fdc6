import OrgLifeCore

extension Agenda {
  /// Obligations whose days are their own and no period's, as known at the moment: open items, the steps of courses and
  /// terms of office. In an order that the same facts always give.
  public func dated(facts: Facts, at moment: Timestamp) -> [Obligation] {
    let items = facts.items.values.filter { $0.closing == nil }
      .sorted { $0.item.number < $1.item.number }
      .compactMap { obligation(of: $0, facts: facts, knownAt: moment) }
    let steps = facts.courses.values.sorted { $0.course.number < $1.course.number }
      .flatMap { obligations(of: $0, facts: facts, knownAt: moment) }
    return items + steps + termObligations(facts: facts, knownAt: moment)
  }
}
