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

  /// The earliest day on which a yearly duty was or is due of which a notice has moved the end to that day or later: its case
  /// is kept under the day that was due first. nil where there is none.
  public func earliestDue(ofThoseNoticedFrom day: CivilDate, facts: Facts) -> CivilDate? {
    let moved = facts.everyNotice.filter { $0.to >= day }
    return moved.flatMap { notice in
      let usual = duty(notice.duty)?.season?.window(of: notice.year).upperBound
      return facts.notices(notice.duty, notice.year, knownAt: .distantFuture).map(\.to)
        + [usual].compactMap(\.self)
    }.min()
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
