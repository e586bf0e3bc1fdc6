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

    public init(year: Int) {
      self.year = year
    }

    public var description: String {
      "no working-day calendar for \(year): add calendars/\(year).csv, or mark \(year) as provisional"
    }
  }

  public let entries: [CivilDate: Entry]
  public let years: [Int: Status]
  /// The entries, counted through; made once, with the calendar.
  let table: WorkingDayTable

  public init(entries: [CivilDate: Entry], years: [Int: Status]) {
    self.entries = entries
    self.years = years
    let exceptions = entries.map { ($0.key.dayNumber, $0.value.kind == .makeupWorkday) }
    table = WorkingDayTable(exceptions: Dictionary(uniqueKeysWithValues: exceptions))
  }

  /// nil where the year is unknown.
  public func status(of year: Int) -> Status? { years[year] }

  public func isProvisional(_ date: CivilDate) -> Bool { years[date.year] == .provisional }

  public func isWorkingDay(_ date: CivilDate) throws(UnknownYear) -> Bool {
    try known(date, date)
    return WorkingDays(self).isWorkingDay(date)
  }

  /// The n-th working day after the date (n > 0), or before it (n < 0); the date itself for 0.
  ///
  /// "15 working days after 2026-09-21" is `adding(15, to: 2026-09-21)`, 19 October.
  public func adding(_ workingDays: Int, to date: CivilDate) throws(UnknownYear) -> CivilDate {
    try known(date, WorkingDays(self).adding(workingDays, to: date))
  }

  /// The date itself where it is worked, else the first working day after it; with `avoidMakeupWeekends`
  /// no Saturday or Sunday is chosen in its place.
  public func next(from date: CivilDate, avoidMakeupWeekends: Bool = false) throws(UnknownYear) -> CivilDate {
    try known(date, WorkingDays(self).next(from: date, avoidMakeupWeekends: avoidMakeupWeekends))
  }

  /// The date itself where it is worked, else the last working day before it.
  public func previous(from date: CivilDate, avoidMakeupWeekends: Bool = false) throws(UnknownYear)
    -> CivilDate
  {
    try known(date, WorkingDays(self).previous(from: date, avoidMakeupWeekends: avoidMakeupWeekends))
  }

  /// Working days after `date` up to and including `end`; negative where `end` lies before `date`.
  public func workingDays(from date: CivilDate, to end: CivilDate) throws(UnknownYear) -> Int {
    try known(date, end)
    return WorkingDays(self).count(from: date, to: end)
  }

  /// The answer, where every year on the way to it is known.
  @discardableResult
  private func known(_ date: CivilDate, _ answer: CivilDate) throws(UnknownYear) -> CivilDate {
    for year in min(date, answer).year...max(date, answer).year where years[year] == nil {
      throw UnknownYear(year: year)
    }
    return answer
  }
}
