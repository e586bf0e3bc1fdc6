/// Which days are worked: weekdays less holidays, and make-up days (调休上班).
///
/// Only years that were read are known. A year may be *provisional*: its holidays are those of the decree,
/// its make-up days are not known yet. To ask about a day of an unknown year is an error, never a guess.
public struct WorkingDayCalendar: Hashable, Sendable {
  public enum Status: String, Codable, Sendable {
    /// The State Council's notice of the year was read.
    case official
    /// Weekends and the statutory days are free; make-up days are not known yet.
    case provisional
  }

  public enum Kind: String, Codable, CaseIterable, Sendable {
    case holiday
    case makeupWorkday = "makeup_workday"
    /// A free day by the decree itself; its year is provisional.
    case statutory
  }

  public struct Entry: Hashable, Codable, Sendable {
    public var kind: Kind
    public var name: String

    public init(kind: Kind, name: String) {
      self.kind = kind
      self.name = name
    }
  }

  /// A year of which nothing was read.
  public struct UnknownYear: Error, Hashable, Sendable, CustomStringConvertible {
    public let year: Int

    public var description: String {
      "no working-day calendar for \(year): add calendars/\(year).csv, or mark \(year) as provisional"
    }
  }

  public let entries: [CivilDate: Entry]
  public let years: [Int: Status]

  public init(entries: [CivilDate: Entry], years: [Int: Status]) {
    self.entries = entries
    self.years = years
  }

  /// nil where the year is unknown.
  public func status(of year: Int) -> Status? { years[year] }

  public func isProvisional(_ date: CivilDate) -> Bool { years[date.year] == .provisional }

  public func isWorkingDay(_ date: CivilDate) throws(UnknownYear) -> Bool {
    if let entry = entries[date] { return entry.kind == .makeupWorkday }
    guard years[date.year] != nil else { throw UnknownYear(year: date.year) }
    return !date.weekday.isWeekend
  }

  /// The n-th working day after the date (n > 0), or before it (n < 0); the date itself for 0.
  ///
  /// "15 working days after 2026-09-21" is `adding(15, to: 2026-09-21)`, 19 October.
  public func adding(_ workingDays: Int, to date: CivilDate) throws(UnknownYear) -> CivilDate {
    let step = workingDays < 0 ? -1 : 1
    var day = date
    var left = abs(workingDays)
    while left > 0 {
      day = day.adding(days: step)
      if try isWorkingDay(day) { left -= 1 }
    }
    return day
  }

  /// The date itself where it is worked, else the first working day after it.
  public func next(from date: CivilDate, avoidMakeupWeekends: Bool = false) throws(UnknownYear) -> CivilDate {
    try nearest(date, step: 1, avoidMakeupWeekends: avoidMakeupWeekends)
  }

  /// The date itself where it is worked, else the last working day before it.
  public func previous(from date: CivilDate, avoidMakeupWeekends: Bool = false) throws(UnknownYear)
    -> CivilDate
  {
    try nearest(date, step: -1, avoidMakeupWeekends: avoidMakeupWeekends)
  }

  private func nearest(_ date: CivilDate, step: Int, avoidMakeupWeekends: Bool) throws(UnknownYear)
    -> CivilDate
  {
    var day = date
    while true {
      let worked = try isWorkingDay(day)
      if worked && !(avoidMakeupWeekends && day != date && day.weekday.isWeekend) { return day }
      day = day.adding(days: step)
    }
  }

  /// Working days after `date` up to and including `end`; negative where `end` lies before `date`.
  public func workingDays(from date: CivilDate, to end: CivilDate) throws(UnknownYear) -> Int {
    var count = 0
    var day = min(date, end)
    let last = max(date, end)
    while day < last {
      day = day.adding(days: 1)
      if try isWorkingDay(day) { count += 1 }
    }
    return end < date ? -count : count
  }
}
