/// The days of a rule in order, each once: worked out one period at a time, as they are asked for.
///
/// It ends with COUNT or UNTIL, with the last day asked for, with the year 9999, or where 100 years have no such
/// day.
public struct RecurrenceDays: Sequence, IteratorProtocol {
  private var walk: RecurrenceWalk
  private let hasPositions: Bool
  private let start: Int
  private let first: Int
  private let last: CivilDate
  private var left: Int
  private var found: Int
  private var word = 0
  private var bits: UInt64 = 0

  init(_ rule: borrowing RecurrenceRule, from start: CivilDate, in range: ClosedRange<CivilDate>) {
    // What COUNT still leaves is known only to who counts from the start.
    let first = Swift.max(start, range.lowerBound)
    last = Swift.min(range.upperBound, rule.until?.date ?? RecurrenceWalk.lastDay, RecurrenceWalk.lastDay)
    walk = RecurrenceWalk(rule, start: start, from: rule.count == nil ? first : start, through: last)
    hasPositions = walk.pattern.hasPositions
    self.start = start.dayNumber
    self.first = first.dayNumber
    left = rule.count ?? .max
    found = rule.count == nil ? first.dayNumber : start.dayNumber
  }

  public mutating func next() -> CivilDate? {
    while left > 0 {
      while bits == 0 {
        word += 1
        if word >= walk.set.wordCount {
          guard walk.next(), walk.set.firstDay - found <= RecurrenceWalk.longestWaitDays else {
            left = 0
            return nil
          }
          if hasPositions { walk.keepPositions() }
          word = 0
        }
        bits = walk.set.words[word]
      }
      let day = walk.set.firstDay + word * 64 + bits.trailingZeroBitCount
      bits &= bits - 1
      if day < start { continue }
      guard day <= last.dayNumber else {
        left = 0
        return nil
      }
      left -= 1
      found = day
      if day >= first { return CivilDate(dayNumber: day) }
    }
    return nil
  }
}

extension RecurrenceRule {
  /// The days of the rule from a start on, which is one of them only where the rule names it.
  ///
  /// BYHOUR, BYMINUTE and BYSECOND do not count here, and of UNTIL only the day does.
  public func days(from start: CivilDate) -> RecurrenceDays {
    RecurrenceDays(self, from: start, in: start...max(start, RecurrenceWalk.lastDay))
  }

  /// Those of ``days(from:)`` that lie in a span of days. Without COUNT it costs nothing that the start is long ago.
  public func days(from start: CivilDate, in range: ClosedRange<CivilDate>) -> [CivilDate] {
    Array(RecurrenceDays(self, from: start, in: range))
  }

  /// The same as ``days(from:in:)``, without an array: for who asks for many rules, one after the other.
  public func forEachDay(
    from start: CivilDate, in range: ClosedRange<CivilDate>, _ body: (CivilDate) -> Void
  ) {
    var days = RecurrenceDays(self, from: start, in: range)
    while let day = days.next() { body(day) }
  }
}
