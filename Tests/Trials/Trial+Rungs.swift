import OrgLifeCore
import OrgLifeDaemon
import OrgLifeLedger
import OrgLifeSchedule

/// What becomes of rungs, at their moments and in the end.
extension Trial {
  /// It is owed, at its moment or later, at none that a silence or a promise holds, and goes to whom its roles mean today.
  mutating func checkMayFire(_ firing: Firing) throws {
    try require(firing.dueAt <= now, "\(firing.key) fired before its moment")
    try readMore()
    recentlyFired = recentlyFired.suffix(11) + [firing.obligation.key]
    let key = firing.obligation.key
    let ends = known.silenceEnds(key, at: firing.dueAt, in: programme)
    try require(ends == nil, "\(firing.key) fired out of a silence")
    // After a step of the clock back something may be known of which the planner does not know yet.
    guard known.latest <= now else { return }
    try require(!known.isSettled(key), "\(firing.key) fired although it is settled")
    let owed = try owed(by: firing.obligation)
    try checkMoment(firing, of: owed)
    try checkReached(firing, of: owed)
  }

  /// What the oracle says of it, where it has days of its own; else what the planner says.
  private func owed(by obligation: Obligation) throws -> FactsOracle.Owed {
    guard let duty = known.duties[obligation.duty.text] else {
      throw violation("\(obligation.key) is of no duty")
    }
    guard duty.season != nil || duty.step != nil || duty.termYears != nil else {
      return FactsOracle.Owed(
        key: obligation.key, duty: duty, owner: obligation.owner, due: obligation.due,
        bornAt: obligation.bornAt, since: .distantPast)
    }
    let found = known.owed(inServiceSince: inServiceSince, at: now).first { $0.key == obligation.key }
    guard let found else { throw violation("\(obligation.key) is not owed") }
    try require(
      found.due == obligation.due, "\(obligation.key) is due on \(found.due), not \(obligation.due)")
    return found
  }

  private func checkMoment(_ firing: Firing, of owed: FactsOracle.Owed) throws {
    let isFirst = firing.name == Firing.firstNotice
    let own =
      isFirst ? owed.bornAt : known.moment(of: firing.rung, due: owed.due, in: programme)
    let goes = known.release(of: owed.key, firing.rung, from: own, in: programme)
    // One that follows a late one waits longer.
    let isRight = firing.rung.isAfterDue && !isFirst ? firing.dueAt >= goes : firing.dueAt == goes
    let zone = programme.zone
    try require(
      isRight, "\(firing.key) goes at \(zone.rfc3339(firing.dueAt)), not \(zone.rfc3339(goes))")
  }

  private func checkReached(_ firing: Firing, of owed: FactsOracle.Owed) throws {
    let names = [firing.name] + firing.supersedes.map(\.name)
    let rungs = firing.rule.rungs.filter { rung in
      names.contains(rung.name)
        || names.contains(Firing.firstNotice) && !rung.isAfterDue
          && known.moment(of: rung, due: owed.due, in: programme) < owed.bornAt
    }
    let wanted = known.reached(
      by: rungs.flatMap(\.to), of: owed.unit, owner: owed.owner, on: programme.zone.date(at: now))
    let found = Set(firing.recipients.map(\.person))
    try require(
      found == wanted,
      "\(firing.key) goes to \(found.map(\.text).sorted()), not \(wanted.map(\.text).sorted())")
  }

