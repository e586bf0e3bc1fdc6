import OrgLifeCore

/// One duty of one organisation for one period, or one item: with the day by which it is due.
public struct Obligation: Hashable, Sendable {
  public enum Subject: Hashable, Sendable {
    case period(Period)
    /// A day of a period, as its rule has it and as it is held.
    case day(FixedDay.Day, of: Period)
    case item(Item)
    /// A yearly duty, with the window in which it is held.
    case season(ClosedRange<CivilDate>, of: Period)
    /// A step of a course, with the day from which it counts.
    case step(Course, after: CivilDate)
    case term(Term)
  }

  public var duty: Duty.ID
  public var organisation: Organisation.ID
  public var subject: Subject
  /// The period's or the item's word in keys, with the generation of its due date: `2026-Q1`, `ZG-2026-012~2`.
  public var word: String
  /// T, the period's last calendar day; or D, the due date or the day on which it is held.
  public var due: CivilDate
  /// T-0, the period's last working day; otherwise the last working day up to the due date.
  public var lastWorkingDay: CivilDate
  /// Rungs before this moment never existed.
  public var bornAt: Timestamp
  /// The dissolved unit that left it open, where this one took it over.
  public var takenOverFrom: Organisation.ID?

  public init(
    duty: Duty.ID, organisation: Organisation.ID, subject: Subject, word: String, due: CivilDate,
    lastWorkingDay: CivilDate, bornAt: Timestamp
  ) {
    self.duty = duty
    self.organisation = organisation
    self.subject = subject
    self.word = word
    self.due = due
    self.lastWorkingDay = lastWorkingDay
    self.bornAt = bornAt
  }

  public var key: String { "\(duty)/\(organisation)/\(word)" }

  /// The key under which the dissolved unit owed it; nil where nobody took it over.
  public var formerKey: String? { takenOverFrom.map { "\(duty)/\($0)/\(word)" } }

  public var item: Item? {
    guard case .item(let item) = subject else { return nil }
    return item
  }

  public var period: Period? {
    switch subject {
    case .period(let period), .day(_, of: let period), .season(_, of: let period): period
    case .item, .step, .term: nil
    }
  }

  public var course: Course? {
    guard case .step(let course, after: _) = subject else { return nil }
    return course
  }

  public var term: Term? {
    guard case .term(let term) = subject else { return nil }
    return term
  }

  public var season: ClosedRange<CivilDate>? {
    guard case .season(let window, of: _) = subject else { return nil }
    return window
  }

  /// The person whom an item or a course names.
  public var owner: Person.ID? { item?.owner ?? course?.owner }

  public var fixedDay: FixedDay.Day? {
    guard case .day(let day, of: _) = subject else { return nil }
    return day
  }
}
