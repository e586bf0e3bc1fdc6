import OrgLifeCore

/// Seasons, courses and terms of office: what they owe, and by when.
extension FactsOracle {
  /// Something that was owed, with nothing more than its rungs need.
  struct Owed {
    var key: String
    var duty: Duty
    var owner: Person.ID?
    var due: CivilDate
    var bornAt: Timestamp
    /// Since when it is owed without a break, and by that day.
    var since: Timestamp

    var unit: String { String(key.split(separator: "/")[1]) }
  }

  /// Everything of seasons, courses and terms that is owed by all that was said, in the order of the keys.
  func owed(inServiceSince service: Timestamp, at now: Timestamp) -> [Owed] {
    let units = programme.organisations.values.sorted { $0.id < $1.id }
    let found = programme.duties.flatMap { duty -> [Owed] in
      switch duty.kind {
      case .seasonal(let season):
        let year = programme.zone.date(at: now).year
        return units.filter(duty.appliesTo.covers).flatMap { unit in
          (year - 2...year + 1).compactMap { owed(duty, season, by: unit, in: $0, service) }
        }
      case .eventOffset(let step):
        return courses.flatMap { owed(duty, step, by: $0, service) }
      case .term(let years):
        return units.filter(duty.appliesTo.covers).compactMap { owed(duty, years, by: $0, service) }
      case .quota, .fixedDay, .dueDate: return []
      }
    }
    return found.sorted { $0.key < $1.key }
  }

  private func midnight(_ date: CivilDate) -> Timestamp {
    programme.zone.timestamp(of: date, secondOfDay: 0)
  }

  /// From when on things are owed: the first start, or the day that was adopted.
  private func opened(_ service: Timestamp) -> Timestamp {
    adopted.map { min(service, midnight($0.from)) } ?? service
  }

  // MARK: Seasons

  /// What the last notice for the unit says, or for the nearest one above it; else the usual season.
  func window(
    _ duty: Duty, _ season: Season, of unit: String, in year: Int, knowing last: Int64 = .max
  ) -> ClosedRange<CivilDate> {
    for above in unitsAbove(unit) {
      for fact in (notices[duty.id.text] ?? []).reversed() where fact.id <= last {
        guard case .announced(let notice) = fact.statement else { continue }
        if notice.year == year, notice.organisation.text == above { return notice.from...notice.to }
      }
    }
    return season.window(of: year)
  }

  private func owed(
    _ duty: Duty, _ season: Season, by unit: Organisation, in year: Int, _ service: Timestamp
  ) -> Owed? {
    let key = "\(duty.id)/\(unit.id)/\(year)"
    let window = window(duty, season, of: unit.id.text, in: year)
    guard let first = CivilDate("\(year)-01-01"), let since = owedSince(key),
      unit.life.contains(window.lowerBound), unit.life.contains(window.upperBound)
    else { return nil }
    let start = [min(first, window.lowerBound), unit.life.from].compactMap(\.self).max() ?? first
    let bornAt = max(opened(service), midnight(start))
    guard programme.zone.date(at: bornAt) <= window.upperBound else { return nil }
    let above = unitsAbove(unit.id.text)
    let moved = (notices[duty.id.text] ?? []).last { fact in
      guard case .announced(let notice) = fact.statement else { return false }
      return notice.year == year && above.contains(notice.organisation.text)
    }
    return Owed(
      key: key, duty: duty, owner: nil, due: window.upperBound, bornAt: bornAt,
      since: max(since, moved?.recordedAt ?? since, adoptedAt(due: window.upperBound, service)))
  }

  // MARK: Courses

  struct Event {
    var name: String
    var on: CivilDate
    var at: Timestamp
  }

  /// In the order in which they came to be known.
  var courses: [Course] {
    var numbers: Set<String> = []
    return facts.compactMap { fact in
      guard case .opened(let course) = fact.statement, numbers.insert(course.number.text).inserted else {
        return nil
      }
      return course
    }
  }

  /// What happened in a course, in the order in which it was said.
  func events(ofCourse number: String, knowing last: Int64 = .max) -> [Event] {
    var events: [Event] = []
    for fact in bearing[number] ?? [] where fact.id <= last {
      switch fact.statement {
      case .opened(let course) where events.isEmpty:
        events.append(Event(name: course.opening.text, on: course.openedOn, at: fact.recordedAt))
      case .taken(_, let step, let on, _):
        events.append(Event(name: step.text, on: on, at: fact.recordedAt))
      default: break
      }
    }
    return events
  }

  func isTaken(_ step: CourseStep, _ duty: Duty, time: Int, of events: [Event]) -> Bool {
    if let until = step.until, events.contains(where: { $0.name == until.text }) { return true }
    return events.count { $0.name == duty.id.text } >= time
  }

