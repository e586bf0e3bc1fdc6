/// How a duty names one day in each period, such as the themed Party day on the first Friday of the month.
public struct FixedDay: Hashable, Codable, Sendable {
  /// What becomes of a day that is not worked.
  public enum Shift: String, Codable, CaseIterable, Sendable {
    /// The first working day after it, a make-up Saturday or Sunday included.
    case next
    /// The last working day before it.
    case previous
    /// It stays, holiday or not.
    case none
    /// The first working day after it that is no make-up Saturday or Sunday. A day that is worked stays, be it a
    /// make-up day itself.
    case avoidMakeupWeekends = "avoid-makeup-weekends"
  }

  /// What a period is; keys carry it.
  public var cycle: Cycle
  public var rule: RecurrenceRule
  /// RFC 5545's DTSTART: the rule's intervals and counts reckon from this day.
  public var start: CivilDate
  public var shift: Shift

  public init(cycle: Cycle, rule: RecurrenceRule, start: CivilDate, shift: Shift = .next) {
    self.cycle = cycle
    self.rule = rule
    self.start = start
    self.shift = shift
  }

  /// The day of a period: as the rule has it, and as it is held.
  public struct Day: Hashable, Sendable {
    public var planned: CivilDate
    /// The planned day or, where it is moved, the day in its place; it may lie in a neighbouring period.
    public var held: CivilDate

    public var isMoved: Bool { planned != held }
  }

  /// The period's day; nil where the rule has none in it. Of several the first counts.
  public func day(in period: Period, _ days: WorkingDays) -> Day? {
    guard let planned = rule.days(from: start, in: period.firstDay...period.lastDay).first else { return nil }
    return Day(planned: planned, held: held(planned, days))
  }

  /// When it is held, if the rule names this day.
  public func held(_ planned: CivilDate, _ days: WorkingDays) -> CivilDate {
    switch shift {
    case .none: planned
    case .next: days.next(from: planned)
    case .previous: days.previous(from: planned)
    case .avoidMakeupWeekends: days.next(from: planned, avoidMakeupWeekends: true)
    }
  }
}
