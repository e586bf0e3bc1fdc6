import OrgLifeCore

extension Agenda {
  /// When a yearly duty is held in a year: as the last notice known at the moment says, for the organisation or the
  /// nearest one above it, else in its usual season.
  public func window(
    _ duty: Duty.ID, _ season: Season, of organisation: Organisation.ID, in year: Int, facts: Facts,
    knownAt moment: Timestamp
  ) -> ClosedRange<CivilDate> {
    let notices = facts.notices(duty, year, knownAt: moment)
    guard !notices.isEmpty else { return season.window(of: year) }
    var unit: Organisation.ID? = organisation
    for _ in 0...16 {
      guard let id = unit else { break }
      if let notice = notices.last(where: { $0.organisation == id }) { return notice.from...notice.to }
      unit = programme.organisations[id]?.parent
    }
    return season.window(of: year)
  }

  /// Whether a meeting of that day is one of the year's: held in its window, or in the year and in no other year's.
  func belongs(
    _ date: CivilDate, to year: Int, _ duty: Duty.ID, _ season: Season, of organisation: Organisation.ID,
    facts: Facts, knownAt moment: Timestamp
  ) -> Bool {
    let window = { (year: Int) in
      self.window(duty, season, of: organisation, in: year, facts: facts, knownAt: moment)
    }
    if window(year).contains(date) { return true }
    return date.year == year && !window(year - 1).contains(date) && !window(year + 1).contains(date)
  }
}
