import OrgLifeCore

/// A fact that bears on an obligation, and for how long it counts.
public struct Bearing: Sendable {
  public var fact: Fact
  /// From when on it does not count any more: its record was withdrawn, its silence is over.
  public var endedAt: Timestamp?
  /// A meeting of the period that was held to make up for another one, and counts there alone.
  public var countsElsewhere = false
  /// What the record is worth as it stands now, where the fact is one.
  public var judgement: Judgement?
  /// From when on it counts, where that is later than when it was learned: somebody confirmed it.
  public var confirmedAt: Timestamp?

  public func counts(at moment: Timestamp) -> Bool {
    guard !countsElsewhere, judgement ?? .counts == .counts, fact.recordedAt <= moment else { return false }
    if let confirmedAt, moment < confirmedAt { return false }
    return endedAt.map { moment < $0 } ?? true
  }

  /// Whether it is one of those that settle an obligation.
  public var settles: Bool {
    switch fact.statement {
    case .held, .corrected, .confirmed, .closed, .waived, .taken: true
    case .withdrawn, .entered, .submitted, .extended, .silenced, .unsilenced, .adopted, .announced,
      .prolonged, .endorsed, .opened, .delegated, .away, .recalled, .acknowledged, .waiverAsked:
      false
    }
  }
}

extension Agenda {
  /// The facts that say something about the obligation, in the order in which they were learned.
  public func bearings(on obligation: Obligation, among facts: [Fact]) -> [Bearing] {
    var bearings: [Bearing] = []
    let notices = facts.compactMap { fact -> SeasonNotice? in
      guard case .announced(let notice) = fact.statement else { return nil }
      return notice
    }
    for fact in facts {
      switch fact.statement {
      case .held(let record):
        bearings += [bearing(of: record, fact, on: obligation, notices)].compactMap { $0 }
      case .corrected(let record, _):
        _ = end(record.key, at: fact.recordedAt, in: &bearings)
        bearings += [bearing(of: record, fact, on: obligation, notices)].compactMap { $0 }
      case .confirmed(let key, _):
        guard let index = bearings.lastIndex(where: { $0.record?.key == key && $0.endedAt == nil }),
          let record = bearings[index].record
        else { continue }
        if case .awaitingConfirmation? = bearings[index].judgement {
          bearings[index].judgement = judgement(of: record, isConfirmed: true)
          bearings[index].confirmedAt = fact.recordedAt
        }
        bearings.append(Bearing(fact: fact))
      case .withdrawn(let key, _):
        if end(key, at: fact.recordedAt, in: &bearings) { bearings.append(Bearing(fact: fact)) }
      case .entered(let item):
        if item.number == obligation.item?.number { bearings.append(Bearing(fact: fact)) }
      case .submitted(let number, _), .closed(let number, _), .extended(let number, _, _):
        if number == obligation.item?.number { bearings.append(Bearing(fact: fact)) }
      case .waived(let key, _), .waiverAsked(let key, _):
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

  /// nil where the record says nothing about the obligation.
  private func bearing(
    of record: MeetingRecord, _ fact: Fact, on obligation: Obligation, _ notices: [SeasonNotice]
  ) -> Bearing? {
    let isOurs =
      record.duty == obligation.duty || alsoSatisfying[obligation.duty]?.contains(record.duty) == true
    guard isOurs, record.organisation == obligation.organisation else { return nil }
    var bearing = Bearing(fact: fact, judgement: judgement(of: record))
    if counts(fact, for: obligation, notices) { return bearing }
    var asHeld = fact
    var plain = record
    plain.makesUpFor = nil
    asHeld.statement = .held(plain)
    guard record.makesUpFor != nil, counts(asHeld, for: obligation, notices) else { return nil }
    bearing.countsElsewhere = true
    return bearing
  }

  /// Whether a meeting held so would be one of the obligation's, be its record worth what it may.
  public func isRecorded(_ record: MeetingRecord, for obligation: Obligation, facts: Facts) -> Bool {
    let moment = obligation.bornAt
    return counts(
      Fact(id: 0, validOn: record.date, recordedAt: moment, author: Fact.inbox, statement: .held(record)),
      for: obligation, facts.everyNotice)
  }

  /// Whether the meeting was recorded for the obligation, be the record worth what it may.
  ///
  /// - Parameter notices: by which its season may be another than usual.
  private func counts(_ fact: Fact, for obligation: Obligation, _ notices: [SeasonNotice]) -> Bool {
    if let term = obligation.term {
      switch fact.statement {
      case .held(let record), .corrected(let record, _): return record.date > term.electedOn
      default: return false
      }
    }
    let announced = notices.map {
      Fact(
        id: 0, validOn: $0.from, recordedAt: .distantPast, author: fact.author, statement: .announced($0))
    }
    return !records(for: obligation, facts: Facts(announced + [fact]), knownAt: .distantFuture).isEmpty
  }

  /// Ends the bearing of a record as it stood; whether there was one.
  private func end(_ key: String, at moment: Timestamp, in bearings: inout [Bearing]) -> Bool {
    var isOurs = false
    for index in bearings.indices where bearings[index].record?.key == key {
      isOurs = true
      if bearings[index].endedAt == nil { bearings[index].endedAt = moment }
    }
    return isOurs
  }
}

extension Bearing {
  /// The record that the fact states, as it was first said or corrected.
  var record: MeetingRecord? {
    switch fact.statement {
    case .held(let record), .corrected(let record, _): record
    default: nil
    }
  }
}
