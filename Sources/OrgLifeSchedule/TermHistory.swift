import OrgLifeCore

extension Agenda {
  /// The terms of office of an organisation that were known at the moment, earliest first: the one that its file names,
  /// and one for each recorded election that counts.
  public func terms(
    _ duty: Duty, of organisation: Organisation, facts: Facts, knownAt moment: Timestamp
  ) -> [Term] {
    guard let years = duty.termYears else { return [] }
    let recorded = facts.meetings(duty.id, of: organisation.id, knownAt: moment)
      .filter { judgement(of: $0, at: moment) == .counts }.map(\.record.date)
    return Set(recorded + [organisation.electedOn].compactMap(\.self)).sorted().map {
      Term(electedOn: $0, years: years)
    }
  }

  /// The obligation to elect anew at the end of a term, under its present end; nil where none is owed.
  public func obligation(
    _ duty: Duty, of organisation: Organisation, after term: Term, facts: Facts, knownAt moment: Timestamp
  ) -> Obligation? {
    guard duty.appliesTo.covers(organisation), duty.effective.contains(term.endsOn) else { return nil }
    let stem = "\(duty.id)/\(organisation.id)/\(term.electedOn)"
    let moved = facts.prolongations(of: stem, knownAt: moment)
    var term = term
    if let last = moved.last { term.endsOn = last.until }
    let start = [duty.effective.from, organisation.life.from].compactMap(\.self).max()
    let inService = inService(facts, knownAt: moment)
    let bornAt = moved.last?.at ?? max(inService, midnight(start ?? term.electedOn))
    guard moved.last != nil || programme.zone.date(at: bornAt) <= term.endsOn,
      organisation.life.contains(term.endsOn)
    else { return nil }
    return Obligation(
      duty: duty.id, organisation: organisation.id, subject: .term(term),
      word: term.electedOn.description + (moved.isEmpty ? "" : "~\(moved.count + 1)"), due: term.endsOn,
      lastWorkingDay: days.previous(from: term.endsOn), bornAt: bornAt)
  }

  /// What every organisation's last term owes, and which organisations have no date of an election.
  func termObligations(facts: Facts, knownAt moment: Timestamp) -> [Obligation] {
    programme.duties.filter { $0.termYears != nil }.flatMap { duty in
      organisations.compactMap { organisation in
        guard duty.appliesTo.covers(organisation),
          let last = terms(duty, of: organisation, facts: facts, knownAt: moment).last
        else { return nil }
        return obligation(duty, of: organisation, after: last, facts: facts, knownAt: moment)
      }
    }
  }

  /// Organisations that owe elections and of which no election is known, by id.
  public func withoutElection(facts: Facts, knownAt moment: Timestamp) -> [Organisation.ID] {
    let today = programme.zone.date(at: moment)
    return organisations.filter { organisation in
      organisation.life.contains(today)
        && programme.duties.contains {
          $0.termYears != nil && $0.appliesTo.covers(organisation)
            && terms($0, of: organisation, facts: facts, knownAt: moment).isEmpty
        }
    }.map(\.id)
  }
}
