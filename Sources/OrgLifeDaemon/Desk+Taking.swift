import OrgLifeCore
import OrgLifeDispatch
import OrgLifeLedger
import OrgLifeSchedule

extension Desk {
  /// Checks a statement and records it, with the message about a record that does not count. Said twice, it changes
  /// nothing.
  public mutating func take(_ said: Fact.Statement, author: String, at now: Timestamp) throws
    -> (fact: Fact, isNew: Bool)
  {
    let statement = Intake(desk: self, now: now, author: author).completed(said)
    let validOn = try Intake(desk: self, now: now, author: author).check(statement)
    if let known = known(statement) { return (known, false) }
    let entry = Ledger.Entry(
      statement: statement, validOn: validOn, author: author,
      deliveries: try letters(about: statement, by: author, at: now))
    let taken = try learn([entry], from: nil, at: now)[0]
    if taken.isNew { try endSettled(by: statement, at: now) }
    return taken
  }

  /// The fact that says already what a statement about a record says; nil where it would be news.
  ///
  /// The ledger compares with the last statement about a record only. One that was confirmed since, or came by a
  /// correction, would be there twice.
  private func known(_ statement: Fact.Statement) -> Fact? {
    switch statement {
    case .held(let record), .corrected(let record, _):
      guard let meeting = facts.meeting(record.key), meeting.record == record else { return nil }
      return Fact(
        id: meeting.fact, validOn: record.date, recordedAt: meeting.knownSince, author: meeting.author,
        statement: statement)
    case .confirmed(let key, _):
      guard let meeting = facts.meeting(key), let confirmation = meeting.confirmation else { return nil }
      return Fact(
        id: confirmation.fact, validOn: programme.zone.date(at: confirmation.at), recordedAt: confirmation.at,
        author: confirmation.by, statement: statement)
    default: return nil
    }
  }

  /// What is told because of a statement; held like everything else where the ledger was just put back from a copy.
  func letters(about statement: Fact.Statement, by author: String, at now: Timestamp) throws -> [Delivery] {
    let record: MeetingRecord
    switch statement {
    case .held(let held): record = held
    case .corrected(let corrected, _): record = corrected
    default: return []
    }
    var letters = planner.deliveries(
      about: record, by: author, facts: facts, at: now)
    guard !letters.isEmpty, try ledger.isRestored() else { return letters }
    for index in letters.indices {
      letters[index].state = .held
      letters[index].reason = Ledger.restoredReason
    }
    return letters
  }

  /// Deliveries that the new fact makes needless are cancelled at once, not only when their turn comes.
  func endSettled(by statement: Fact.Statement, at now: Timestamp) throws {
    // A digest is about many, and a make-up about two periods that may be one.
    var seen: Set<String> = []
    for delivery in try Set(keys(touchedBy: statement)).sorted().flatMap({ try ledger.openDeliveries(of: $0) }
    )
    where seen.insert(delivery.key).inserted {
      guard case .cancel(let reason) = try review(delivery, at: now).verdict else { continue }
      try ledger.cancel(delivery.key, reason: reason, at: now)
    }
  }

  /// The obligations that a statement may have settled.
  private func keys(touchedBy statement: Fact.Statement) -> [String] {
    switch statement {
    case .held(let record), .corrected(let record, _): return keys(touchedBy: record)
    case .confirmed(let key, _): return facts.meeting(key).map { keys(touchedBy: $0.record) } ?? []
    case .waived(let key, _): return [key]
    case .closed(let number, _), .extended(let number, _, _):
      guard let item = facts.items[number]?.item else { return [] }
      return holders(of: item.organisation).flatMap { unit in
        let stem = "\(item.duty)/\(unit)/\(number)"
        return [stem] + (2...50).map { "\(stem)~\($0)" }
      }
    case .taken(let number, let step, _, _):
      guard let history = facts.courses[number] else { return [] }
      let ended = planner.agenda.courseDuties.filter { $0.step.until?.text == step.text }.map(\.duty.id)
      return holders(of: history.course.organisation).flatMap { unit in
        ([step] + ended).flatMap { duty in
          let stem = "\(duty)/\(unit)/\(number)"
          return [stem] + (2...20).map { "\(stem)~\($0)" }
        }
      }
    case .prolonged(let prolongation): return Desk.generations(of: prolongation.obligation)
    case .endorsed(let fact, _): return facts.prolongation(fact).map { Desk.generations(of: $0.term) } ?? []
    case .withdrawn, .entered, .submitted, .silenced, .unsilenced, .adopted, .announced, .opened,
      .delegated, .away, .recalled, .acknowledged, .waiverAsked:
      return []
    }
  }

  /// A unit, and those that took over from it one after the other.
  private func holders(of organisation: Organisation.ID) -> [Organisation.ID] {
    Array(
      sequence(first: organisation) { programme.organisations[$0]?.successor }.prefix(16))
  }

  /// The keys under which a term may go on.
  private static func generations(of key: String) -> [String] {
    let stem = key.split(separator: "~").first.map(String.init) ?? key
    return [stem] + (2...20).map { "\(stem)~\($0)" }
  }

  private func keys(touchedBy record: MeetingRecord) -> [String] {
    programme.duties.filter { $0.id == record.duty || $0.alsoSatisfiedBy.contains(record.duty) }
      .flatMap { duty -> [String] in
        guard let cycle = duty.cycle else { return keys(ofTermsOf: duty, record.organisation) }
        // A fixed day may have been moved into the neighbouring period.
        let period = Period(cycle, containing: record.date)
        let words =
          [period.previous, period, period.next].map(\.description) + [record.makesUpFor].compactMap { $0 }
        return words.map { "\(duty.id)/\(record.organisation)/\($0)" }
      }
  }

  private func keys(ofTermsOf duty: Duty, _ id: Organisation.ID) -> [String] {
    guard duty.termYears != nil, let organisation = programme.organisations[id] else { return [] }
    return planner.agenda.terms(duty, of: organisation, facts: facts, knownAt: .distantFuture).flatMap {
      Desk.generations(of: "\(duty.id)/\(organisation.id)/\($0.electedOn)")
    }
  }
}
