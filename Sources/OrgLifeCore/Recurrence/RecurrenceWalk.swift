/// The periods of a rule one after the other: each day, week, month or year that `INTERVAL` leaves, with the
/// days in it that the rule names.
struct RecurrenceWalk {
  /// 31 December 9999: no date is written later.
  static let lastDay = CivilDate(uncheckedYear: 9999, month: 12, day: 31)
  /// A hundred years. Every rule that has an occurrence at all has one within 100 of its periods, but for those
  /// that skip whole years; what comes once in a longer time is taken for a mistake.
  static let longestWaitDays = 36_525

  let pattern: RecurrencePattern
  /// The days of the period last walked to; positions are not applied yet.
  private(set) var set = DaySet()
  private let interval: Int
  /// The next period: the number of its first day, of its month since year 0, or its year.
  private var period: Int

  /// - Parameter first: earlier periods are skipped, as long as the skip costs nothing. Not before `start`.
  init(_ rule: RecurrenceRule, start: CivilDate, from first: CivilDate) {
    pattern = rule.pattern.completed(by: start)
    interval = rule.frequency == .weekly ? rule.interval * 7 : rule.interval
    let begin = RecurrenceWalk.period(of: start, rule)
    let wanted = RecurrenceWalk.period(of: first, rule)
    period = begin + (wanted - begin + interval - 1) / interval * interval
  }

  private static func period(of day: CivilDate, _ rule: RecurrenceRule) -> Int {
    switch rule.frequency {
    case .daily: day.dayNumber
    case .weekly: day.dayNumber - (day.weekdayIndex - rule.weekStart.rawValue + 8) % 7
    case .monthly: day.year * 12 + day.month - 1
    case .yearly: day.year
    }
  }

  /// Goes to the next period; false where it begins after `last`, which then is the end for good.
  mutating func next(through last: CivilDate) -> Bool {
    switch pattern.frequency {
    case .daily:
      guard period <= last.dayNumber else { return false }
      pattern.day(CivilDate(dayNumber: period), into: &set)
    case .weekly:
      guard period <= last.dayNumber else { return false }
      pattern.week(from: CivilDate(dayNumber: period), into: &set)
    case .monthly:
      let year = period / 12
      guard year <= 9999 else { return false }
      pattern.month(period % 12 + 1, of: year, into: &set)
    case .yearly:
      guard period <= 9999 else { return false }
      pattern.year(period, into: &set)
    }
    period += interval
    return set.firstDay <= last.dayNumber
  }

  /// Applies BYSETPOS to the days of this period.
  mutating func keepPositions() { set.keep(pattern.positions) }
}

extension CivilDate {
  /// 0 for Monday.
  var weekdayIndex: Int { (dayNumber % 7 + 10) % 7 }
}
