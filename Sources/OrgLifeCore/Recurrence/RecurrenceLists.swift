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
  }

  /// Whether masks hold all that these lists say of days.
  var isMasked: Bool {
    numbered.isEmpty && weekNumbers.isEmpty && yearDays.isEmpty && positions.isEmpty
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
