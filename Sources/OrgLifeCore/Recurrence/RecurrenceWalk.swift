/// The periods of a rule one after the other: each day, week, month or year that `INTERVAL` leaves, with the
/// days in it that the rule names.
struct RecurrenceWalk {
  /// 31 December 9999: no date is written later.
  static let lastDay = CivilDate(uncheckedYear: 9999, month: 12, day: 31)
  /// A hundred years. Every rule that has an occurrence at all has one within 100 of its periods, but for those
  /// that skip whole years; what comes once in a longer time is taken for a mistake.
  static let longestWaitDays = 36_525

  private let pattern: RecurrencePattern
  /// nil where the pattern is whole and there are no positions: most rules are so, and a copy then counts no
  /// reference.
  private let lists: RecurrenceLists?
  /// The days of the period last walked to; positions are not applied yet.
  private(set) var set = DaySet()
  private let interval: Int
  /// The next period: the number of its first day, of its month since year 0, or its year.
  private var period: Int
  private let lastPeriod: Int

  /// - Parameters:
  ///   - first: earlier periods are skipped, as long as the skip costs nothing. Not before `start`.
  ///   - last: no period that begins later is walked to.
  init(_ rule: borrowing RecurrenceRule, start: CivilDate, from first: CivilDate, through last: CivilDate) {
    var pattern = rule.pattern
    pattern.complete(by: start)
    self.pattern = pattern
    lists = rule.listsBesidePattern
    interval = rule.frequency == .weekly ? rule.interval * 7 : rule.interval
    let wanted = RecurrenceWalk.period(of: first, rule.frequency, rule.weekStart)
    if interval == 1 || start == first {
      period = wanted
    } else {
      let begin = RecurrenceWalk.period(of: start, rule.frequency, rule.weekStart)
      period = begin + (wanted - begin + interval - 1) / interval * interval
    }
    lastPeriod = RecurrenceWalk.period(of: last, rule.frequency, rule.weekStart)
  }

  private static func period(
    of day: CivilDate, _ frequency: RecurrenceRule.Frequency, _ weekStart: Weekday
  ) -> Int {
    switch frequency {
    case .daily: day.dayNumber
    case .weekly: day.dayNumber - (day.weekdayIndex - weekStart.rawValue + 8) % 7
    case .monthly: day.year * 12 + day.month - 1
    case .yearly: day.year
    }
  }

  /// Goes to the next period; false where there is none any more.
  mutating func next() -> Bool {
    guard period <= lastPeriod else { return false }
    switch pattern.frequency {
    case .daily:
      pattern.day(CivilDate(dayNumber: period), into: &set)
    case .weekly:
      pattern.week(from: CivilDate(dayNumber: period), into: &set)
    case .monthly:
      pattern.month(period % 12 + 1, of: period / 12, into: &set)
    case .yearly:
      pattern.year(period, lists, into: &set)
    }
    period += interval
    return true
  }

  /// Applies BYSETPOS to the days of this period.
  mutating func keepPositions() {
    if let lists, !lists.positions.isEmpty { set.keep(lists.positions) }
  }
}

extension CivilDate {
  /// 0 for Monday.
  var weekdayIndex: Int { (dayNumber % 7 + 10) % 7 }
}
