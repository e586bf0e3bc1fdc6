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
  private let editions: Editions

  init(desk: Desk, now: Timestamp, known: [Fact]) throws {
    self.desk = desk
    self.now = now
    self.known = known
    service = try desk.ledger.service()
    editions = Editions(desk: desk)
  }

  private var zone: Zone { desk.programme.zone }
  private var agenda: Agenda { desk.planner.agenda }

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
      guard let found = agenda.generation(key, facts: desk.facts, knownAt: now),
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
      learned: bearings.filter(\.settles).map(\.fact.recordedAt), decidedThrough: service.plannedThrough,
      movedAt: subject.found.movedAt)
    let edition = try editions.deciding(at: Timestamp(milliseconds: now.milliseconds + 1))
    let frozenAt = kept?.marks.values.map(\.decidedAt).min()
    let ruleEdition = try frozenAt.map { try editions.deciding(at: $0) } ?? edition
    var matter = matter(
      key, subject,
      standing: agenda.standing(
        of: obligation, rule: rule, facts: desk.facts, at: now))
    matter.frozenAt = frozenAt.map(zone.rfc3339)
    matter.ladderChanged = rule.rungs != present.rungs
    matter.presentRungs = present.rungs.map(\.name)
    if edition.joinedAt != nil { matter.revision = edition.programme.revision }
    matter.inForceSince = edition.joinedAt.map(zone.rfc3339)
    matter.dutyPlace = edition.quote(duty: subject.duty.id)
    matter.ladderPlace = edition.quote(ladder: subject.duty.ladder)
    matter.organisationPlace = edition.quote(organisation: obligation.organisation)
    matter.facts = bearings.map { fact($0, at: now) }
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
      title: obligation.item?.title, owner: obligation.item?.owner.text,
      state: subject.found.movedAt != nil ? "moved" : isOverdue ? "overdue" : standing.state.word,
      stateReason: reason, done: standing.done, needed: standing.needed,
      bornAt: zone.rfc3339(obligation.bornAt),
      birth: agenda.birth(of: obligation, facts: desk.facts).rawValue, due: obligation.due,
      lastWorkingDay: obligation.lastWorkingDay, isPeriod: obligation.period != nil,
      provisional: agenda.days.isProvisional(obligation.due),
      movedAt: subject.found.movedAt.map(zone.rfc3339), successor: subject.found.successor,
      ladder: duty.ladder.text, ladderChanged: false, presentRungs: [], facts: [], rungs: [])
  }

  // MARK: Rungs

  /// - Parameter ruleEdition: the programme that the obligation's ladder is from.
  private func rung(
    _ step: Trail.Step, of obligation: Obligation, in trail: Trail, bearings: [Bearing], ruleEdition: Edition
  ) throws -> Explanation.Rung {
    var decidedAt: Timestamp?
    var detail: String?
    var settledBy: [Bearing] = []
    var settledAt = step.dueAt
    var fate: String
    switch step.fate {
    case .fired(let at): (fate, decidedAt) = ("sent", at)
    case .superseded(let by, let at): (fate, decidedAt, detail) = ("superseded", at, by)
    case .unsent(let reason, let at): (fate, decidedAt, detail) = ("not sent", at, reason)
    case .unborn: fate = "not born"
    case .notOwed(let standing):
      (fate, detail) = ("not owed", standing.state.word)
    case .settledLate(let standing, let at):
      (fate, detail, settledAt) = ("settled meanwhile", standing.state.word, at)
    case .moved: fate = "moved"
    case .undecided: fate = "not in force"
    case .ahead: (fate, detail) = ("ahead", step.silence)
    case .needless(let standing):
      (fate, detail, settledAt) = ("not needed", standing.state.word, now)
    }
    if ["not owed", "settled meanwhile", "not needed"].contains(fate) {
      settledBy = bearings.filter { $0.settles && $0.counts(at: settledAt) }
    }
    let edition = try editions.deciding(at: decidedAt ?? step.dueAt)
    if fate == "settled meanwhile", edition.programme.duty(obligation.duty) != nil,
      !isInForce(step.rung, name: step.name, of: obligation, in: edition)
    {
      (fate, detail, settledBy) = ("not in force", nil, [])
    }
    let isLate = decidedAt.map { RungMark.isLate(dueAt: step.dueAt, decidedAt: $0) } == true
    return Explanation.Rung(
      key: "\(obligation.key)/\(step.name)", name: step.name, at: zone.rfc3339(step.dueAt), fate: fate,
      decidedAt: decidedAt.map(zone.rfc3339),
      lateMinutes: isLate ? decidedAt.map { Int(step.dueAt.seconds(until: $0) / 60) } : nil,
      lastSign: isLate ? try decidedAt.flatMap { try lastSign(before: $0, missed: step.dueAt) } : nil,
      detail: detail, settledBy: settledBy.map { fact($0, at: settledAt) },
      to: step.rung.to.map(\.description), needsRelease: step.rung.needsRelease,
      revision: edition.joinedAt == nil ? nil : edition.programme.revision,
      place: ruleEdition.quote(rung: step.rung, of: obligation.duty),
      recipients: try recipients(step, of: obligation, in: trail, edition: edition))
  }

  /// An item's first notice is no rung of a ladder.
  private func isInForce(_ rung: Rung, name: String, of obligation: Obligation, in edition: Edition) -> Bool {
    guard name != Firing.firstNotice, let duty = edition.programme.duty(obligation.duty) else { return true }
    return edition.programme.ladders[duty.ladder]?.rungs.contains { $0.name == rung.name } == true
  }

  /// The daemon's last trace before the moment that it missed.
  private func lastSign(before decidedAt: Timestamp, missed dueAt: Timestamp) throws -> String? {
    try desk.ledger.lastSign(before: min(decidedAt, dueAt)).map(zone.rfc3339)
  }

  // MARK: People

  private func recipients(
    _ step: Trail.Step, of obligation: Obligation, in trail: Trail, edition: Edition
  ) throws -> [Explanation.Recipient] {
    let decidedAt: Timestamp
    switch step.fate {
    case .fired(let at): decidedAt = at
    case .unsent(let reason, let at) where reason.hasPrefix("no channel"): decidedAt = at
    case .ahead: decidedAt = step.dueAt
    default: return []
    }
    let missed = trail.steps.filter {
      if case .superseded(step.name, _) = $0.fate { true } else { false }
    }
    let roles = ([step.rung] + missed.map(\.rung)).flatMap(\.to)
    let date = zone.date(at: decidedAt)
    var found = edition.roster.recipients(
      of: roles, for: obligation.organisation, owner: obligation.item?.owner, on: date)
    let histories = try desk.ledger.deliveries(of: obligation.key, rung: step.name)
    for history in histories where !found.contains(where: { $0.person == history.delivery.person }) {
      for line in history.delivery.lines where line.obligation == obligation.key && line.rung == step.name {
        guard let role = RoleReference(line.role) else { continue }
        found.append(
          Roster.Recipient(
            person: history.delivery.person, role: role,
            insteadOf: line.insteadOf.flatMap { RoleReference($0) }
          ))
      }
    }
    return found.map { recipient in
      let own = histories.filter { $0.delivery.person == recipient.person }
      return self.recipient(recipient, of: obligation, on: date, edition: edition, histories: own, step: step)
    }
  }

  private func recipient(
    _ recipient: Roster.Recipient, of obligation: Obligation, on date: CivilDate, edition: Edition,
    histories: [DeliveryHistory], step: Trail.Step
  ) -> Explanation.Recipient {
    let language = desk.programme.language
    let person = edition.programme.people[recipient.person] ?? desk.programme.people[recipient.person]
    let unit = edition.roster.unit(of: recipient.role, for: obligation.organisation)
    let passed =
      recipient.insteadOf.map {
        edition.roster.passedOver($0, for: obligation.organisation, on: date)
      } ?? []
    var unreached: String?
    if histories.isEmpty, step.fate != .ahead {
      let channels = step.rung.channels ?? edition.programme.defaultChannels
      let isReached = channels.contains { id in
        guard let channel = edition.programme.channel(id) else { return false }
        return channel.addressColumn.map { person?.addresses[$0] != nil } ?? true
      }
      unreached =
        isReached
        ? "left out of the digest: it was settled just before the digest left" : "no channel has an address"
    }
    return Explanation.Recipient(
      person: recipient.person.text, name: person?.name[language] ?? recipient.person.text,
      role: recipient.role.description,
      organisation: recipient.role == .owner
        ? nil : unit.flatMap { edition.programme.organisations[$0]?.name[language] },
      insteadOf: recipient.insteadOf?.description, passedOver: passed.map(\.description),
      unreached: unreached, place: edition.quote(person: recipient.person),
      appointment: edition.quote(
        recipient.person, as: recipient.role, for: obligation.organisation, on: date),
      deliveries: histories.map(delivery))
  }

  private func delivery(_ history: DeliveryHistory) -> Explanation.Delivery {
    Explanation.Delivery(
      key: history.delivery.key, channel: history.delivery.channel.text,
      state: history.delivery.state.rawValue, since: zone.rfc3339(history.stateSince),
      notBefore: zone.rfc3339(history.delivery.notBefore), reason: history.delivery.reason,
      attempts: history.attempts.map {
        Explanation.Attempt(
          number: $0.number, startedAt: zone.rfc3339($0.startedAt), outcome: $0.receipt?.outcome.rawValue,
          detail: $0.receipt?.detail)
      })
  }

  // MARK: Facts

  private func fact(_ bearing: Bearing, at moment: Timestamp) -> Explanation.Fact {
    let fact = bearing.fact
    var about = fact.statement.key
    var detail: String?
    var until: String?
    let kind: String
    switch fact.statement {
    case .held(let record): (kind, detail) = ("meeting", record.makesUpFor.map { "makes up for \($0)" })
    case .withdrawn(_, let reason): (kind, detail) = ("withdrawn", reason)
    case .entered(let item): (kind, detail) = ("entered", "due \(item.due)")
    case .submitted(_, let reference): (kind, detail) = ("submitted", reference)
    case .closed(_, let reference): (kind, detail) = ("closed", reference)
    case .extended(_, let due, let reason): (kind, detail, until) = ("extended", reason, due.description)
    case .waived(_, let reason): (kind, detail) = ("waived", reason)
    case .silenced(_, let end, let reason): (kind, detail, until) = ("silenced", reason, zone.rfc3339(end))
    case .adopted: kind = "adopted"
    }
    if about.isEmpty { about = "everything" }
    return Explanation.Fact(
      kind: kind, on: fact.validOn, learnedAt: zone.rfc3339(fact.recordedAt), by: fact.author,
      counts: bearing.counts(at: moment), about: about, detail: detail, until: until)
  }

  // MARK: Nothing owed

  /// Why nothing is owed under a key.
  func nothingOwed(_ key: String) -> String {
    let words = key.split(separator: "/").map(String.init)
    let name = words.count > 1 ? words[1] : key
    switch agenda.absence(of: key, facts: desk.facts, knownAt: now) {
    case .otherKind(let kind): return "\(words[0]) does not apply to \(name), a \(kind.rawValue)."
    case .dutyNotInForce(let span): return "\(words[0]) is in force \(text(span)) only."
    case .organisationNotThere(let span): return "\(name) exists \(text(span)) only."
    case .noCommittee(let day): return "\(name) had no committee in office on \(day), the period's first day."
    case .cutShort(let span):
      return "\(name) exists \(text(span)): a period that this cuts short is shown, not owed."
    case .beforeService(let day):
      return "The ledger is in service since \(day); what ended before is not owed "
        + "(“orglifectl adopt” opens older periods)."
    case nil: return "It is not owed by the configuration in force: its duty or organisation is gone."
    }
  }

  private func text(_ span: DateSpan) -> String {
    [span.from.map { "from \($0)" }, span.to.map { "until \($0)" }].compactMap { $0 }.joined(separator: " ")
  }
}

/// Programmes that decided, each read once.
private final class Editions {
  private let desk: Desk
  private var read: [String: Edition] = [:]

  init(desk: Desk) {
    self.desk = desk
  }

  /// The programme in force where the ledger does not have that of the moment, or cannot read it any more.
  func deciding(at moment: Timestamp) throws -> Edition {
    guard let joined = try desk.ledger.joined(decidingAt: moment) else { return Edition(desk.programme) }
    if let edition = read[joined.revision] { return edition }
    let edition = Edition(joined) ?? Edition(desk.programme)
    read[joined.revision] = edition
    return edition
  }
}
