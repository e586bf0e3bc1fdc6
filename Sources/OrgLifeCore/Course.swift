/// A matter that goes from step to step, each due so long after the one before: how an applicant becomes a member.
public struct Course: Hashable, Codable, Sendable {
  public typealias ID = Identifier<Course>
  /// What happened: an event that opens a course (`application`), or the duty whose step was taken.
  public typealias Event = Identifier<CourseEventName>

  /// The number that people use: `FZ-2026-003`.
  public var number: ID
  public var organisation: Organisation.ID
  /// Who looks after it, such as the applicant's contact.
  public var owner: Person.ID
  /// Whom or what it is about, as reminders name it.
  public var title: String
  /// With what it came to be known: the first event, or a later one where it had begun before.
  public var opening: Event
  public var openedOn: CivilDate

  public init(
    number: ID, organisation: Organisation.ID, owner: Person.ID, title: String, opening: Event,
    openedOn: CivilDate
  ) {
    self.number = number
    self.organisation = organisation
    self.owner = owner
    self.title = title
    self.opening = opening
    self.openedOn = openedOn
  }
}

/// The phantom noun of ``Course/Event``.
public enum CourseEventName {}

/// What a duty of the kind event-offset says: one step of a course.
public struct CourseStep: Hashable, Codable, Sendable {
  /// The event from which it counts: one that opens a course, or another duty of the kind.
  public var after: Course.Event
  /// By when it is due.
  public var within: DayOffset
  /// Before when it must not be taken (预备期 must be full before a member is confirmed).
  public var notBefore: DayOffset?
  /// Owed again and again, each time so long after the last, until this event.
  public var until: Course.Event?

  public init(
    after: Course.Event, within: DayOffset, notBefore: DayOffset? = nil, until: Course.Event? = nil
  ) {
    self.after = after
    self.within = within
    self.notBefore = notBefore
    self.until = until
  }
}
