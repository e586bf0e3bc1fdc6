/// The lists of a rule. Sorted, first those from the start, then those from the end; each value once; empty where
/// not given.
///
/// Behind one reference: who plans copies rules by the million, and each list would be counted by itself.
final class RecurrenceLists: Hashable, Sendable {
  let months: [Int]
  let weekNumbers: [Int]
  let yearDays: [Int]
  let monthDays: [Int]
  let days: [RecurrenceRule.Day]
  let hours: [Int]
  let minutes: [Int]
  let seconds: [Int]
  let positions: [Int]
  /// Of the days the n-th weekdays of the month or year.
  let numbered: [RecurrenceRule.Day]
  /// What of this can be said by masks.
  let pattern: RecurrencePattern
  /// Whether that is all but times.
  let isMasked: Bool

  init(_ parts: RecurrenceParts) {
    months = parts.months
    weekNumbers = parts.weekNumbers
    yearDays = parts.yearDays
    monthDays = parts.monthDays
    days = parts.days
    hours = parts.hours
    minutes = parts.minutes
    seconds = parts.seconds
    positions = parts.positions
    numbered = parts.days.filter { $0.ordinal != 0 }
    pattern = RecurrencePattern(parts)
    isMasked = pattern.isWhole && positions.isEmpty
  }

  private var numbers: [[Int]] {
    [months, weekNumbers, yearDays, monthDays, hours, minutes, seconds, positions]
  }

  static func == (left: RecurrenceLists, right: RecurrenceLists) -> Bool {
    left === right || (left.numbers == right.numbers && left.days == right.days)
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(numbers)
    hasher.combine(days)
  }
}
