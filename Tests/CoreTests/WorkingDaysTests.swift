import OrgLifeCore
import Testing

/// Working days as they are defined: one day after the other.
private struct SlowWorkingDays {
  var entries: [CivilDate: WorkingDayCalendar.Entry]

  func isWorkingDay(_ date: CivilDate) -> Bool {
    entries[date].map { $0.kind == .makeupWorkday } ?? !date.weekday.isWeekend
  }

  func adding(_ workingDays: Int, to date: CivilDate) -> CivilDate {
    var day = date
    var left = abs(workingDays)
    while left > 0 {
      day = day.adding(days: workingDays.signum())
      if isWorkingDay(day) { left -= 1 }
    }
    return day
  }

  func nearest(_ date: CivilDate, step: Int, avoidMakeupWeekends: Bool) -> CivilDate {
    var day = date
    while !isWorkingDay(day) || (avoidMakeupWeekends && day != date && day.weekday.isWeekend) {
      day = day.adding(days: step)
    }
    return day
  }

  func count(from date: CivilDate, to end: CivilDate) -> Int {
    if end < date { return -count(from: end, to: date) }
    return (date.dayNumber..<end.dayNumber).count { isWorkingDay(CivilDate(dayNumber: $0 + 1)) }
  }
}

/// The same numbers each time.
private struct Chance: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ (state >> 29)
  }
}

@Suite struct WorkingDaysTests {
  /// A calendar's number of entries, scattered over so many days from a first one.
  static let calendars = [
    (0, 1, 0), (1, 1, 20_000), (1, 1, -5), (30, 400, 20_454), (200, 300, -400), (700, 1500, 19_000),
  ]

  @Test(arguments: calendars)
  func `counted through or one day after the other, working days are the same`(
    entries: Int, span: Int, first: Int
  ) {
    var chance = Chance(state: UInt64(entries + span))
    var days: [CivilDate: WorkingDayCalendar.Entry] = [:]
    for _ in 0..<entries {
      let date = CivilDate(dayNumber: first + Int.random(in: 0..<span, using: &chance))
      let kind = WorkingDayCalendar.Kind.allCases.randomElement(using: &chance) ?? .holiday
      days[date] = .init(kind: kind, name: "")
    }
    let fast = WorkingDays(WorkingDayCalendar(entries: days, years: [:]))
    let slow = SlowWorkingDays(entries: days)
    for _ in 0..<1500 {
      let date = CivilDate(dayNumber: first + Int.random(in: -40..<(span + 40), using: &chance))
      let other = CivilDate(dayNumber: first + Int.random(in: -60..<(span + 60), using: &chance))
      let number = Int.random(in: -45...45, using: &chance)
      #expect(fast.isWorkingDay(date) == slow.isWorkingDay(date), "\(date)")
      #expect(fast.adding(number, to: date) == slow.adding(number, to: date), "\(number) from \(date)")
      #expect(fast.count(from: date, to: other) == slow.count(from: date, to: other), "\(date) to \(other)")
      for avoids in [false, true] {
        let next = slow.nearest(date, step: 1, avoidMakeupWeekends: avoids)
        let previous = slow.nearest(date, step: -1, avoidMakeupWeekends: avoids)
        #expect(fast.next(from: date, avoidMakeupWeekends: avoids) == next, "\(date)")
        #expect(fast.previous(from: date, avoidMakeupWeekends: avoids) == previous, "\(date)")
      }
    }
  }
}
