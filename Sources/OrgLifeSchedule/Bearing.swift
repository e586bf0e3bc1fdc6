import OrgLifeCore

/// A fact that bears on an obligation, and for how long it counts.
public struct Bearing: Sendable {
  public var fact: Fact
  /// From when on it does not count any more: its record was withdrawn, its silence is over.
  public var endedAt: Timestamp?
  /// A meeting of the period that was held to make up for another one, and counts there alone.
  public var countsElsewhere = false

  public func counts(at moment: Timestamp) -> Bool {
    guard !countsElsewhere, fact.recordedAt <= moment else { return false }
    return endedAt.map { moment < $0 } ?? true
  }

  /// Whether it is one of those that settle an obligation.
  public var settles: Bool {
    switch fact.statement {
    case .held, .closed, .waived: true
    case .taken: true
    case .withdrawn, .entered, .submitted, .extended, .silenced, .unsilenced, .adopted, .announced,
      .prolonged,
      .endorsed, .opened, .delegated, .away, .recalled, .acknowledged:
      false
    }
  }
}

extension Agenda {
  /// The facts that say something about the obligation, in the order in which they were learned.
  public func bearings(on obligation: Obligation, among facts: [Fact]) -> [Bearing] {
    var bearings: [Bearing] = []
    for fact in facts {
      switch fact.statement {
      case .held(let record):
        guard record.duty == obligation.duty, record.organisation == obligation.organisation else { continue }
        var asHeld = fact
        var plain = record
        plain.makesUpFor = nil
        asHeld.statement = .held(plain)
        if counts(fact, for: obligation) {
          bearings.append(Bearing(fact: fact))
        } else if record.makesUpFor != nil, counts(asHeld, for: obligation) {
          bearings.append(Bearing(fact: fact, countsElsewhere: true))
        }
      case .withdrawn(let key, _):
        var isOurs = false
        for index in bearings.indices {
          guard case .held(let record) = bearings[index].fact.statement, record.key == key else { continue }
          isOurs = true
          if bearings[index].endedAt == nil { bearings[index].endedAt = fact.recordedAt }
        }
        if isOurs { bearings.append(Bearing(fact: fact)) }
      case .entered(let item):
        if item.number == obligation.item?.number { bearings.append(Bearing(fact: fact)) }
      case .submitted(let number, _), .closed(let number, _), .extended(let number, _, _):
        if number == obligation.item?.number { bearings.append(Bearing(fact: fact)) }
      case .waived(let key, _):
        if key == obligation.key { bearings.append(Bearing(fact: fact)) }
      case .silenced(let silence):
        guard covers(silence.matchers, obligation) else { continue }
        for index in bearings.indices {
          guard case .silenced(let earlier) = bearings[index].fact.statement,
            earlier.matchers == silence.matchers
          else { continue }
          bearings[index].endedAt = min(bearings[index].endedAt ?? earlier.until, fact.recordedAt)
        }
        bearings.append(Bearing(fact: fact, endedAt: silence.until))
      case .unsilenced(let id, let matchers, _):
        guard covers(matchers, obligation) else { continue }
        for index in bearings.indices where bearings[index].fact.id == id {
          bearings[index].endedAt = min(bearings[index].endedAt ?? fact.recordedAt, fact.recordedAt)
        }
        bearings.append(Bearing(fact: fact))
      case .announced(let notice):
        guard notice.duty == obligation.duty, obligation.season != nil,
          obligation.period?.year == notice.year, isWithin(obligation.organisation, notice.organisation)
        else { continue }
        bearings.append(Bearing(fact: fact))
      case .prolonged(let prolongation):
        if Facts.stem(prolongation.obligation) == Facts.stem(obligation.key) {
          bearings.append(Bearing(fact: fact))
        }
      case .endorsed(let id, _):
        if bearings.contains(where: { $0.fact.id == id }) { bearings.append(Bearing(fact: fact)) }
      case .acknowledged(let seen):
        if seen.obligation == obligation.key { bearings.append(Bearing(fact: fact)) }
      case .delegated(let delegation):
        if delegation.organisation == obligation.organisation, delegation.since <= obligation.due {
          bearings.append(Bearing(fact: fact))
        }
      case .recalled(let id, _):
        for index in bearings.indices where bearings[index].fact.id == id {
          bearings[index].endedAt = bearings[index].endedAt ?? fact.recordedAt
        }
      case .away: continue
      case .opened(let course):
        if course.number == obligation.course?.number { bearings.append(Bearing(fact: fact)) }
      case .taken(let number, let step, _, _):
        let isOurs =
          step == obligation.duty || step.text == duty(obligation.duty)?.step?.after.text
          || step.text == duty(obligation.duty)?.step?.until?.text
        if number == obligation.course?.number, isOurs { bearings.append(Bearing(fact: fact)) }
      case .adopted(let from):
        let began = programme.zone.date(at: inServiceSince)
        if from <= obligation.due, obligation.due < began { bearings.append(Bearing(fact: fact)) }
      }
    }
    return bearings
  }

  private func isWithin(_ organisation: Organisation.ID, _ above: Organisation.ID) -> Bool {
    var unit: Organisation.ID? = organisation
    for _ in 0...16 where unit != nil {
      if unit == above { return true }
      unit = unit.flatMap { programme.organisations[$0]?.parent }
    }
    return false
  }

  private func counts(_ fact: Fact, for obligation: Obligation) -> Bool {
    if let term = obligation.term, case .held(let record) = fact.statement {
      return record.date > term.electedOn
    }
    return !meetings(for: obligation, facts: Facts([fact]), knownAt: fact.recordedAt).isEmpty
  }
}
