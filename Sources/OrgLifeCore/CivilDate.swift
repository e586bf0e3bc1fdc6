/// A day of the proleptic Gregorian calendar, without time and without zone.
///
/// Arithmetic is on the count of days since 1970-01-01; no clock is read and no locale matters.
public struct CivilDate: Hashable, Sendable, Comparable {
  /// Days since 1970-01-01, negative before.
  public let dayNumber: Int

  public init(dayNumber: Int) {
    self.dayNumber = dayNumber
  }

  /// The day that year, month and day name, or nil where there is none (2026-02-29).
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= CivilDate.daysIn(month: month, of: year)
    else { return nil }
    self.init(uncheckedYear: year, month: month, day: day)
  }

  /// Counts days in years that begin on 1 March, so that the leap day is the last of its year.
  init(uncheckedYear year: Int, month: Int, day: Int) {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    dayNumber = era * 146_097 + dayOfEra - 719_468
  }

  public static func daysIn(month: Int, of year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  public static func isLeap(_ year: Int) -> Bool {
    year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
  }

  var components: (year: Int, month: Int, day: Int) {
    let (marchYear, dayOfYear) = countedFromMarch
    let marchMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    return (marchYear + (month <= 2 ? 1 : 0), month, day)
  }

  /// The year that begins on 1 March, and the day in it, counted from 0.
  ///
  /// Two divisions and a multiplication; Neri and Schneider, "Euclidean affine functions and their application
  /// to calendar algorithms" (2023), section 5.
  private var countedFromMarch: (year: Int, dayOfYear: Int) {
    var day = dayNumber + 719_468
    let eras = day >= 0 ? 0 : (day + 1) / 146_097 - 1
    if eras != 0 { day -= eras * 146_097 }
    let quarters = UInt64(4 * day + 3)
    let (century, rest) = quarters.quotientAndRemainder(dividingBy: 146_097)
    // A year is 365.25 days: 2^32 / 1461, rounded up.
    let years = 2_939_745 * (rest | 3)
    let year = 100 * Int(century) + Int(years >> 32)
    return (year + eras * 400, Int((years & 0xffff_ffff) / 2_939_745 / 4))
  }

  /// Worked out without month and day: recurrences ask for nothing else.
  public var year: Int {
    let (marchYear, dayOfYear) = countedFromMarch
    // January is the 306th day from March on.
    return marchYear + (dayOfYear >= 306 ? 1 : 0)
  }

  public var month: Int { components.month }
  public var day: Int { components.day }

  public var weekday: Weekday {
    // 1970-01-01 was a Thursday.
    let index = (dayNumber % 7 + 7 + 3) % 7
    return Weekday.allCases[index]
  }

  public static func < (left: CivilDate, right: CivilDate) -> Bool { left.dayNumber < right.dayNumber }

  /// The day `days` calendar days later, or earlier where negative.
  public func adding(days: Int) -> CivilDate { CivilDate(dayNumber: dayNumber + days) }

  /// The same day of the month `months` later, or that month's last day where it is shorter:
  /// 31 January and one month is 28 February.
  public func adding(months: Int) -> CivilDate {
    let (year, month, day) = components
    let count = year * 12 + (month - 1) + months
    let newYear = count >= 0 ? count / 12 : (count - 11) / 12
    let newMonth = count - newYear * 12 + 1
    return CivilDate(
      uncheckedYear: newYear, month: newMonth,
      day: min(day, CivilDate.daysIn(month: newMonth, of: newYear)))
  }

  /// Calendar days from this day to the other: positive where the other is later.
  public func days(until other: CivilDate) -> Int { other.dayNumber - dayNumber }
}

/// Monday first, as ISO 8601 counts.
public enum Weekday: Int, CaseIterable, Codable, Sendable {
  case monday = 1
  case tuesday, wednesday, thursday, friday, saturday, sunday

  public var isWeekend: Bool { self == .saturday || self == .sunday }
}
