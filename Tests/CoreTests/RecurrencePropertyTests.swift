import Fixtures
import OrgLifeCore
import Testing

/// Every day is looked at, and each BY part is asked by its definition: slow, and plain to see.
private struct SlowGenerator {
  let rule: RandomRule
  let start: CivilDate

  func days(through last: CivilDate) -> [CivilDate] {
    // Periods whole, since positions count from their first day.
    var byPeriod: [Int: [CivilDate]] = [:]
    let first = period(start)
    for number in (start.dayNumber - 366)...(last.dayNumber + 366) {
      let day = CivilDate(dayNumber: number)
      let turn = period(day) - first
      if turn >= 0, turn.isMultiple(of: rule.interval), names(day) { byPeriod[turn, default: []].append(day) }
    }
    return byPeriod.keys.sorted().flatMap { picked(byPeriod[$0] ?? []) }.filter { $0 >= start && $0 <= last }
  }

  private func picked(_ days: [CivilDate]) -> [CivilDate] {
    guard !rule.positions.isEmpty else { return days }
    return days.indices.filter {
      rule.positions.contains($0 + 1) || rule.positions.contains($0 - days.count)
    }.map { days[$0] }
  }

  private func period(_ day: CivilDate) -> Int {
    switch rule.frequency {
    case .daily: day.dayNumber
    case .weekly: weekBegin(day).dayNumber / 7
    case .monthly: day.year * 12 + day.month
    case .yearly: day.year
    }
  }

  private func names(_ day: CivilDate) -> Bool {
    if !rule.months.isEmpty, !rule.months.contains(day.month) { return false }
    let monthLength = CivilDate.daysIn(month: day.month, of: day.year)
    let yearLength = CivilDate.isLeap(day.year) ? 366 : 365
    let yearDay = dayOfYear(day)
    if !isNamed(rule.monthDays, day.day, of: monthLength) { return false }
    if !isNamed(rule.yearDays, yearDay, of: yearLength) { return false }
    if !rule.weekNumbers.isEmpty {
      // A week belongs to the year that its fourth day lies in.
      let fourth = weekBegin(day).adding(days: 3)
      let lastOfYear = firstOfYear(fourth.year + 1).adding(days: -1)
      let lastFourth = weekBegin(lastOfYear).adding(days: 3)
      let count =
        lastFourth.year == fourth.year ? weekNumber(lastFourth) : weekNumber(lastFourth.adding(days: -7))
      if !isNamed(rule.weekNumbers, weekNumber(fourth), of: count) { return false }
    }
    if !rule.days.isEmpty {
      let inMonth = rule.frequency == .monthly || !rule.months.isEmpty
      let (place, length) = inMonth ? (day.day, monthLength) : (yearDay, yearLength)
      let isNamed = rule.days.contains { named in
        named.weekday == day.weekday
          && (named.ordinal == 0 || named.ordinal == (place - 1) / 7 + 1
            || named.ordinal == -((length - place) / 7 + 1))
      }
      if !isNamed { return false }
    }
    guard rule.days.isEmpty, rule.monthDays.isEmpty, rule.yearDays.isEmpty else { return true }
    switch rule.frequency {
    case .daily: return true
    case .weekly: return day.weekday == start.weekday
    case .monthly: return day.day == start.day
    case .yearly where !rule.weekNumbers.isEmpty: return day.weekday == start.weekday
    case .yearly: return day.day == start.day && (!rule.months.isEmpty || day.month == start.month)
    }
  }

  private func isNamed(_ list: [Int], _ number: Int, of count: Int) -> Bool {
    list.isEmpty || list.contains(number) || list.contains(number - count - 1)
  }

  private func weekBegin(_ day: CivilDate) -> CivilDate {
    var day = day
    while day.weekday != rule.weekStart { day = day.adding(days: -1) }
    return day
  }

  private func firstOfYear(_ year: Int) -> CivilDate {
    guard let day = CivilDate(year: year, month: 1, day: 1) else { fatalError("no year \(year)") }
    return day
  }

  private func weekNumber(_ fourth: CivilDate) -> Int { (dayOfYear(fourth) - 1) / 7 + 1 }

  private func dayOfYear(_ day: CivilDate) -> Int {
    firstOfYear(day.year).days(until: day) + 1
  }
}

@Suite(.timeLimit(.minutes(5))) struct RecurrencePropertyTests {
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func `the masks name the same days as looking at every day`(seed: UInt64) throws {
    var chance = Chance(seed: seed)
    for _ in 0..<30 {
      let random = RandomRule(&chance)
      let start = CivilDate(dayNumber: Int.random(in: 9000...25_000, using: &chance))
      let last = start.adding(days: 365 * 4)
      let expected = SlowGenerator(rule: random, start: start).days(through: last)
      let rule = try RecurrenceRule(random.text)
      #expect(rule.days(from: start, in: start...last) == expected, "\(random.text) from \(start)")

      // From the middle it is as from the start.
      let middle = start.adding(days: Int.random(in: 0...1200, using: &chance))
      #expect(rule.days(from: start, in: middle...last) == expected.filter { $0 >= middle }, "\(random.text)")

      // COUNT takes from the start, whatever is asked for.
      let count = Int.random(in: 1...9, using: &chance)
      let counted = try RecurrenceRule("\(random.text);COUNT=\(count)")
      #expect(
        counted.days(from: start, in: middle...last) == expected.prefix(count).filter { $0 >= middle },
        "\(random.text);COUNT=\(count) from \(start)")

      var each: [CivilDate] = []
      rule.forEachDay(from: start, in: start...last) { each.append($0) }
      #expect(each == expected)

      let until = try RecurrenceRule("\(random.text);UNTIL=\(last.description.filter { $0 != "-" })")
      let times = try Recurrence(start: CivilDateTime(date: start, secondOfDay: 1), rule: until)
        .occurrences(limit: expected.count + 1)
      #expect(times.map(\.local.date) == expected, "\(random.text) from \(start)")
    }
  }

  @Test func `a start that is long ago costs nothing, and a span before it has no day`() throws {
    let rule = try RecurrenceRule("FREQ=DAILY;INTERVAL=3")
    let start = CivilDate("0001-01-01")!
    let days = rule.days(from: start, in: CivilDate("9999-12-01")!...CivilDate("9999-12-31")!)
    #expect(days.count == 10 || days.count == 11)
    #expect(days.allSatisfy { start.days(until: $0).isMultiple(of: 3) })
    let early = CivilDate("2020-01-01")!...CivilDate("2020-12-31")!
    #expect(rule.days(from: CivilDate("2026-01-01")!, in: early).isEmpty)
  }
}
