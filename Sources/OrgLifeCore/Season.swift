/// The window of a year in which a yearly duty is usually fulfilled. It may pass the year's end, and belongs to the
/// year in which it begins.
public struct Season: Hashable, Codable, Sendable {
  /// A day of any year. 29 February is 28 February where there is none.
  public struct Day: Hashable, Sendable, Comparable, TextCoded {
    public static let wanted = "a day of the year like 10-08"

    public var month: Int
    public var day: Int

    /// Reads `MM-DD`, a day that some year has.
    public init?(_ description: String) {
      guard description.utf8.count == 5, let date = CivilDate("2024-" + description) else { return nil }
      month = date.month
      day = date.day
    }

    public var description: String { "\(padded(month, to: 2))-\(padded(day, to: 2))" }

    public func date(in year: Int) -> CivilDate {
      CivilDate.first(of: month, in: year)
        .adding(days: min(day, CivilDate.daysIn(month: month, of: year)) - 1)
    }

    public static func < (left: Day, right: Day) -> Bool { (left.month, left.day) < (right.month, right.day) }
  }

  public var from: Day
  /// The last day, of the next year where it is before `from`.
  public var to: Day

  public init(from: Day, to: Day) {
    self.from = from
    self.to = to
  }

  public func window(of year: Int) -> ClosedRange<CivilDate> {
    from.date(in: year)...to.date(in: to < from ? year + 1 : year)
  }
}

/// What the superior's notice of a year says: when some organisations hold it that year.
public struct SeasonNotice: Hashable, Codable, Sendable {
  public var duty: Duty.ID
  /// The unit that the notice is for, with all below it.
  public var organisation: Organisation.ID
  public var year: Int
  public var from: CivilDate
  public var to: CivilDate
  /// The notice's number or title.
  public var reference: String

  public init(
    duty: Duty.ID, organisation: Organisation.ID, year: Int, from: CivilDate, to: CivilDate, reference: String
  ) {
    self.duty = duty
    self.organisation = organisation
    self.year = year
    self.from = from
    self.to = to
    self.reference = reference
  }
}
