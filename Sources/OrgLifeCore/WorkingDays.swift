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

  public func isWorkingDay(_ date: CivilDate) -> Bool { calendar.table.isWorked(date.dayNumber) }

  /// See ``WorkingDayCalendar/adding(_:to:)``. It takes the same time for any number of days.
  public func adding(_ workingDays: Int, to date: CivilDate) -> CivilDate {
    CivilDate(dayNumber: calendar.table.day(workingDays, after: date.dayNumber))
  }

  /// The day so many days or months after another (before it where negative), worked or not where they are not
  /// working days.
  public func adding(_ offset: DayOffset, to date: CivilDate) -> CivilDate {
    switch offset.unit {
    case .working: adding(offset.days, to: date)
    case .calendar: date.adding(days: offset.days)
    case .months: date.adding(months: offset.days)
    }
  }

  public func next(from date: CivilDate, avoidMakeupWeekends: Bool = false) -> CivilDate {
    nearest(date, step: 1, avoidMakeupWeekends: avoidMakeupWeekends)
  }

  public func previous(from date: CivilDate, avoidMakeupWeekends: Bool = false) -> CivilDate {
    nearest(date, step: -1, avoidMakeupWeekends: avoidMakeupWeekends)
  }

  private func nearest(_ date: CivilDate, step: Int, avoidMakeupWeekends: Bool) -> CivilDate {
    if isWorkingDay(date) { return date }
    var day = adding(step, to: date)
    while avoidMakeupWeekends, day.weekday.isWeekend { day = adding(step, to: day) }
    return day
  }

  /// Working days after `date` up to and including `end`; negative where `end` lies before `date`.
  public func count(from date: CivilDate, to end: CivilDate) -> Int {
    calendar.table.rank(of: end.dayNumber) - calendar.table.rank(of: date.dayNumber)
  }
}
