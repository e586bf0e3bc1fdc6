import OrgLifeCore

extension Agenda {
  /// Who answers for what an organisation left open, and since when it is not the organisation itself.
  struct Holder {
    var organisation: Organisation.ID
    var since: Timestamp?
  }

  /// When units that are dissolved hand over what they left open.
  var handovers: [Timestamp] {
    organisations.compactMap { unit in
      guard unit.successor != nil, let last = unit.life.to else { return nil }
      return workingMorning(notBefore: midnight(last.adding(days: 1)))
    }
  }

  /// The organisation itself or, where it was dissolved before the moment and names who takes over, that one; nil where
  /// it is not in the programme.
  func holder(of organisation: Organisation.ID, at moment: Timestamp) -> Holder? {
    guard var unit = programme.organisations[organisation] else { return nil }
    let today = programme.zone.date(at: moment)
    var since: Timestamp?
    for _ in 0..<16 {
      guard let last = unit.life.to, last < today,
        let next = unit.successor.flatMap({ programme.organisations[$0] })
      else { break }
      since = max(since ?? .distantPast, workingMorning(notBefore: midnight(last.adding(days: 1))))
      unit = next
    }
    return Holder(organisation: unit.id, since: since)
  }
}