  private func owed(
    _ duty: Duty, _ step: CourseStep, by course: Course, _ service: Timestamp
  ) -> [Owed] {
    guard let unit = programme.organisations[course.organisation], duty.appliesTo.covers(unit) else {
      return []
    }
    let events = events(ofCourse: course.number.text)
    let taken = events.filter { $0.name == duty.id.text }
    // Whatever was taken last may have moved what comes after the others.
    let moved = step.until == nil ? nil : taken.last?.at
    let before = [events.first { $0.name == step.after.text }] + taken.sorted { $0.on < $1.on }
    return before.prefix(step.until == nil ? 1 : before.count).enumerated().compactMap { index, event in
      guard let event else { return nil }
      let key = "\(duty.id)/\(course.organisation)/\(course.number)" + (index == 0 ? "" : "~\(index + 1)")
      let bornAt = max(event.at, service)
      let due = day(step.within, after: event.on)
      guard let since = owedSince(key), programme.zone.date(at: bornAt) <= due else { return nil }
      return Owed(
        key: key, duty: duty, owner: course.owner, due: due, bornAt: bornAt,
        since: [since, moved ?? since].max() ?? since)
    }
  }

  // MARK: Terms of office

  /// The days on which terms of the unit began.
  func elections(_ duty: Duty, of unit: String, knowing last: Int64 = .max) -> [CivilDate] {
    let recorded = records("\(duty.id)/\(unit)", knowing: last).filter(counts).map(\.record.date)
    let named = Organisation.ID(unit).flatMap { programme.organisations[$0]?.electedOn }
    return Set(recorded + [named].compactMap(\.self)).sorted()
  }

  /// Until when a term was let go on, each from when it counts, in that order.
  func prolongations(of term: String, knowing last: Int64 = .max) -> [(until: CivilDate, at: Timestamp)] {
    var waiting: [Int64: CivilDate] = [:]
    var counting: [(until: CivilDate, at: Timestamp)] = []
    for fact in bearing[Self.series(of: term)] ?? [] where fact.id <= last {
      switch fact.statement {
      case .prolonged(let said) where said.obligation.split(separator: "~")[0] == term:
        if said.waits {
          waiting[fact.id] = said.until
        } else {
          counting.append((said.until, fact.recordedAt))
        }
      case .endorsed(let number, _):
        if let until = waiting.removeValue(forKey: number) { counting.append((until, fact.recordedAt)) }
      default: break
      }
    }
    return counting
  }

  /// Numbers of those that wait for a second person.
  var waitingProlongations: [Int64] {
    let endorsed = facts.compactMap { fact -> Int64? in
      guard case .endorsed(let number, _) = fact.statement else { return nil }
      return number
    }
    return facts.compactMap { fact in
      guard case .prolonged(let said) = fact.statement, said.waits, !endorsed.contains(fact.id) else {
        return nil
      }
      return fact.id
    }
  }

  func isElected(
    _ duty: Duty, of unit: String, after word: String, generation: Int, knowing last: Int64
  ) -> Bool {
    let elections = elections(duty, of: unit, knowing: last)
    guard let began = CivilDate(word), elections.contains(began) else { return true }
    let moved = prolongations(of: "\(duty.id)/\(unit)/\(word)", knowing: last)
    return elections.contains { $0 > began } || moved.count + 1 != generation
  }

  /// The key under which the unit owes its next election.
  func termKey(_ duty: Duty, of unit: String) -> String? {
    guard let began = elections(duty, of: unit).last else { return nil }
    let stem = "\(duty.id)/\(unit)/\(began)"
    let moved = prolongations(of: stem).count
    return moved == 0 ? stem : "\(stem)~\(moved + 1)"
  }

  private func owed(
    _ duty: Duty, _ years: Int, by unit: Organisation, _ service: Timestamp
  ) -> Owed? {
    guard let key = termKey(duty, of: unit.id.text), let since = owedSince(key),
      let began = elections(duty, of: unit.id.text).last
    else { return nil }
    let moved = prolongations(of: "\(duty.id)/\(unit.id)/\(began)").last
    let due = moved?.until ?? began.adding(months: 12 * years)
    let bornAt = moved?.at ?? max(opened(service), midnight(unit.life.from ?? began))
    guard moved != nil || programme.zone.date(at: bornAt) <= due, unit.life.contains(due) else { return nil }
    return Owed(
      key: key, duty: duty, owner: nil, due: due, bornAt: bornAt,
      since: max(since, moved == nil ? adoptedAt(due: due, service) : since))
  }
}
