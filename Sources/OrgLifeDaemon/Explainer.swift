import OrgLifeCore
import OrgLifeLedger
import OrgLifeSchedule

/// Gathers what an explanation tells of one obligation: the trail, who was reached by which line of the
/// files, and what came of each delivery.
struct Explainer {
  let desk: Desk
  let now: Timestamp
  private let known: [Fact]
  private let service: Ledger.Service
  let editions: Editions

  init(desk: Desk, now: Timestamp, known: [Fact]) throws {
    self.desk = desk
    self.now = now
    self.known = known
    service = try desk.ledger.service()
    editions = Editions(desk: desk)
  }

  var zone: Zone { desk.programme.zone }
  var agenda: Agenda { desk.planner.agenda }

  /// An obligation as it is to be explained: by the programme in force, or where that does not owe it any more,
  /// by the one that decided its last rung.
  private struct Subject {
    var agenda: Agenda
    var found: Generation
    var duty: Duty
    var isGone: Bool
  }

  private func subject(_ key: String, kept: Case?) throws -> Subject? {
    func subject(by agenda: Agenda, isGone: Bool) -> Subject? {
      guard
        let found = agenda.generation(
          key, frozen: kept?.rule, facts: desk.facts, knownAt: now),
        let duty = agenda.duty(found.obligation.duty)
      else { return nil }
      return Subject(agenda: agenda, found: found, duty: duty, isGone: isGone)
    }
    if let present = subject(by: agenda, isGone: false) { return present }
    guard let decided = kept?.marks.values.map(\.decidedAt).max() else { return nil }
    let programme = try editions.deciding(at: decided).programme
    return subject(
      by: Agenda(programme: programme, inServiceSince: service.inServiceSince), isGone: true)
  }

  /// nil where nothing is or was owed under the key.
  func matter(_ key: String, only name: String? = nil) throws -> Explanation.Matter? {
    let kept = try desk.ledger.case(key)
    guard let subject = try subject(key, kept: kept) else { return nil }
    let (agenda, obligation) = (subject.agenda, subject.found.obligation)
    let present = agenda.rule(of: subject.duty)
    let rule = kept?.rule ?? present
    let bearings = agenda.bearings(on: obligation, among: known)
    let trail = agenda.trail(
      of: obligation, rule: rule, marks: kept?.marks ?? [:], facts: desk.facts,
      learned: bearings.filter(\.settles).map(\.fact.recordedAt),
      decidedThrough: try desk.decidedThrough(at: now), movedAt: subject.found.movedAt)
    let edition = try editions.deciding(at: Timestamp(milliseconds: now.milliseconds + 1))
    let frozenAt = kept?.marks.values.map(\.decidedAt).min()
    let ruleEdition = try frozenAt.map { try editions.deciding(at: $0) } ?? edition
    var matter = matter(
      key, subject,
      standing: agenda.standing(
        of: obligation, rule: rule, facts: desk.facts, at: now))
    matter.planned = obligation.fixedDay?.planned
    matter.dayRule = rule.fixedDay.map { "\($0.rule), shift \($0.shift.rawValue)" }
    matter.frozenAt = frozenAt.map(zone.rfc3339)
    matter.ladderChanged = rule.rungs != present.rungs
    matter.presentRungs = present.rungs.map(\.name)
    if edition.joinedAt != nil { matter.revision = edition.programme.revision }
    matter.inForceSince = edition.joinedAt.map(zone.rfc3339)
    matter.dutyPlace = edition.quote(duty: subject.duty.id)
    matter.ladderPlace = edition.quote(ladder: subject.duty.ladder)
    matter.organisationPlace = edition.quote(organisation: obligation.organisation)
    matter.facts = bearings.map { fact($0, at: now, for: obligation.duty) }
    matter.rungs = try trail.steps.filter { name == nil || $0.name == name }.map {
      try rung($0, of: obligation, in: trail, bearings: bearings, ruleEdition: ruleEdition)
    }
    if subject.isGone { matter.endAsGone() }
    return matter
  }

  private func matter(_ key: String, _ subject: Subject, standing: Standing) -> Explanation.Matter {
    let (agenda, obligation, duty) = (subject.agenda, subject.found.obligation, subject.duty)
    let language = agenda.programme.language
    let isOverdue = standing.isOwed && obligation.due < zone.date(at: now)
    var reason: String?
    if case .waived(let words) = standing.state { reason = words }
    return Explanation.Matter(
      key: key, duty: duty.id.text, dutyName: duty.name[language], organisation: obligation.organisation.text,
      organisationName: agenda.programme.organisations[obligation.organisation]?.name[language]
        ?? obligation.organisation.text,
      title: obligation.item?.title ?? obligation.course?.title, owner: obligation.owner?.text,
      state: subject.found.movedAt != nil ? "moved" : isOverdue ? "overdue" : standing.state.word,
      stateReason: reason, done: standing.done, needed: standing.needed,
      bornAt: zone.rfc3339(obligation.bornAt),
      birth: agenda.birth(of: obligation, facts: desk.facts).rawValue, due: obligation.due,
      lastWorkingDay: obligation.lastWorkingDay, isPeriod: obligation.period != nil,
      provisional: agenda.days.isProvisional(obligation.due),
      movedAt: subject.found.movedAt.map(zone.rfc3339), successor: subject.found.successor,
      ladder: duty.ladder.text, ladderChanged: false, presentRungs: [], facts: [], rungs: [])
  }

