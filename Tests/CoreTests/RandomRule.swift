import Fixtures
import OrgLifeCore

/// A rule as plain lists, made up from a seed: for comparisons with what is slow or foreign.
struct RandomRule: Sendable {
  var frequency: RecurrenceRule.Frequency
  var interval: Int
  var weekStart: Weekday
  var months: [Int] = []
  var weekNumbers: [Int] = []
  var yearDays: [Int] = []
  var monthDays: [Int] = []
  /// Ordinal 0 is every one.
  var days: [(ordinal: Int, weekday: Weekday)] = []
  var positions: [Int] = []

  init(_ chance: inout Chance) {
    frequency = chance.pick(RecurrenceRule.Frequency.allCases)
    interval = chance.once(in: 2) ? 1 : chance.pick([2, 3, 4, 5, 7])
    weekStart = chance.once(in: 2) ? .monday : chance.pick(Weekday.allCases)
    if chance.once(in: 3) { months = RandomRule.some(1...12, &chance) }
    if frequency == .yearly, chance.once(in: 4) {
      weekNumbers = RandomRule.some(1...53, &chance, orFromEnd: true)
    }
    if frequency == .yearly, chance.once(in: 4) {
      yearDays = RandomRule.some(1...366, &chance, orFromEnd: true)
      if chance.once(in: 2) { yearDays += Array(50...150) }
    }
    if frequency != .weekly, chance.once(in: 3) {
      monthDays = RandomRule.some(1...31, &chance, orFromEnd: true)
    }
    if chance.once(in: 2) {
      let hasNumbers =
        (frequency == .monthly || frequency == .yearly) && weekNumbers.isEmpty && chance.once(in: 2)
      let highest = frequency == .yearly && months.isEmpty ? 53 : 5
      for _ in 0...(chance.next() % 4) {
        let isNumbered = hasNumbers && !chance.once(in: 5)
        let ordinal = isNumbered ? RandomRule.one(1...highest, &chance, orFromEnd: true) : 0
        days.append((ordinal, chance.pick(Weekday.allCases)))
      }
    }
    let hasPart = !(months + weekNumbers + yearDays + monthDays).isEmpty || !days.isEmpty
    if hasPart, chance.once(in: 3) { positions = RandomRule.some(1...6, &chance, orFromEnd: true) }
  }

  private static func one(
    _ range: ClosedRange<Int>, _ chance: inout Chance, orFromEnd: Bool = false
  ) -> Int {
    let number = Int.random(in: range, using: &chance)
    return orFromEnd && chance.once(in: 3) ? -number : number
  }

  private static func some(
    _ range: ClosedRange<Int>, _ chance: inout Chance, orFromEnd: Bool = false
  ) -> [Int] {
    (0...(chance.next() % 4)).map { _ in one(range, &chance, orFromEnd: orFromEnd) }
  }

  static let letters = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

  var text: String {
    var parts = [
      "FREQ=\(frequency.rawValue)", "INTERVAL=\(interval)",
      "WKST=\(RandomRule.letters[weekStart.rawValue - 1])",
    ]
    let lists = [
      ("BYMONTH", months), ("BYWEEKNO", weekNumbers), ("BYYEARDAY", yearDays), ("BYMONTHDAY", monthDays),
      ("BYSETPOS", positions),
    ]
    for (name, list) in lists where !list.isEmpty {
      parts.append("\(name)=\(list.map(String.init).joined(separator: ","))")
    }
    if !days.isEmpty {
      let names = days.map {
        ($0.ordinal == 0 ? "" : "\($0.ordinal)") + RandomRule.letters[$0.weekday.rawValue - 1]
      }
      parts.append("BYDAY=\(names.joined(separator: ","))")
    }
    return parts.joined(separator: ";")
  }
}
