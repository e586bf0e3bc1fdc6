import OrgLifeCore

extension Agenda {
  /// Why nothing is owed under a key that could be one; nil where it names nothing.
  public enum Absence: Hashable, Sendable {
    case otherKind(Organisation.Kind)
    case dutyNotInForce(DateSpan)
    case organisationNotThere(DateSpan)
    case noCommittee(CivilDate)
    /// The duty's rule names no day in the period.
    case noDay
    /// The period is cut short by the organisation's forming or dissolving.
    case cutShort(DateSpan)
    /// It ended before the ledger was put in service.
    case beforeService(CivilDate)
  }

  public func absence(of key: String, facts: Facts, knownAt moment: Timestamp) -> Absence? {
    let words = key.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard words.count == 3, let duty = Duty.ID(words[0]).flatMap({ duty($0) }),
      let organisation = Organisation.ID(words[1]).flatMap({ programme.organisations[$0] }),
      let period = Period(words[2]), period.cycle == duty.cycle
    else { return nil }
    guard duty.appliesTo.covers(organisation), duty.appliesTo.fits(organisation, on: period.firstDay) else {
      return .otherKind(organisation.kind)
    }
    let effective = duty.effective
    if let fixedDay = duty.fixedDay {
      guard let day = fixedDay.day(in: period, days)?.held else { return .noDay }
      guard effective.contains(day) else { return .dutyNotInForce(effective) }
      guard organisation.life.contains(day) else { return .organisationNotThere(organisation.life) }
    } else if effective.from.map({ period.lastDay < $0 }) == true
      || effective.to.map({ period.lastDay > $0 }) == true
    {
      return .dutyNotInForce(effective)
    }
    let life = organisation.life
    if life.from.map({ period.lastDay < $0 }) == true || life.to.map({ $0 < period.firstDay }) == true {
      return .organisationNotThere(life)
    }
    switch owing(duty, by: organisation, in: period) {
    case .none: return .noCommittee(period.firstDay)
    case .cutShort: return .cutShort(life)
    case .owed:
      guard obligation(duty, of: organisation, in: period, facts: facts, knownAt: moment) == nil else {
        return nil
      }
      return .beforeService(programme.zone.date(at: inServiceSince))
    }
  }
}
