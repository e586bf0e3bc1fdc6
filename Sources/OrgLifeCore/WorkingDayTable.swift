/// Every working day of the years that a calendar speaks of, counted through: so that n working days on are two look-ups
/// and not n questions. Before and after that stretch, weekdays are worked.
struct WorkingDayTable: Hashable, Sendable {
  /// The day number on which the stretch begins.
  private let first: Int
  /// How many of the first i days of the stretch are worked; one element more than it has days.
  private let counts: [Int32]
  /// The day numbers of the stretch's working days, less `first`.
  private let worked: [Int32]

  /// - Parameter isWorked: the days that are not as their weekday has them, by day number.
  init(exceptions isWorked: [Int: Bool]) {
    first = isWorked.keys.min() ?? 0
    let last = isWorked.keys.max() ?? -1
    var counts: [Int32] = [0]
    var worked: [Int32] = []
    counts.reserveCapacity(last - first + 2)
    if first <= last {
      for day in first...last {
        if isWorked[day] ?? !CivilDate(dayNumber: day).weekday.isWeekend { worked.append(Int32(day - first)) }
        counts.append(Int32(worked.count))
      }
    }
    self.counts = counts
    self.worked = worked
  }

  func isWorked(_ day: Int) -> Bool {
    let index = day - first
    guard index >= 0, index < counts.count - 1 else {
      return Self.weekdays(through: day) > Self.weekdays(through: day - 1)
    }
    return counts[index + 1] > counts[index]
  }

  /// Working days up to and including the day, counted from the stretch's first day; 0 or less before it.
  func rank(of day: Int) -> Int {
    let index = day - first
    if index < 0 { return Self.weekdays(through: day) - Self.weekdays(through: first - 1) }
    if index < counts.count - 1 { return Int(counts[index + 1]) }
    return worked.count + Self.weekdays(through: day) - Self.weekdays(through: first + counts.count - 2)
  }

  /// The working day whose ``rank(of:)`` it is.
  @inline(__always)  // A tenth of a planned reminder otherwise.
  private func day(ofRank rank: Int) -> Int {
    if rank < 1 { return Self.day(ofWeekday: rank + Self.weekdays(through: first - 1)) }
    if rank <= worked.count { return first + Int(worked[rank - 1]) }
    return Self.day(ofWeekday: rank - worked.count + Self.weekdays(through: first + counts.count - 2))
  }

  /// The n-th working day after a day; before it where negative; the day itself for 0.
  func day(_ workingDays: Int, after day: Int) -> Int {
    if workingDays == 0 { return day }
    // A day that is not worked has the rank of the working day before it, which going back meets first.
    let rank: Int
    let isWorked: Bool
    let index = day - first
    if index >= 0, index < counts.count - 1 {
      rank = Int(counts[index + 1])
      isWorked = rank > Int(counts[index])
    } else {
      rank = self.rank(of: day)
      isWorked = self.isWorked(day)
    }
    return self.day(ofRank: rank + workingDays + (workingDays < 0 && !isWorked ? 1 : 0))
  }

  // Weekdays are counted so that Monday, 29 December 1969, is the first.

  private static func weekdays(through day: Int) -> Int {
    let (week, weekday) = floorDivided(day + 3, by: 7)
    return week * 5 + min(weekday + 1, 5)
  }

  private static func day(ofWeekday number: Int) -> Int {
    let (week, weekday) = floorDivided(number - 1, by: 5)
    return week * 7 + weekday - 3
  }

  private static func floorDivided(_ value: Int, by divisor: Int) -> (quotient: Int, rest: Int) {
    let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
    return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
  }
}
