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
  /// In the order of their ids, so that the same programme gives the same plan.
  let organisations: [Organisation]
  /// The steps of courses, in the order of the files.
  public let courseDuties: [(duty: Duty, step: CourseStep)]

  public init(programme: Programme, inServiceSince: Timestamp) {
    self.programme = programme
    self.inServiceSince = inServiceSince
    days = WorkingDays(programme.calendar)
    duties = Dictionary(programme.duties.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    alsoSatisfying = duties.filter { !$0.value.alsoSatisfiedBy.isEmpty }.mapValues(\.alsoSatisfiedBy)
    organisations = programme.organisations.values.sorted { $0.id < $1.id }
    courseDuties = programme.duties.compactMap { duty in duty.step.map { (duty, $0) } }
  }

  public func duty(_ id: Duty.ID) -> Duty? { duties[id] }

  /// How a duty stands to one organisation in one period.
  public enum Owing: Hashable, Sendable {
    case owed
    /// The period is cut short by the organisation's forming or dissolving: shown, not owed.
    case cutShort
    case none
  }

  /// - Parameter window: when a yearly duty is held that year.
  public func owing(
    _ duty: Duty, by organisation: Organisation, in period: Period, window: ClosedRange<CivilDate>? = nil
  ) -> Owing {
    guard duty.appliesTo.covers(organisation), duty.appliesTo.fits(organisation, on: period.firstDay) else {
      return .none
    }
    switch duty.kind {
    case .quota(let quota): return owing(duty, quota, by: organisation, in: period)
    case .fixedDay(let fixedDay): return owing(duty, fixedDay, by: organisation, in: period)
    case .seasonal(let season):
      return owing(duty, in: window ?? season.window(of: period.year), by: organisation)
    case .eventOffset, .term, .dueDate: return .none
    }
  }

  private func owing(_ duty: Duty, in window: ClosedRange<CivilDate>, by organisation: Organisation) -> Owing
  {
    let life = organisation.life
    guard duty.effective.contains(window.upperBound),
      life.from.map({ $0 <= window.upperBound }) ?? true, life.to.map({ $0 >= window.lowerBound }) ?? true,
      !duty.appliesTo.needsCommittee || organisation.committee?.contains(window.lowerBound) == true
    else { return .none }
    return life.contains(window.lowerBound) && life.contains(window.upperBound) ? .owed : .cutShort
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
    let window = duty.season.map {
      self.window(duty.id, $0, of: organisation.id, in: period.year, facts: facts, knownAt: moment)
    }
    guard owing(duty, by: organisation, in: period, window: window) == .owed else { return nil }
    let inService = inService(facts, knownAt: moment)
    if let window {
      return obligation(duty, in: window, of: organisation, in: period, inService: inService)
    }
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
    _ duty: Duty, in window: ClosedRange<CivilDate>, of organisation: Organisation, in period: Period,
    inService: Timestamp
  ) -> Obligation? {
    let due = window.upperBound
    let start = [min(period.firstDay, window.lowerBound), duty.effective.from, organisation.life.from]
      .compactMap(\.self).max()
    let bornAt = start.map { max(inService, midnight($0)) } ?? inService
    guard programme.zone.date(at: bornAt) <= due else { return nil }
    return Obligation(
      duty: duty.id, organisation: organisation.id, subject: .season(window, of: period),
      word: period.description, due: due, lastWorkingDay: days.previous(from: due), bornAt: bornAt)
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
      let holder = holder(of: history.item.organisation, at: moment)
    else { return nil }
    var item = history.item
    item.organisation = holder.organisation
    let moved = history.extensions(knownAt: moment)
    if let last = moved.last { item.due = last.due }
    let known = max(moved.last?.at ?? history.enteredAt, inService(facts, knownAt: moment))
    // What is overdue when it is handed over is owed still.
    guard programme.zone.date(at: known) <= item.due else { return nil }
    let bornAt = max(known, holder.since ?? .distantPast)
    var obligation = Obligation(
      duty: item.duty, organisation: item.organisation, subject: .item(item),
      word: item.number.text + (moved.isEmpty ? "" : "~\(moved.count + 1)"),
      due: item.due, lastWorkingDay: days.previous(from: item.due), bornAt: bornAt)
    if holder.since != nil { obligation.takenOverFrom = history.item.organisation }
    return obligation
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
    if duty.season != nil, let season = frozen?.season { duty.kind = .seasonal(season) }
    if let cycle = duty.cycle {
      guard let period = Period(words[2]), period.cycle == cycle else { return nil }
      return obligation(duty, of: organisation, in: period, facts: facts, knownAt: moment)
    }
    let parts = words[2].split(separator: "~").map(String.init)
    let stem = parts.first ?? ""
    let found: Obligation? =
      if let years = duty.termYears {
        CivilDate(stem).flatMap { electedOn in
          terms(duty, of: organisation, facts: facts, knownAt: moment).first { $0.electedOn == electedOn }
            .flatMap { _ in
              obligation(
                duty, of: organisation, after: Term(electedOn: electedOn, years: years), facts: facts,
                knownAt: moment)
            }
        }
      } else if let step = duty.step {
        Course.ID(stem).flatMap { facts.courses[$0] }.flatMap {
          obligation(
            duty, step, parts.count > 1 ? Int(parts[1]) ?? 0 : 1, of: $0, facts: facts, knownAt: moment)
        }
      } else {
        Item.ID(stem).flatMap { facts.items[$0] }.flatMap {
          obligation(of: $0, facts: facts, knownAt: moment)
        }
      }
    return found?.key == key ? found : nil
  }

  /// The rule of a duty as the programme has it now.
  public func rule(of duty: Duty) -> Rule {
    guard let ladder = programme.ladders[duty.ladder] else {
      preconditionFailure("a checked programme has the ladder \(duty.ladder)")
    }
    return Rule(
      rungs: ladder.rungs, atLeast: duty.quota?.atLeast ?? 1, noticeLead: duty.noticeLead,
      fixedDay: duty.fixedDay, season: duty.season)
  }

  func inService(_ facts: Facts, knownAt moment: Timestamp) -> Timestamp {
    guard let adopted = facts.adoptedFrom(knownAt: moment) else { return inServiceSince }
    return min(inServiceSince, midnight(adopted))
  }

  func midnight(_ date: CivilDate) -> Timestamp {
    guard let midnight = CivilTime(hour: 0, minute: 0) else { preconditionFailure("00:00 is a time") }
    return programme.zone.timestamp(of: date, at: midnight)
  }
}
