import OrgLifeCore

extension Planner {
  /// The news, due after `through` and up to `now`, that a year's official calendar is missing: on the first
  /// working day of each month, of next year's from November on and of the running year's.
  ///
  /// After an outage only the latest month tells. Asked again with `through` moved to `now`, it answers nothing.
  public func missingCalendars(after through: Timestamp, upTo now: Timestamp) -> [Bulletin] {
    let month = Period(.month, containing: programme.zone.date(at: now))
    for month in [month, month.previous] {
      let moment = firstMorning(of: month)
      guard through < moment, moment <= now else { continue }
      return yearsMissing(in: month).map {
        Bulletin(key: "bulletin/calendar-missing-\($0)/\(month)", matter: .calendarMissing(year: $0))
      }
    }
    return []
  }

  /// The next moment at which such news may be due.
  func nextMissingCalendar(after moment: Timestamp) -> Timestamp? {
    var month = Period(.month, containing: programme.zone.date(at: moment))
    for _ in 0..<14 {
      let next = firstMorning(of: month)
      if next > moment, !yearsMissing(in: month).isEmpty { return next }
      month = month.next
    }
    return nil
  }

  private func yearsMissing(in month: Period) -> [Int] {
    let years = month.firstDay.month >= 11 ? [month.year, month.year + 1] : [month.year]
    return years.filter { programme.calendar.status(of: $0) != .official }
  }

  /// A bulletin for the operator, over each default channel that reaches them; none where nobody is named.
  public func deliveries(of bulletin: Bulletin, at now: Timestamp) -> [Delivery] {
    programme.operatorPerson.map { deliveries(of: bulletin, to: $0, at: now) } ?? []
  }

  func deliveries(of bulletin: Bulletin, to person: Person.ID, at now: Timestamp) -> [Delivery] {
    programme.defaultChannels.filter { programme.reaches(person, over: $0) }.map { channel in
      Delivery(
        key: "\(bulletin.key)/\(person)/\(channel)", person: person, channel: channel, form: .single,
        datedAt: now, notBefore: Mornings(programme).outsideQuietHours(now), lines: [], bulletin: bulletin)
    }
  }
}
