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
    var moves =
      programme.duties.flatMap { duty -> [Bulletin.Move] in
        guard let cycle = duty.cycle else { return [] }
        let rule = agenda.rule(of: duty)
        let reach = rule.rungs.map { Ladder.reachInDays(of: $0.offset) }.max() ?? 0
        var moves: [Bulletin.Move] = []
        var period = Period(cycle, containing: today.adding(days: -reach))
        while period.year <= last {
          moves += agenda.moves(duty, rule, in: period, from: before, after: now)
          period = period.next
        }
        return moves
      }
    let old = Dictionary(
      before.dated(facts: facts, at: now).map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    for new in agenda.dated(facts: facts, at: now) {
      moves += agenda.moves(of: new, old[new.key], from: before, at: now)
    }
    let key =
      "bulletin/calendar-\(years.map(String.init).joined(separator: "-"))/\(today)/\(programme.revision.prefix(8))"
    return Bulletin(
      key: key, matter: .calendarChanged(years: years, moves: moves.sorted { $0.from < $1.from }))
  }
}

extension Agenda {
  fileprivate func moves(
    _ duty: Duty, _ rule: Rule, in period: Period, from before: Agenda, after now: Timestamp
  ) -> [Bulletin.Move] {
    guard let old = before.bounds(by: rule, in: period), let new = bounds(by: rule, in: period) else {
      return []
    }
    var moves: [Bulletin.Move] = []
    if old.due != new.due, old.due >= programme.zone.date(at: now) {
      moves.append(
        Bulletin.Move(duty: duty.id, word: period.description, rung: nil, from: old.due, to: new.due))
    }
    return moves
      + rule.rungs.compactMap {
        move(of: $0, from: before, old, to: new, after: now).map { rung, from, to in
          Bulletin.Move(duty: duty.id, word: period.description, rung: rung, from: from, to: to)
        }
      }
  }

  fileprivate func moves(
    of new: Obligation, _ old: Obligation?, from before: Agenda, at now: Timestamp
  ) -> [Bulletin.Move] {
    guard let old, let duty = duty(new.duty) else { return [] }
    return rule(of: duty).rungs.compactMap {
      move(
        of: $0, from: before, (old.due, old.lastWorkingDay), to: (new.due, new.lastWorkingDay), after: now
      ).map { rung, from, to in
        Bulletin.Move(duty: new.duty, word: new.word, rung: rung, from: from, to: to)
      }
    }
  }

  /// A rung that had not fired and fires on another day; nil where it stays.
  private func move(
    of rung: Rung, from before: Agenda, _ old: Bounds, to new: Bounds, after now: Timestamp
  ) -> (rung: String, from: CivilDate, to: CivilDate)? {
    let from = before.day(of: rung, due: old.due, lastWorkingDay: old.lastWorkingDay)
    let to = day(of: rung, due: new.due, lastWorkingDay: new.lastWorkingDay)
    guard from != to, before.moment(of: rung, on: from) > now else { return nil }
    return (rung.name, from, to)
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
