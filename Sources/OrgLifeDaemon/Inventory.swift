import OrgLifeCore
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
}

extension Desk {
  /// Every obligation since the ledger is in service up to now, by organisation, then by due date.
  public func inventory(at moment: Timestamp) -> [Owed] {
    let now = max(moment, facts.lastRecordedAt)
    return programme.organisations.values.sorted { $0.id < $1.id }.flatMap { organisation in
      (periods(of: organisation, at: now) + items(of: organisation.id, at: now))
        .sorted { ($0.due, $0.key) < ($1.due, $1.key) }
    }
  }

  /// How many obligations are past their due date and still owed.
  public func overdueCount(at now: Timestamp) -> Int {
    inventory(at: now).count { $0.state == "overdue" }
  }

  private func periods(of organisation: Organisation, at now: Timestamp) -> [Owed] {
    let today = programme.zone.date(at: now)
    let inService = programme.zone.date(at: planner.agenda.inServiceSince)
    let first = min(inService, facts.adoptedFrom(knownAt: now) ?? inService)
    return programme.duties.flatMap { duty -> [Owed] in
      guard let cycle = duty.quota?.cycle else { return [] }
      let rule = planner.agenda.rule(of: duty)
      let periods = sequence(first: Period(cycle, containing: today), next: \.previous)
      return periods.prefix { $0.lastDay >= first }
        .compactMap {
          planner.agenda.obligation(duty, of: organisation, in: $0, facts: facts, knownAt: now)
        }
        .map { row($0, rule: rule, at: now) }
    }
  }

  private func items(of organisation: Organisation.ID, at now: Timestamp) -> [Owed] {
    facts.items.values.filter { $0.item.organisation == organisation }
      .compactMap { planner.agenda.obligation(of: $0, facts: facts, knownAt: now) }
      .compactMap { obligation in
        planner.agenda.duty(obligation.duty).map {
          row(obligation, rule: planner.agenda.rule(of: $0), at: now)
        }
      }
  }

  private func row(_ obligation: Obligation, rule: Rule, at now: Timestamp) -> Owed {
    let agenda = planner.agenda
    let today = programme.zone.date(at: now)
    let standing = agenda.standing(of: obligation, rule: rule, facts: facts, at: now)
    let isOverdue = standing.isOwed && obligation.due < today
    let name = { (words: Words?) in words?[programme.language] ?? "" }
    return Owed(
      key: obligation.key, organisation: obligation.organisation.text,
      organisationName: name(programme.organisations[obligation.organisation]?.name),
      duty: obligation.duty.text, dutyName: name(agenda.duty(obligation.duty)?.name), period: obligation.word,
      state: isOverdue ? "overdue" : standing.state.word, due: obligation.due,
      workingDaysLeft: agenda.days.count(from: today, to: obligation.lastWorkingDay), done: standing.done,
      needed: standing.needed, lastSafeDay: agenda.lastSafeDay(of: obligation, rule: rule),
      provisional: agenda.days.isProvisional(obligation.due))
  }
}
