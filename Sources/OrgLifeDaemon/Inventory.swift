import OrgLifeCore
import OrgLifeLedger
import OrgLifeSchedule

/// What is owed, as `orglifectl list` shows it.
public struct Owed: Codable, Hashable, Sendable {
  public var key: String
  public var organisation: String
  public var organisationName: String
  public var duty: String
  public var dutyName: String
  public var period: String
  /// `open`, `overdue`, `submitted`, `fulfilled`, `waived` or `not applicable`.
  public var state: String
  public var due: CivilDate
  /// Negative when overdue.
  public var workingDaysLeft: Int
  public var done: Int
  public var needed: Int
  public var lastSafeDay: CivilDate
  /// The date rests on a year whose holidays are not published.
  public var provisional: Bool
  /// Records of it that a person has to confirm.
  public var awaiting: Int
  /// Records of it that lack something.
  public var incomplete: Int
}

extension Desk {
  /// Every obligation since the ledger is in service up to now, by organisation, then by due date.
  public func inventory(at moment: Timestamp) throws -> [Owed] {
    let now = max(moment, facts.lastRecordedAt)
    let inService = programme.zone.date(at: planner.agenda.inServiceSince)
    let first = min(inService, facts.adoptedFrom(knownAt: now) ?? inService)
    let cases = try ledger.cases(dueFrom: first, orDecidedSince: now)
    let open = Dictionary(grouping: planner.agenda.dated(facts: facts, at: now), by: \.organisation)
    let closed = Dictionary(
      grouping: facts.items.values.filter { $0.closing != nil }
        .compactMap { planner.agenda.obligation(of: $0, facts: facts, knownAt: now) }, by: \.organisation)
    let dated = open.merging(closed) { $0 + $1 }
    return programme.organisations.values.sorted { $0.id < $1.id }.flatMap { organisation in
      (periods(of: organisation, since: first, at: now) + (dated[organisation.id] ?? []))
        .map { row($0, rule: cases[$0.key]?.rule, at: now) }
        .sorted { ($0.due, $0.key) < ($1.due, $1.key) }
    }
  }

  /// How many obligations are past their due date and still owed.
  public func overdueCount(at now: Timestamp) throws -> Int {
    try inventory(at: now).count { $0.state == "overdue" }
  }

  private func periods(of organisation: Organisation, since first: CivilDate, at now: Timestamp)
    -> [Obligation]
  {
    let today = programme.zone.date(at: now)
    return programme.duties.flatMap { duty -> [Obligation] in
      guard let cycle = duty.cycle else { return [] }
      return sequence(first: latest(of: duty, Period(cycle, containing: today), on: today), next: \.previous)
        // A season may end in the year after the one that it is held for.
        .prefix { (duty.season == nil ? $0 : $0.next).lastDay >= first }
        .compactMap {
          planner.agenda.obligation(duty, of: organisation, in: $0, facts: facts, knownAt: now)
        }
    }
  }

  /// The period of today, or the next one where reminders of its fixed day have begun.
  private func latest(of duty: Duty, _ current: Period, on today: CivilDate) -> Period {
    let agenda = planner.agenda
    guard let day = duty.fixedDay?.day(in: current.next, agenda.days)?.held else { return current }
    let first = agenda.rule(of: duty).rungs.map {
      agenda.day(of: $0, due: day, lastWorkingDay: agenda.days.previous(from: day))
    }.min()
    return first.map { $0 <= today } == true ? current.next : current
  }

  /// - Parameter frozen: the rule of the obligation's case, where it has one.
  private func row(_ obligation: Obligation, rule frozen: Rule?, at now: Timestamp) -> Owed {
    guard let duty = planner.agenda.duty(obligation.duty) else {
      preconditionFailure("an obligation is of a duty of the programme")
    }
    let rule = frozen ?? planner.agenda.rule(of: duty)
    let agenda = planner.agenda
    let today = programme.zone.date(at: now)
    let standing = agenda.standing(of: obligation, rule: rule, facts: facts, at: now)
    let isOverdue = standing.isOwed && obligation.due < today
    let judgements = agenda.records(for: obligation, facts: facts, knownAt: now).map {
      agenda.judgement(of: $0, at: now)
    }
    let name = { (words: Words?) in words?[programme.language] ?? "" }
    return Owed(
      key: obligation.key, organisation: obligation.organisation.text,
      organisationName: name(programme.organisations[obligation.organisation]?.name),
      duty: obligation.duty.text, dutyName: name(agenda.duty(obligation.duty)?.name), period: obligation.word,
      state: isOverdue ? "overdue" : standing.state.word, due: obligation.due,
      workingDaysLeft: agenda.days.count(from: today, to: obligation.lastWorkingDay), done: standing.done,
      needed: standing.needed, lastSafeDay: agenda.lastSafeDay(of: obligation, rule: rule),
      provisional: agenda.days.isProvisional(obligation.due),
      awaiting: judgements.count { if case .awaitingConfirmation = $0 { true } else { false } },
      incomplete: judgements.count { if case .incomplete = $0 { true } else { false } })
  }
}
