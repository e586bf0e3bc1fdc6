import OrgLifeCore

/// A role of a ladder that does not reach whom it should.
public struct Gap: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case nobody
    /// Nobody can act in the role, and somebody higher stands in.
    case standsIn(Person.ID)
    /// The rung goes to the same people as the one before: it carries nothing up.
    case sameAgain([Person.ID])
    /// No channel of the rung has an address for the person.
    case noChannel(Person.ID)
  }

  public var kind: Kind
  public var organisation: Organisation.ID
  public var duty: Duty.ID
  public var rung: String
  public var role: RoleReference
}

extension Planner {
  /// What the ladders of all duties would miss if every rung fell due on the day: by organisation, duty and rung.
  public func gaps(on date: CivilDate, facts: Facts, knownAt moment: Timestamp) -> [Gap] {
    let whereabouts = facts.whereabouts(on: date, knownAt: moment)
    return agenda.organisations.filter { $0.life.contains(date) }.flatMap { organisation in
      programme.duties.filter { $0.appliesTo.covers(organisation) }.flatMap { duty in
        gaps(duty, of: organisation, on: date, whereabouts)
      }
    }
  }

  private func gaps(
    _ duty: Duty, of organisation: Organisation, on date: CivilDate, _ whereabouts: Whereabouts
  ) -> [Gap] {
    guard let ladder = programme.ladders[duty.ladder] else { return [] }
    var before: Set<Person.ID> = []
    var gaps: [Gap] = []
    for rung in ladder.rungs {
      func gap(_ kind: Gap.Kind, _ role: RoleReference) -> Gap {
        Gap(kind: kind, organisation: organisation.id, duty: duty.id, rung: rung.name, role: role)
      }
      var all: Set<Person.ID> = []
      for role in rung.to where role != .owner {
        let found = roster.recipients(
          of: [role], for: organisation.id, owner: nil, on: date, whereabouts: whereabouts)
        all.formUnion(found.map(\.person))
        if found.isEmpty { gaps.append(gap(.nobody, role)) }
        gaps += found.filter { $0.insteadOf != nil }.map { gap(.standsIn($0.person), role) }
        let channels = rung.channels ?? programme.defaultChannels
        gaps += found.filter { one in !channels.contains { programme.reaches(one.person, over: $0) } }
          .map { gap(.noChannel($0.person), role) }
      }
      let higher = rung.to.first { $0.climb > 0 }
      if rung.isAfterDue, let higher, !all.isEmpty, all.isSubset(of: before) {
        gaps.append(gap(.sameAgain(all.sorted()), higher))
      }
      before = all
    }
    return gaps
  }
}