  /// - Parameter duty: what it is told about; a meeting of another duty that counts for it too says of which.
  func fact(_ bearing: Bearing, at moment: Timestamp, for duty: Duty.ID) -> Explanation.Fact {
    let fact = bearing.fact
    var detail: String?
    var until: String?
    let kind: String
    switch fact.statement {
    case .held(let record): (kind, detail) = ("meeting", note(on: record, for: duty))
    case .corrected(let record, let reason):
      (kind, detail) = (
        "corrected", [reason, note(on: record, for: duty)].compactMap { $0 }.joined(separator: "; ")
      )
    case .confirmed(_, let reason): (kind, detail) = ("confirmed", reason)
    case .withdrawn(_, let reason): (kind, detail) = ("withdrawn", reason)
    case .entered(let item): (kind, detail) = ("entered", "due \(item.due)")
    case .submitted(_, let reference): (kind, detail) = ("submitted", reference)
    case .closed(_, let reference): (kind, detail) = ("closed", reference)
    case .extended(_, let due, let reason): (kind, detail, until) = ("extended", reason, due.description)
    case .waived(_, let reason): (kind, detail) = ("waived", reason)
    case .waiverAsked(_, let reason): (kind, detail) = ("waiver asked", reason)
    case .silenced(let silence):
      (kind, detail, until) = ("silenced", silence.reason, bearing.endedAt.map(zone.rfc3339))
    case .unsilenced(_, _, let reason): (kind, detail) = ("unsilenced", reason.isEmpty ? nil : reason)
    case .adopted: kind = "adopted"
    case .delegated(let delegation):
      (kind, detail, until) = (
        "delegated", "\(delegation.role) from \(delegation.from) to \(delegation.to), \(delegation.reason)",
        delegation.until.description
      )
    case .away(let leave): (kind, detail, until) = ("away", leave.reason, leave.until.description)
    case .recalled(_, let reason): (kind, detail) = ("recalled", reason)
    case .acknowledged(let seen): (kind, until) = ("acknowledged", seen.promised?.description)
    case .announced(let notice):
      (kind, detail, until) = ("announced", notice.reference, "\(notice.from) to \(notice.to)")
    case .prolonged(let prolongation):
      let waits = desk.facts.prolongation(fact.id).map { $0.at == nil } ?? false
      (kind, until) = ("prolonged", prolongation.until.description)
      detail = prolongation.reference + (waits ? "; it waits for a second person to endorse it" : "")
    case .endorsed(_, let reference): (kind, detail) = ("endorsed", reference)
    case .opened(let course): (kind, detail) = ("opened", "\(course.opening) on \(course.openedOn)")
    case .taken(_, let step, let day, let reference):
      (kind, detail, until) = (
        "taken", reference.isEmpty ? step.text : "\(step), \(reference)", day.description
      )
    }
    return Explanation.Fact(
      kind: kind, on: fact.validOn, learnedAt: zone.rfc3339(fact.recordedAt), by: fact.author,
      counts: bearing.counts(at: moment), about: fact.statement.key, detail: detail, until: until,
      judgement: bearing.endedAt == nil
        ? bearing.judgement.flatMap { $0 == .counts ? nil : $0.sentence } : nil)
  }

  /// What is worth saying of a meeting beside its day.
  private func note(on record: MeetingRecord, for duty: Duty.ID) -> String? {
    var notes: [String] = []
    if record.duty != duty { notes.append("held as \(record.duty)") }
    if let period = record.makesUpFor { notes.append("makes up for \(period)") }
    if let outcome = record.outcome(of: agenda.duty(record.duty)), let passes = outcome.passes {
      let votes = record.vote?.inFavour ?? 0
      notes.append(
        passes
          ? "its vote passed with \(votes) in favour"
          : outcome.isQuorate
            ? "its vote did not pass: \(votes) in favour, \(outcome.neededInFavour ?? 0) needed"
            : "its vote does not stand: \(outcome.count.present) of \(outcome.count.counted) present, \(outcome.neededPresent) needed"
      )
    }
    return notes.isEmpty ? nil : notes.joined(separator: "; ")
  }
}
