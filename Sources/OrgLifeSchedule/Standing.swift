import OrgLifeCore

/// How an obligation stands at a moment, with what was known then. Asked, never stored.
public struct Standing: Hashable, Sendable {
  public enum State: Hashable, Sendable {
    /// Owed and not fulfilled.
    case open
    /// An item reported as done; it is owed until a second person closes it.
    case submitted
    case fulfilled
    case waived(reason: String)
    /// The organisation is no more.
    case dissolved
  }

  public var state: State
  /// Meetings that count; for an item 1 when closed.
  public var done: Int
  public var needed: Int

  public init(state: State, done: Int, needed: Int) {
    self.state = state
    self.done = done
    self.needed = needed
  }

  public var isOwed: Bool { state == .open || state == .submitted }

  public var missing: Int { max(0, needed - done) }
}

extension Agenda {
  /// Meetings that count for the obligation: those of its ``records(for:facts:knownAt:)`` that are judged so.
  public func meetings(for obligation: Obligation, facts: Facts, knownAt moment: Timestamp) -> [Facts.Meeting]
  {
    records(for: obligation, facts: facts, knownAt: moment).filter {
      judgement(of: $0, at: moment) == .counts
    }
  }

  /// Meetings that were recorded for the obligation, whether they count or not: those held in its period, late entries of
  /// them, and make-ups that name it. A make-up is one for the period it names and nowhere else.
  ///
  /// A meeting of another duty that counts for this one too is one as well. What it makes up for is a period of its own
  /// duty; where the two go by other periods, it counts here by its day.
  public func records(for obligation: Obligation, facts: Facts, knownAt moment: Timestamp) -> [Facts.Meeting]
  {
    guard facts.hasMeetings, let period = obligation.period else { return [] }
    let span = span(of: obligation, in: period)
    let season = duty(obligation.duty)?.season
    func isOf(_ record: MeetingRecord) -> Bool {
      if let named = record.makesUpFor,
        record.duty == obligation.duty || Period(named)?.cycle == period.cycle
      {
        return named == period.description
      }
      guard let season else { return span.contains(record.date) }
      return belongs(
        record.date, to: period.year, obligation.duty, season, of: obligation.organisation, facts: facts,
        knownAt: moment)
    }
    func records(of duty: Duty.ID) -> [Facts.Meeting] {
      facts.meetings(duty, of: obligation.organisation, knownAt: moment).filter { isOf($0.record) }
    }
    let own = records(of: obligation.duty)
    // Asked for every obligation of every step, and most programmes have none.
    guard !alsoSatisfying.isEmpty, let others = alsoSatisfying[obligation.duty] else { return own }
    return own + others.flatMap { records(of: $0) }
  }

  /// What a record is worth, with what was known of it at the moment, by the programme of now.
  public func judgement(of meeting: Facts.Meeting, at moment: Timestamp) -> Judgement {
    judgement(of: meeting.record, isConfirmed: meeting.isConfirmed(at: moment))
  }

  public func judgement(of record: MeetingRecord, isConfirmed: Bool = false) -> Judgement {
    Judgement(
      record, of: duty(record.duty), words: programme.recordWords, isConfirmed: isConfirmed)
  }

  /// The days on which a meeting counts for the period. A fixed day that was moved out of its period belongs
  /// to it still, and not to the neighbour in which it is held.
  private func span(of obligation: Obligation, in period: Period) -> ClosedRange<CivilDate> {
    guard let day = obligation.fixedDay?.held, let fixedDay = duty(obligation.duty)?.fixedDay else {
      return period.firstDay...period.lastDay
    }
    var first = min(period.firstDay, day)
    var last = max(period.lastDay, day)
    if let before = fixedDay.day(in: period.previous, days)?.held, before >= first {
      first = before.adding(days: 1)
    }
    if let after = fixedDay.day(in: period.next, days)?.held, after <= last { last = after.adding(days: -1) }
    return first...max(first, last)
  }

  public func standing(of obligation: Obligation, rule: Rule, facts: Facts, at moment: Timestamp) -> Standing
  {
    let done: Int
    var isSubmitted = false
    switch obligation.subject {
    case .period, .day, .season:
      done = meetings(for: obligation, facts: facts, knownAt: moment).count
    case .item(let item):
      let history = facts.items[item.number]
      done = history?.closing.map { $0.at <= moment } == true ? 1 : 0
      isSubmitted = history?.submissions.contains { $0.at <= moment } == true
    case .step(let course, after: let day):
      done = isTaken(obligation, course, after: day, facts: facts, at: moment) ? 1 : 0
    case .term(let term):
      let later = facts.meetings(obligation.duty, of: obligation.organisation, knownAt: moment)
        .contains { $0.record.date > term.electedOn && judgement(of: $0, at: moment) == .counts }
      let isReplaced =
        programme.organisations[obligation.organisation]?.electedOn.map { $0 > term.electedOn } ?? false
      done = later || isReplaced ? 1 : 0
    }
    return Standing(
      state: state(
        of: obligation, isFulfilled: done >= rule.atLeast, isSubmitted: isSubmitted, facts: facts, at: moment),
      done: done, needed: rule.atLeast)
  }

  /// Whether the step was taken, or the event is known that ends its being owed again and again.
  private func isTaken(
    _ obligation: Obligation, _ course: Course, after day: CivilDate, facts: Facts, at moment: Timestamp
  ) -> Bool {
    guard let history = facts.courses[course.number], let step = duty(obligation.duty)?.step else {
      return false
    }
    if let until = step.until, !history.events(until, knownAt: moment).isEmpty { return true }
    let time = obligation.word.split(separator: "~").dropFirst().first.flatMap { Int($0) } ?? 1
    return history.events(obligation.duty, knownAt: moment).count >= time
  }

  private func state(
    of obligation: Obligation, isFulfilled: Bool, isSubmitted: Bool, facts: Facts, at moment: Timestamp
  ) -> Standing.State {
    if isFulfilled { return .fulfilled }
    let former = obligation.formerKey.flatMap { facts.waiver(of: $0, knownAt: moment) }
    if let reason = former ?? facts.waiver(of: obligation.key, knownAt: moment) {
      return .waived(reason: reason)
    }
    let life = programme.organisations[obligation.organisation]?.life
    if life?.contains(programme.zone.date(at: moment)) != true { return .dissolved }
    return isSubmitted ? .submitted : .open
  }

  /// The last day on which a meeting can still be announced in time: T-0 less the duty's notice lead.
  public func lastSafeDay(of obligation: Obligation, rule: Rule) -> CivilDate {
    let last = obligation.lastWorkingDay
    let lead = DayOffset(-rule.noticeLead.days, rule.noticeLead.unit)
    return days.previous(from: days.adding(lead, to: last))
  }
}
