import OrgLifeCore

/// Days, counted one after the other.
extension FactsOracle {
  private func isWorked(_ day: CivilDate) -> Bool {
    WorkingDays(programme.calendar).isWorkingDay(day)
  }

  /// The first working day from a day on, the way of the step.
  private func worked(from day: CivilDate, step: Int) -> CivilDate {
    var day = day
    while !isWorked(day) { day = day.adding(days: step) }
    return day
  }

  /// So many days after a day, before it where they are negative.
  func day(_ offset: DayOffset, after day: CivilDate) -> CivilDate {
    switch offset.unit {
    case .calendar: return day.adding(days: offset.days)
    case .months: return day.adding(months: offset.days)
    case .working:
      let step = offset.days < 0 ? -1 : 1
      var (day, left) = (day, abs(offset.days))
      while left > 0 {
        day = day.adding(days: step)
        if isWorked(day) { left -= 1 }
      }
      return day
    }
  }

  /// The day of a rung of what is due on a day.
  func day(of rung: Rung, due: CivilDate) -> CivilDate {
    let isBefore = rung.offset.days <= 0
    let base = rung.anchor == .period && isBefore ? worked(from: due, step: -1) : due
    return worked(from: day(rung.offset, after: base), step: isBefore ? -1 : 1)
  }

  func moment(of rung: Rung, due: CivilDate, in programme: Programme) -> Timestamp {
    programme.zone.timestamp(of: day(of: rung, due: due), at: rung.sendAt ?? programme.sendAt)
  }

  /// When a rung goes that follows one which was decided on a day: after the ladder's own gap.
  func moment(
    of rung: Rung, after lower: Rung, decidedOn day: CivilDate, due: CivilDate, in programme: Programme
  ) -> Timestamp {
    let (from, to) = (self.day(of: lower, due: due), self.day(of: rung, due: due))
    let gap = from.days(until: to)
    let next: CivilDate
    if rung.offset.unit == .working {
      let count = (0..<max(0, gap)).count { isWorked(from.adding(days: $0 + 1)) }
      next = self.day(DayOffset(count, .working), after: day)
    } else {
      next = worked(from: day.adding(days: gap), step: 1)
    }
    return programme.zone.timestamp(of: next, at: rung.sendAt ?? programme.sendAt)
  }

  /// The first working morning that is not before a moment.
  private func morning(notBefore moment: Timestamp, in programme: Programme) -> Timestamp {
    var day = programme.zone.date(at: moment)
    while !isWorked(day) || programme.zone.timestamp(of: day, at: programme.sendAt) < moment {
      day = day.adding(days: 1)
    }
    return programme.zone.timestamp(of: day, at: programme.sendAt)
  }

  /// When what would go at a moment goes: at the first working morning after the silences that hold it and, where it goes
  /// to those who were asked already, after the day that was promised.
  func release(of key: String, _ rung: Rung, from moment: Timestamp, in programme: Programme) -> Timestamp {
    var goes = moment
    while true {
      if let end = silenceEnds(key, at: goes, in: programme) {
        goes = morning(notBefore: end, in: programme)
      } else if let end = promiseEnds(key, rung, at: goes) {
        let morning = morning(notBefore: end, in: programme)
        guard goes < morning else { return goes }
        goes = morning
      } else {
        return goes
      }
    }
  }

  /// The end of the day that somebody promised, known at a moment; nil where none was, or the rung goes higher.
  private func promiseEnds(_ key: String, _ rung: Rung, at moment: Timestamp) -> Timestamp? {
    guard let said = promises[key], rung.tone != .escalation, !rung.to.contains(where: { $0.climb > 0 })
    else {
      return nil
    }
    let days = said.filter { $0.recordedAt <= moment }.compactMap { fact -> CivilDate? in
      guard case .acknowledged(let seen) = fact.statement else { return nil }
      return seen.promised
    }
    return days.last.map { programme.zone.timestamp(of: $0.adding(days: 1), secondOfDay: 0) }
  }
}
