import OrgLifeCore

extension Agenda {
  typealias Bounds = (due: CivilDate, lastWorkingDay: CivilDate)

  /// The due day of a period, its fixed day, its season's last or its own last one, and the last working day up to
  /// it; nil where the rule names no day in it.
  func bounds(by rule: Rule, in period: Period) -> Bounds? {
    let due: CivilDate? =
      if let fixedDay = rule.fixedDay {
        fixedDay.day(in: period, days)?.held
      } else {
        rule.season?.window(of: period.year).upperBound ?? period.lastDay
      }
    return due.map { ($0, days.previous(from: $0)) }
  }

  /// The same, and what the notices of the year make of it for those to whom they are addressed.
  func everyBounds(
    _ duty: Duty.ID, by rule: Rule, in period: Period, facts: Facts, knownAt moment: Timestamp
  ) -> [Bounds] {
    let noticed =
      rule.season == nil
      ? []
      : facts.notices(duty, period.year, knownAt: moment).map { ($0.to, days.previous(from: $0.to)) }
    return (bounds(by: rule, in: period).map { [$0] } ?? []) + noticed
  }

  /// The day on which a rung fires.
  ///
  /// Before-rungs of a period count from its last working day, after-rungs from its last calendar day. A
  /// calendar-day rung on a day that is not worked moves back when before due, forward when after.
  public func day(of rung: Rung, due: CivilDate, lastWorkingDay: CivilDate) -> CivilDate {
    let offset = rung.offset
    let base = rung.anchor == .period && !rung.isAfterDue ? lastWorkingDay : due
    switch offset.unit {
    case .working where offset.days != 0: return days.adding(offset.days, to: base)
    case .working: return days.previous(from: base)
    case .calendar, .months:
      let day =
        offset.unit == .months ? base.adding(months: offset.days) : base.adding(days: offset.days)
      return rung.isAfterDue ? days.next(from: day) : days.previous(from: day)
    }
  }

  public func moment(of rung: Rung, on day: CivilDate) -> Timestamp {
    programme.zone.timestamp(of: day, at: rung.sendAt ?? programme.sendAt)
  }

  func moment(of rung: Rung, for obligation: Obligation) -> Timestamp {
    moment(
      of: rung, on: day(of: rung, due: obligation.due, lastWorkingDay: obligation.lastWorkingDay))
  }

  /// When an after-rung fires that follows one which fired late: it waits the ladder's own gap again.
  func moment(
    of rung: Rung, after lower: Rung, firedOn fired: CivilDate, for obligation: Obligation
  ) -> Timestamp {
    let from = day(of: lower, due: obligation.due, lastWorkingDay: obligation.lastWorkingDay)
    let to = day(of: rung, due: obligation.due, lastWorkingDay: obligation.lastWorkingDay)
    let day: CivilDate =
      switch rung.offset.unit {
      case .working: days.adding(days.count(from: from, to: to), to: fired)
      case .calendar, .months: days.next(from: fired.adding(days: from.days(until: to)))
      }
    return moment(of: rung, on: day)
  }
}
