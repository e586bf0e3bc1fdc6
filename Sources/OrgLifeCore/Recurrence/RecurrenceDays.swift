/// The days of a rule in order, each once: worked out one period at a time, as they are asked for.
///
/// It ends with COUNT or UNTIL, with the last day asked for, with the year 9999, or where 100 years have no such
/// day.
public struct RecurrenceDays: Sequence, IteratorProtocol {
  private var walk: RecurrenceWalk
  /// The first day that is given; what COUNT counts may lie before.
  private let first: Int
  private let begin: Int
  private let last: Int
  private var left: Int
  private var found: Int
  /// Where it stands: a word of the period's days, the day of its lowest bit, and the days in it still to give.
  private var word = 0
  private var base = 0
  private var bits: UInt64 = 0

  init(_ rule: borrowing RecurrenceRule, from start: CivilDate, in range: ClosedRange<CivilDate>) {
    let first = Swift.max(start, range.lowerBound)
    let last = Swift.min(range.upperBound, rule.until?.date ?? RecurrenceWalk.lastDay, RecurrenceWalk.lastDay)
    // What COUNT still leaves is known only to who counts from the start.
    let begin = rule.count == nil ? first : start
    walk = RecurrenceWalk(rule, start: start, from: begin, through: last)
    self.first = first.dayNumber
    self.begin = begin.dayNumber
    self.last = last.dayNumber
    left = rule.count ?? .max
    found = begin.dayNumber
  }

  public mutating func next() -> CivilDate? {
    while left > 0, bits != 0 || fill() {
      let day = base + bits.trailingZeroBitCount
      bits &= bits - 1
      left -= 1
      if day >= first { return CivilDate(dayNumber: day) }
    }
    return nil
  }

  /// Goes to the next word that holds a day within bounds; false where there is none.
  private mutating func fill() -> Bool {
    repeat {
      word += 1
      if word >= walk.set.wordCount {
        guard walk.next(), walk.set.firstDay - found <= RecurrenceWalk.longestWaitDays else {
          left = 0
          return false
        }
        walk.keepPositions()
        word = 0
      }
      base = walk.set.firstDay + word * 64
      bits = walk.set.words[word]
      if base < begin { bits &= UInt64.max << (begin - base) }
      if base + 63 > last { bits &= UInt64.max >> (base + 63 - last) }
    } while bits == 0
    found = base + 63 - bits.leadingZeroBitCount
    return true
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
