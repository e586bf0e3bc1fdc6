/// Which days of a period a rule names, as bit masks: the rule, and what its start adds to it.
///
/// All BY parts that speak of days are conditions on a day, and a day must meet all of them. So each part is
/// a mask over the days of the period, and the answer is what is left of all masks together.
struct RecurrencePattern: Sendable {
  let frequency: RecurrenceRule.Frequency
  /// 0 for Monday.
  private let weekStart: Int
  /// Bit 1 is January; 0 where any month will do.
  private var months: UInt16 = 0
  private var hasMonthDays: Bool
  /// Bit 0 is the first of the month.
  private var daysFromFirst: UInt64 = 0
  /// Bit 31 is the last of the month, so that a shift by what the month lacks of 32 days puts it in its place.
  private var daysFromLast: UInt64 = 0
  private var hasDays: Bool
  /// Bit 0 is Monday.
  private var weekdays: UInt64 = 0
  /// Seven bits for the first weekdays of a month, seven for the second, and so on; bit 0 is the first Monday.
  private var weekdaysFromFirst: UInt64 = 0
  /// The same from the end: the last seven of 35 bits are for the last weekdays of a month.
  private var weekdaysFromLast: UInt64 = 0
  private let hasWeekNumbers: Bool
  private let hasYearDays: Bool
  /// Numbered weekdays are counted in the year: where months are named, they are counted in each of them.
  private let countsInYear: Bool

  /// The rule alone, without what it leaves to its start.
  init(_ parts: RecurrenceParts) {
    frequency = parts.frequency
    weekStart = (parts.weekStart ?? .monday).rawValue - 1
    hasWeekNumbers = !parts.weekNumbers.isEmpty
    hasYearDays = !parts.yearDays.isEmpty
    countsInYear =
      parts.frequency == .yearly && parts.months.isEmpty && parts.days.contains { $0.ordinal != 0 }
    for month in parts.months { months |= 1 << UInt16(month) }
    hasMonthDays = !parts.monthDays.isEmpty
    for day in parts.monthDays {
      if day > 0 { daysFromFirst |= 1 << UInt64(day - 1) } else { daysFromLast |= 1 << UInt64(32 + day) }
    }
    hasDays = !parts.days.isEmpty
    for day in parts.days {
      let bit: UInt64 = 1 << UInt64(day.weekday.rawValue - 1)
      switch day.ordinal {
      case 0: weekdays |= bit
      case 1...5: weekdaysFromFirst |= bit << UInt64(7 * (day.ordinal - 1))
      case -5 ... -1: weekdaysFromLast |= bit << UInt64(7 * (day.ordinal + 5))
      default: break  // No month has six of a weekday.
      }
    }
    weekdaysFromFirst |= weekdays &* RecurrencePattern.fiveTimes
  }

  /// Whether masks hold all that the rule says of days; else its lists are needed.
  var isWhole: Bool { !hasWeekNumbers && !hasYearDays && !countsInYear }

  /// RFC 5545, section 3.3.10: what a rule leaves open is as it is on the day of the start.
  mutating func complete(by start: CivilDate) {
    guard !hasDays, !hasMonthDays, !hasYearDays else { return }
    switch frequency {
    case .daily: break
    case .monthly: takeMonthDay(of: start)
    case .yearly where !hasWeekNumbers:
      takeMonthDay(of: start)
      if months == 0 { months = 1 << UInt16(start.month) }
    case .weekly, .yearly:
      hasDays = true
      weekdays = 1 << UInt64(start.weekdayIndex)
      weekdaysFromFirst = weekdays &* RecurrencePattern.fiveTimes
    }
  }

  private mutating func takeMonthDay(of start: CivilDate) {
    hasMonthDays = true
    daysFromFirst = 1 << UInt64(start.day - 1)
  }

  func day(_ day: CivilDate, into set: inout DaySet) {
    set.begin(at: day.dayNumber, names(day) ? 1 : 0)
  }

  /// For rules by the day, whose weekdays have no numbers.
  private func names(_ day: CivilDate) -> Bool {
    if hasDays, weekdays >> UInt64(day.weekdayIndex) & 1 == 0 { return false }
    if months == 0, !hasMonthDays { return true }
    let (year, month, dayOfMonth) = day.components
    guard allows(month) else { return false }
    guard hasMonthDays else { return true }
    return inMonth(CivilDate.daysIn(month: month, of: year)) >> UInt64(dayOfMonth - 1) & 1 == 1
  }

  /// The week that begins on `first`.
  func week(from first: CivilDate, into set: inout DaySet) {
    var bits = turned(weekdays, to: weekStart)
    if months != 0 {
      for offset in 0..<7 where !allows(first.adding(days: offset).month) { bits &= ~(1 << UInt64(offset)) }
    }
    set.begin(at: first.dayNumber, bits)
  }

  func month(_ month: Int, of year: Int, into set: inout DaySet) {
    let first = CivilDate(uncheckedYear: year, month: month, day: 1)
    let length = CivilDate.daysIn(month: month, of: year)
    guard allows(month) else { return set.begin(at: first.dayNumber, 0) }
    var bits = inMonth(length)
    if hasDays { bits &= weekdays(of: length, from: first.weekdayIndex) }
    set.begin(at: first.dayNumber, bits)
  }

