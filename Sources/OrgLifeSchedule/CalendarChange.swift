import OrgLifeCore

extension Planner {
  /// The one list of what this programme's calendar moves, compared with the calendar that was in force until
  /// now; nil where both are the same.
  ///
  /// Only days ahead of now are moved: what has fired does not fire again.
  public func calendarChange(from earlier: WorkingDayCalendar, facts: Facts, at now: Timestamp) -> Bulletin? {
    let years = programme.calendar.yearsThatDiffer(from: earlier)
    guard let last = years.last else { return nil }
    var former = programme
    former.calendar = earlier
    let before = Agenda(programme: former, inServiceSince: agenda.inServiceSince)
    let today = programme.zone.date(at: now)
    let moves =
      programme.duties.flatMap { duty -> [Bulletin.Move] in
        guard let cycle = duty.cycle else { return [] }
        let rule = agenda.rule(of: duty)
        let reach = rule.rungs.map { Ladder.reachInDays(of: $0.offset) }.max() ?? 0
        var moves: [Bulletin.Move] = []
        var period = Period(cycle, containing: today.adding(days: -reach))
        while period.year <= last {
          moves += agenda.moves(duty, rule, in: period, from: before, after: today)
          period = period.next
        }
        return moves
      }
      + facts.items.values.sorted { $0.item.number < $1.item.number }.filter { $0.closing == nil }.flatMap {
        agenda.moves(of: $0, from: before, facts: facts, at: now, after: today)
      }
    let key =
      "bulletin/calendar-\(years.map(String.init).joined(separator: "-"))/\(today)/\(programme.revision.prefix(8))"
    return Bulletin(
      key: key, matter: .calendarChanged(years: years, moves: moves.sorted { $0.from < $1.from }))
  }
}

extension Agenda {
  fileprivate func moves(
    _ duty: Duty, _ rule: Rule, in period: Period, from before: Agenda, after today: CivilDate
  ) -> [Bulletin.Move] {
    guard let old = before.bounds(of: duty, in: period), let new = bounds(of: duty, in: period) else {
      return []
    }
    var days: [(rung: String?, from: CivilDate, to: CivilDate)] = [(nil, old.due, new.due)]
    for rung in rule.rungs {
      days.append(
        (
          rung.name, before.day(of: rung, due: old.due, lastWorkingDay: old.lastWorkingDay),
          day(of: rung, due: new.due, lastWorkingDay: new.lastWorkingDay)
        ))
    }
    return days.filter { $0.from != $0.to && $0.from > today }
      .map { Bulletin.Move(duty: duty.id, word: period.description, rung: $0.rung, from: $0.from, to: $0.to) }
  }

  fileprivate func moves(
    of history: ItemHistory, from before: Agenda, facts: Facts, at now: Timestamp, after today: CivilDate
  ) -> [Bulletin.Move] {
    guard let old = before.obligation(of: history, facts: facts, knownAt: now),
      let new = obligation(of: history, facts: facts, knownAt: now), let duty = duty(new.duty)
    else { return [] }
    return rule(of: duty).rungs.compactMap { rung in
      let from = before.day(of: rung, due: old.due, lastWorkingDay: old.lastWorkingDay)
      let to = day(of: rung, due: new.due, lastWorkingDay: new.lastWorkingDay)
      guard from != to, from > today else { return nil }
      return Bulletin.Move(duty: new.duty, word: new.word, rung: rung.name, from: from, to: to)
    }
  }

  /// The due day of a period and the last working day up to it; nil where the duty has no day in it.
  func bounds(of duty: Duty, in period: Period) -> (due: CivilDate, lastWorkingDay: CivilDate)? {
    let due: CivilDate
    if let fixedDay = duty.fixedDay {
      guard let day = fixedDay.day(in: period, days) else { return nil }
      due = day.held
    } else {
      due = period.lastDay
    }
    return (due, days.previous(from: due))
  }
}

extension WorkingDayCalendar {
  /// The years of which the status or any day differs, in order.
  public func yearsThatDiffer(from other: WorkingDayCalendar) -> [Int] {
    var differing = Set(Set(years.keys).union(other.years.keys).filter { years[$0] != other.years[$0] })
    for date in Set(entries.keys).union(other.entries.keys) where entries[date] != other.entries[date] {
      differing.insert(date.year)
    }
    return differing.sorted()
  }
}
