import OrgLifeCore

/// Rules to dates, and dates to working-day reminders at 09:00 in Beijing, organisation by organisation.
struct DayRules {
  var rules: [RecurrenceRule]
  var days: WorkingDays

  static let year: ClosedRange<CivilDate> = {
    guard let first = CivilDate("2026-01-01"), let last = CivilDate("2026-12-31") else {
      fatalError("2026 is a year")
    }
    return first...last
  }()

  func dates(_ organisations: Int) -> Tally {
    var tally = Tally()
    for _ in 0..<organisations {
      // By their places: a copy of a rule is dearer than its dates.
      for number in rules.indices {
        rules[number].forEachDay(from: Self.year.lowerBound, in: Self.year) {
          tally.results += 1
          tally.checksum &+= UInt64($0.dayNumber)
        }
      }
    }
    return tally
  }

  struct NoSuchZone: Error {}

  private struct Reminder {
    var at: Timestamp
    var organisation: Int32
    var which: Int32
  }

  /// Working days before the date.
  private static let before: InlineArray<4, Int> = [7, 3, 1, 0]

  func reminders(_ organisations: Int) throws -> Tally {
    guard let zone = Zone("Asia/Shanghai"), let nine = CivilTime(hour: 9, minute: 0) else {
      throw NoSuchZone()
    }
    var tally = Tally()
    // Room for one organisation, used again and again: what is measured is the work, not the memory.
    var room: [Reminder] = []
    for organisation in 0..<organisations {
      room.removeAll(keepingCapacity: true)
      for number in rules.indices {
        rules[number].forEachDay(from: Self.year.lowerBound, in: Self.year) { date in
          let last = days.previous(from: date)
          for index in 0..<4 {
            let before = Self.before[index]
            let at = zone.timestamp(of: days.adding(-before, to: last), at: nine)
            room.append(
              Reminder(
                at: at, organisation: Int32(truncatingIfNeeded: organisation),
                which: Int32(number << 2 | index)))
          }
        }
      }
      for reminder in room {
        tally.results += 1
        tally.checksum &+= UInt64(reminder.at.milliseconds / 1000)
      }
    }
    return tally
  }
}
