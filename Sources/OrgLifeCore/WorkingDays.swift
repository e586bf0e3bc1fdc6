/// Day arithmetic on working days that always answers: a year of which nothing is known is read as its
/// weekdays, and ``isProvisional(_:)`` says so.
///
/// The planner counts with this, since a reminder on a guessed day is better than none. Who must not guess
/// asks ``WorkingDayCalendar``.
public struct WorkingDays: Hashable, Sendable {
  public let calendar: WorkingDayCalendar

  public init(_ calendar: WorkingDayCalendar) {
    self.calendar = calendar
  }

  /// Whether the year's holidays have not been published, so that the answer may change.
  public func isProvisional(_ date: CivilDate) -> Bool { calendar.years[date.year] != .official }

  public func isWorkingDay(_ date: CivilDate) -> Bool {
    if let entry = calendar.entries[date] { return entry.kind == .makeupWorkday }
    return !date.weekday.isWeekend
  }

  /// See ``WorkingDayCalendar/adding(_:to:)``.
  public func adding(_ workingDays: Int, to date: CivilDate) -> CivilDate {
    let step = workingDays < 0 ? -1 : 1
    var day = date
    var left = abs(workingDays)
    while left > 0 {
      day = day.adding(days: step)
      if isWorkingDay(day) { left -= 1 }
    }
    return day
  }

  public func next(from date: CivilDate, avoidMakeupWeekends: Bool = false) -> CivilDate {
    nearest(date, step: 1, avoidMakeupWeekends: avoidMakeupWeekends)
  }

  public func previous(from date: CivilDate, avoidMakeupWeekends: Bool = false) -> CivilDate {
    nearest(date, step: -1, avoidMakeupWeekends: avoidMakeupWeekends)
  }

  private func nearest(_ date: CivilDate, step: Int, avoidMakeupWeekends: Bool) -> CivilDate {
    var day = date
    while !isWorkingDay(day) || (avoidMakeupWeekends && day != date && day.weekday.isWeekend) {
      day = day.adding(days: step)
    }
    return day
  }

  /// Working days after `date` up to and including `end`; negative where `end` lies before `date`.
  public func count(from date: CivilDate, to end: CivilDate) -> Int {
    var count = 0
    var day = min(date, end)
    let last = max(date, end)
    while day < last {
      day = day.adding(days: 1)
      if isWorkingDay(day) { count += 1 }
    }
    return end < date ? -count : count
  }
}