  /// Every rung of everything that is owed was fired, superseded or not sent for a stored reason, if it was owed all the
  /// time since its moment; or it waits for the gap after a late one, the end of a silence, or a day that was promised.
  func checkRungs(_ desk: Desk, through: Timestamp) throws {
    for owed in known.owed(inServiceSince: inServiceSince, at: through) {
      try checkRungs(of: owed, desk.ledger, through: through)
    }
    for row in try desk.inventory(at: through) where ["open", "overdue", "submitted"].contains(row.state) {
      guard let duty = known.duties[row.duty],
        duty.quota != nil || duty.fixedDay != nil || duty.kind == .dueDate,
        let obligation = desk.planner.agenda.obligation(row.key, facts: desk.facts, knownAt: through)
      else { continue }
      guard let since = known.owedSince(row.key) else {
        throw violation("\(row.key) is settled and \(row.state)")
      }
      let owed = FactsOracle.Owed(
        key: row.key, duty: duty, owner: obligation.owner, due: obligation.due, bornAt: obligation.bornAt,
        since: max(since, known.adoptedAt(due: obligation.due, inServiceSince)))
      try checkRungs(of: owed, desk.ledger, through: through)
    }
  }

  private func checkRungs(of owed: FactsOracle.Owed, _ ledger: Ledger, through: Timestamp) throws {
    let kept = try ledger.case(owed.key)
    guard let rungs = kept?.rule.rungs ?? programme.ladders[owed.duty.ladder]?.rungs else { return }
    let marks = kept?.marks ?? [:]
    var latestTold = Timestamp.distantPast
    for mark in marks.values.sorted(by: { ($1.decidedAt, $0.rung) < ($0.decidedAt, $1.rung) })
    where mark.outcome == .fired {
      // A line of a digest that was never tried is left out where a later rung tells the same people: seed 2584 of 45 days.
      let isTold = try !ledger.deliveries(of: owed.key, rung: mark.rung).isEmpty
      try require(
        isTold || mark.decidedAt < latestTold, "\(owed.key)/\(mark.rung) fired and made nothing")
      if isTold { latestTold = max(latestTold, mark.decidedAt) }
    }
    for rung in rungs where marks[rung.name] == nil {
      let lower = rungs.last {
        $0.isAfterDue && marks[$0.name] != nil
          && known.day(of: $0, due: owed.due) <= known.day(of: rung, due: owed.due)
      }
      try checkWasNeverDue(rung.name, rung, of: owed, through: through) { programme in
        let own = known.moment(of: rung, due: owed.due, in: programme)
        guard own > owed.bornAt else { return nil }
        guard rung.isAfterDue, let lower, let mark = marks[lower.name] else { return own }
        return max(
          own,
          known.moment(
            of: rung, after: lower, decidedOn: programme.zone.date(at: mark.decidedAt), due: owed.due,
            in: programme))
      }
    }
    guard owed.owner != nil, marks[Firing.firstNotice] == nil else { return }
    try checkFirst(of: owed, rungs, through: through)
  }

  /// What came to be known after some of its rungs is told once at once.
  private func checkFirst(of owed: FactsOracle.Owed, _ rungs: [Rung], through: Timestamp) throws {
    let before = rungs.filter { !$0.isAfterDue }
    func unborn(_ programme: Programme) -> [Rung] {
      before.filter { known.moment(of: $0, due: owed.due, in: programme) < owed.bornAt }
    }
    guard var rung = unborn(programme).last else { return }
    rung.to = unborn(programme).flatMap(\.to)
    try checkWasNeverDue(Firing.firstNotice, rung, of: owed, through: through) { programme in
      unborn(programme).isEmpty ? nil : owed.bornAt
    }
  }

  /// No programme had its moment while it decided: neither its own moment nor the one to which it was put off.
  private func checkWasNeverDue(
    _ name: String, _ rung: Rung, of owed: FactsOracle.Owed, through: Timestamp,
    moment: (Programme) -> Timestamp?
  ) throws {
    for (number, reign) in reigns.enumerated() {
      let until = number + 1 < reigns.count ? reigns[number + 1].since : through
      let programme = reign.programme
      guard let own = moment(programme) else { continue }
      let goes = known.release(of: owed.key, rung, from: own, in: programme)
      let wasDue = max(reign.since, owed.since) < goes && goes <= until
      try require(
        !wasDue, "\(owed.key)/\(name) was due at \(programme.zone.rfc3339(goes)) and is nowhere")
    }
  }
}
