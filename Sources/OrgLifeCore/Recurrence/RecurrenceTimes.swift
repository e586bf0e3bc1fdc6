/// The local times of a rule in order, each once, from the start on; as many as COUNT says.
struct RecurrenceTimes {
  /// No time after this day is given. It may be set earlier on the way.
  var last: CivilDate

  private var walk: RecurrenceWalk
  private let start: CivilDateTime
  /// The seconds of a day at which the rule strikes, in order.
  private let times: [Int]
  private let positions: [Int]
  private var left: Int
  private var found: Int

  // Where it stands in its period. A candidate is a day and a time of it, numbered from 0 in order.
  private var picked: [Int] = []
  private var candidates = 0
  private var index = 0
  private var dayIndex = -1
  private var day = 0

  init(_ rule: RecurrenceRule, from start: CivilDateTime) {
    last = min(rule.until?.date ?? RecurrenceWalk.lastDay, RecurrenceWalk.lastDay)
    walk = RecurrenceWalk(rule, start: start.date, from: start.date, through: RecurrenceWalk.lastDay)
    self.start = start
    times = rule.timesOfDay(from: start.secondOfDay)
    positions = rule.positions
    left = rule.count ?? .max
    found = start.date.dayNumber
  }

  /// Throws where no day was named for a hundred years.
  mutating func next() throws(Recurrence.Fault) -> CivilDateTime? {
    while left > 0 {
      guard index < candidates else {
        guard walk.next(), walk.set.firstDay <= last.dayNumber else { return nil }
        guard walk.set.firstDay - found <= RecurrenceWalk.longestWaitDays else { throw .noOccurrence }
        enterPeriod()
        continue
      }
      let candidate = positions.isEmpty ? index : picked[index]
      index += 1
      if candidate / times.count != dayIndex {
        dayIndex = candidate / times.count
        day = walk.set.firstDay + walk.set.offset(ofDay: dayIndex)
      }
      let time = CivilDateTime(date: CivilDate(dayNumber: day), secondOfDay: times[candidate % times.count])
      if time < start { continue }
      guard time.date <= last else { return nil }
      left -= 1
      found = day
      return time
    }
    return nil
  }

  private mutating func enterPeriod() {
    index = 0
    dayIndex = -1
    let all = walk.set.count * times.count
    candidates = all
    guard !positions.isEmpty else { return }
    picked.removeAll(keepingCapacity: true)
    for position in positions {
      let candidate = position > 0 ? position - 1 : all + position
      if (0..<all).contains(candidate), !picked.contains(candidate) { picked.append(candidate) }
    }
    picked.sort()
    candidates = picked.count
  }
}

extension RecurrenceRule {
  /// Every hour named with every minute and every second named; what is not named is as at the start.
  fileprivate func timesOfDay(from start: Int) -> [Int] {
    let hours = hours.isEmpty ? [start / 3600] : hours
    let minutes = minutes.isEmpty ? [start % 3600 / 60] : minutes
    let seconds = seconds.isEmpty ? [start % 60] : seconds
    return hours.flatMap { hour in
      minutes.flatMap { minute in seconds.map { hour * 3600 + minute * 60 + $0 } }
    }
  }
}
