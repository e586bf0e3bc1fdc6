import OrgLifeCore

/// What became of a course: the events that are known of it.
public struct CourseHistory: Sendable {
  public struct Event: Sendable {
    public var name: Course.Event
    public var on: CivilDate
    public var at: Timestamp
    public var by: String
    public var reference: String?
  }

  public var course: Course
  public var openedAt: Timestamp
  public var openedBy: String
  /// In the order in which they were recorded; the opening one first.
  public var events: [Event]

  init(_ course: Course, at moment: Timestamp, by author: String) {
    self.course = course
    openedAt = moment
    openedBy = author
    events = [Event(name: course.opening, on: course.openedOn, at: moment, by: author)]
  }

  /// The events of that name that were known at the moment.
  public func events(_ name: Course.Event, knownAt moment: Timestamp) -> [Event] {
    events.filter { $0.name == name && $0.at <= moment }
  }

  /// Every event that has the name of a duty.
  public func events(_ duty: Duty.ID, knownAt moment: Timestamp) -> [Event] {
    Course.Event(duty.text).map { events($0, knownAt: moment) } ?? []
  }
}

extension Agenda {
  /// What a course owes, as known at the moment: each step whose predecessor was taken, and of one that is owed again
  /// and again the next.
  public func obligations(of history: CourseHistory, facts: Facts, knownAt moment: Timestamp) -> [Obligation]
  {
    guard history.openedAt <= moment else { return [] }
    return courseDuties.flatMap { duty, step -> [Obligation] in
      guard step.until != nil else {
        return obligation(duty, step, 1, of: history, facts: facts, knownAt: moment).map { [$0] } ?? []
      }
      let times = history.events(duty.id, knownAt: moment).count + 1
      return (1...times).compactMap {
        obligation(duty, step, $0, of: history, facts: facts, knownAt: moment)
      }
    }
  }

  /// - Parameter time: which of the times that it is owed, from 1.
  func obligation(
    _ duty: Duty, _ step: CourseStep, _ time: Int, of history: CourseHistory, facts: Facts,
    knownAt moment: Timestamp
  ) -> Obligation? {
    var course = history.course
    guard let holder = holder(of: course.organisation, at: moment) else { return nil }
    course.organisation = holder.organisation
    guard let organisation = programme.organisations[course.organisation],
      duty.appliesTo.covers(organisation), time >= 1
    else { return nil }
    // One that was forgotten and recorded later stands where its day puts it.
    let earlier = history.events(duty.id, knownAt: moment).sorted { $0.on < $1.on }
    guard time == 1 || step.until != nil && earlier.count >= time - 1,
      let before = time == 1 ? history.events(step.after, knownAt: moment).first : earlier[time - 2]
    else { return nil }
    let due = days.adding(step.within, to: before.on)
    let known = max(before.at, inService(facts, knownAt: moment))
    guard duty.effective.contains(due), programme.zone.date(at: known) <= due else { return nil }
    let bornAt = max(known, holder.since ?? .distantPast)
    var obligation = Obligation(
      duty: duty.id, organisation: course.organisation, subject: .step(course, after: before.on),
      word: course.number.text + (time == 1 ? "" : "~\(time)"), due: due,
      lastWorkingDay: days.previous(from: due), bornAt: bornAt)
    if holder.since != nil { obligation.takenOverFrom = history.course.organisation }
    return obligation
  }

  /// Before when a step must not be taken; nil where any day will do.
  public func earliest(_ step: CourseStep, of history: CourseHistory, knownAt moment: Timestamp) -> CivilDate?
  {
    guard let lead = step.notBefore, let first = history.events(step.after, knownAt: moment).first else {
      return nil
    }
    return days.adding(lead, to: first.on)
  }
}
