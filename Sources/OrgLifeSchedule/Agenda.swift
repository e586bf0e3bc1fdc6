import OrgLifeCore

/// Which obligations there are: a pure reading of programme and facts.
public struct Agenda: Sendable {
  public let programme: Programme
  public let days: WorkingDays
  /// When the ledger was first started: what ended before is not owed.
  public let inServiceSince: Timestamp
  private let duties: [Duty.ID: Duty]
  /// Duties whose meetings count for another one too, by that other one.
  let alsoSatisfying: [Duty.ID: [Duty.ID]]

  public init(programme: Programme, inServiceSince: Timestamp) {
    self.programme = programme
    self.inServiceSince = inServiceSince
    days = WorkingDays(programme.calendar)
    duties = Dictionary(programme.duties.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    alsoSatisfying = duties.filter { !$0.value.alsoSatisfiedBy.isEmpty }.mapValues(\.alsoSatisfiedBy)
  }

  public func duty(_ id: Duty.ID) -> Duty? { duties[id] }

  /// How a duty stands to one organisation in one period.
  public enum Owing: Hashable, Sendable {
    case owed
    /// The period is cut short by the organisation's forming or dissolving: shown, not owed.
    case cutShort
    case none
  }

  public func owing(_ duty: Duty, by organisation: Organisation, in period: Period) -> Owing {
    guard duty.appliesTo.kinds.contains(organisation.kind) else { return .none }
    switch duty.kind {
    case .quota(let quota): return owing(duty, quota, by: organisation, in: period)
    case .fixedDay(let fixedDay): return owing(duty, fixedDay, by: organisation, in: period)
    case .dueDate: return .none
    }
  }

  private func owing(
    _ duty: Duty, _ quota: Duty.Quota, by organisation: Organisation, in period: Period
  ) -> Owing {
    if let from = duty.effective.from, period.lastDay < from { return .none }
    if let to = duty.effective.to, period.lastDay > to { return .none }
    let life = organisation.life
    if let from = life.from, period.lastDay < from { return .none }
    if let to = life.to, to < period.firstDay { return .none }
    if duty.appliesTo.needsCommittee, organisation.committee?.contains(period.firstDay) != true {
      return .none
    }
    let isWhole = life.contains(period.firstDay) && life.contains(period.lastDay)
    return isWhole || quota.owesPartialPeriods ? .owed : .cutShort
  }

  /// A day is owed whole or not at all.
  private func owing(
    _ duty: Duty, _ fixedDay: FixedDay, by organisation: Organisation, in period: Period
  ) -> Owing {
    guard let day = fixedDay.day(in: period, days)?.held, duty.effective.contains(day),
      organisation.life.contains(day),
      !duty.appliesTo.needsCommittee || organisation.committee?.contains(period.firstDay) == true
    else { return .none }
    return .owed
  }

  /// The obligation of a period, whether or not it is fulfilled; nil where none is owed.
  public func obligation(
    _ duty: Duty, of organisation: Organisation, in period: Period, facts: Facts, knownAt moment: Timestamp
  ) -> Obligation? {
    guard owing(duty, by: organisation, in: period) == .owed else { return nil }
    let inService = inService(facts, knownAt: moment)
    if let fixedDay = duty.fixedDay {
      return obligation(duty, fixedDay, of: organisation, in: period, inService: inService)
    }
    guard programme.zone.date(at: inService) <= period.lastDay else { return nil }
    let start = [period.firstDay, duty.effective.from, organisation.life.from].compactMap { $0 }.max()
    return Obligation(
      duty: duty.id, organisation: organisation.id, subject: .period(period), word: period.description,
      due: period.lastDay, lastWorkingDay: days.previous(from: period.lastDay),
      bornAt: max(inService, midnight(start ?? period.firstDay)))
  }

  private func obligation(
    _ duty: Duty, _ fixedDay: FixedDay, of organisation: Organisation, in period: Period,
    inService: Timestamp
  ) -> Obligation? {
    guard let day = fixedDay.day(in: period, days) else { return nil }
    // Known long before: the reminders of a day early in its period fall into the one before.
    let start = [duty.effective.from, organisation.life.from].compactMap { $0 }.max()
    let bornAt = start.map { max(inService, midnight($0)) } ?? inService
    guard programme.zone.date(at: bornAt) <= day.held else { return nil }
    return Obligation(
      duty: duty.id, organisation: organisation.id, subject: .day(day, of: period), word: period.description,
      due: day.held, lastWorkingDay: days.previous(from: day.held), bornAt: bornAt)
  }

  /// The obligation of an item as its due date stood at the moment; nil where the duty, the organisation or
  /// the owed date is no more.
  public func obligation(of history: ItemHistory, facts: Facts, knownAt moment: Timestamp) -> Obligation? {
    guard history.enteredAt <= moment, duties[history.item.duty] != nil,
      programme.organisations[history.item.organisation] != nil
    else { return nil }
    var item = history.item
    let moved = history.extensions(knownAt: moment)
    if let last = moved.last { item.due = last.due }
    let bornAt = max(moved.last?.at ?? history.enteredAt, inService(facts, knownAt: moment))
    guard programme.zone.date(at: bornAt) <= item.due else { return nil }
    return Obligation(
      duty: item.duty, organisation: item.organisation, subject: .item(item),
      word: item.number.text + (moved.isEmpty ? "" : "~\(moved.count + 1)"),
      due: item.due, lastWorkingDay: days.previous(from: item.due), bornAt: bornAt)
  }

  /// The obligation that a key names, as known at the moment.
  ///
  /// - Parameter frozen: the rule of its case, where it has one: its day stays the one of that rule.
  public func obligation(
    _ key: String, frozen: Rule? = nil, facts: Facts, knownAt moment: Timestamp
  ) -> Obligation? {
    let words = key.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard words.count == 3, let dutyID = Duty.ID(words[0]), var duty = duties[dutyID],
      let organisationID = Organisation.ID(words[1]),
      let organisation = programme.organisations[organisationID]
    else { return nil }
    if duty.fixedDay != nil, let fixedDay = frozen?.fixedDay { duty.kind = .fixedDay(fixedDay) }
    if let cycle = duty.cycle {
      guard let period = Period(words[2]), period.cycle == cycle else { return nil }
      return obligation(duty, of: organisation, in: period, facts: facts, knownAt: moment)
    }
    let number = words[2].split(separator: "~").first.map(String.init) ?? ""
    guard let history = Item.ID(number).flatMap({ facts.items[$0] }) else { return nil }
    let found = obligation(of: history, facts: facts, knownAt: moment)
    return found?.key == key ? found : nil
  }

  /// The rule of a duty as the programme has it now.
  public func rule(of duty: Duty) -> Rule {
    guard let ladder = programme.ladders[duty.ladder] else {
      preconditionFailure("a checked programme has the ladder \(duty.ladder)")
    }
    return Rule(
      rungs: ladder.rungs, atLeast: duty.quota?.atLeast ?? 1, noticeLead: duty.noticeLead,
      fixedDay: duty.fixedDay)
  }

  private func inService(_ facts: Facts, knownAt moment: Timestamp) -> Timestamp {
    guard let adopted = facts.adoptedFrom(knownAt: moment) else { return inServiceSince }
    return min(inServiceSince, midnight(adopted))
  }

  private func midnight(_ date: CivilDate) -> Timestamp {
    guard let midnight = CivilTime(hour: 0, minute: 0) else { preconditionFailure("00:00 is a time") }
    return programme.zone.timestamp(of: date, at: midnight)
  }
}