  /// - Parameter lists: of the rule; asked only where the pattern is not whole.
  func year(_ year: Int, _ lists: RecurrenceLists?, into set: inout DaySet) {
    let first = CivilDate(uncheckedYear: year, month: 1, day: 1)
    let length = CivilDate.isLeap(year) ? 366 : 365
    let firstWeekday = first.weekdayIndex
    set.beginYear(at: first.dayNumber)
    var left = months == 0 ? RecurrencePattern.allMonths : months
    while left != 0 {
      let month = left.trailingZeroBitCount
      left &= left - 1
      // Counted from March, months before a given one have 30.6 days each, rounded.
      let offset = month <= 2 ? 31 * (month - 1) : (153 * (month - 3) + 2) / 5 + length - 306
      let days = CivilDate.daysIn(month: month, of: year)
      var bits = inMonth(days)
      if hasDays, !countsInYear { bits &= weekdays(of: days, from: (firstWeekday + offset) % 7) }
      set.add(bits, at: offset)
    }
    guard !isWhole, let lists else { return }
    if countsInYear { set.formIntersection(numberedDays(lists.numbered, ofYear: first, length)) }
    if hasYearDays {
      var named = DaySet()
      for day in lists.yearDays where abs(day) <= length { named.add(day > 0 ? day - 1 : length + day) }
      set.formIntersection(named)
    }
    if hasWeekNumbers { set.formIntersection(weeks(lists.weekNumbers, of: year, first, length)) }
  }

  private static let allMonths: UInt16 = 0b1_1111_1111_1110

  private func allows(_ month: Int) -> Bool { months == 0 || months >> UInt16(month) & 1 == 1 }

  /// The days that BYMONTHDAY names in a month of so many days; all of them where it is not given.
  private func inMonth(_ length: Int) -> UInt64 {
    let all: UInt64 = (1 << UInt64(length)) - 1
    return hasMonthDays ? (daysFromFirst | daysFromLast >> UInt64(32 - length)) & all : all
  }

  /// The days that BYDAY names in a month of so many days that begins on this weekday.
  private func weekdays(of length: Int, from firstWeekday: Int) -> UInt64 {
    let bits = turnedWeeks(weekdaysFromFirst, to: firstWeekday)
    guard weekdaysFromLast != 0 else { return bits }
    return bits | turnedWeeks(weekdaysFromLast, to: (firstWeekday + length) % 7) >> UInt64(35 - length)
  }

  private func numberedDays(
    _ numbered: [RecurrenceRule.Day], ofYear first: CivilDate, _ length: Int
  ) -> DaySet {
    var set = DaySet()
    let week = turned(weekdays, to: first.weekdayIndex)
    if week != 0 {
      for offset in 0..<length where week >> UInt64(offset % 7) & 1 == 1 { set.add(offset) }
    }
    for day in numbered {
      let offset = RecurrencePattern.offset(of: day, in: length, from: first.weekdayIndex)
      if offset >= 0, offset < length { set.add(offset) }
    }
    return set
  }

  /// The days of the year that lie in one of the named weeks, be it a week of the year before or after that
  /// reaches into this one. Week 1 is the first with four days or more in its year.
  private func weeks(_ weekNumbers: [Int], of year: Int, _ first: CivilDate, _ length: Int) -> DaySet {
    var set = DaySet()
    for owner in (year - 1)...(year + 1) {
      let begin = firstWeek(of: owner)
      let count = (firstWeek(of: owner + 1) - begin) / 7
      for number in weekNumbers where abs(number) <= count {
        let monday = begin + 7 * (number > 0 ? number - 1 : count + number)
        for day in monday..<(monday + 7) where (0..<length).contains(day - first.dayNumber) {
          set.add(day - first.dayNumber)
        }
      }
    }
    return set
  }

  /// The day number on which week 1 begins: the week that 4 January lies in.
  private func firstWeek(of year: Int) -> Int {
    let fourth = CivilDate(uncheckedYear: year, month: 1, day: 4)
    return fourth.dayNumber - (fourth.weekdayIndex - weekStart + 7) % 7
  }

  /// A week's bits from Monday on, as bits from another weekday on.
  private func turned(_ week: UInt64, to first: Int) -> UInt64 {
    (week >> UInt64(first) | week << UInt64(7 - first)) & 127
  }

  /// A multiplication by this sets seven bits five times one after the other.
  private static let fiveTimes: UInt64 = 0x1020_4081

  /// The same for five weeks one after the other.
  private func turnedWeeks(_ weeks: UInt64, to first: Int) -> UInt64 {
    let kept = (127 >> UInt64(first)) &* RecurrencePattern.fiveTimes
    return (weeks >> UInt64(first)) & kept | (weeks << UInt64(7 - first)) & ~kept
  }

  private static func offset(of day: RecurrenceRule.Day, in length: Int, from firstWeekday: Int) -> Int {
    let weekday = day.weekday.rawValue - 1
    if day.ordinal > 0 { return (weekday - firstWeekday + 7) % 7 + 7 * (day.ordinal - 1) }
    let lastWeekday = (firstWeekday + length - 1) % 7
    return length - 1 - (lastWeekday - weekday + 7) % 7 + 7 * (day.ordinal + 1)
  }
}
