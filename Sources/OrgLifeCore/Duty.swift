/// A rule: what is owed, by which organisations, how often.
public struct Duty: Hashable, Codable, Sendable {
  public typealias ID = Identifier<Duty>

  public enum Kind: Hashable, Codable, Sendable {
    /// At least so many meetings in each period.
    case quota(Quota)
    /// One day in each period, named by a rule.
    case fixedDay(FixedDay)
    /// Once a year, in a window that the superior's notice may move.
    case seasonal(Season)
    /// A step of a course, so long after the one before.
    case eventOffset(CourseStep)
    /// The election at the end of a term of office.
    case term(years: Int)
    /// An item with a due date of its own.
    case dueDate
  }

  /// How sure it is that the source says so.
  public enum Mark: String, Codable, CaseIterable, Sendable {
    /// The words were seen in a page that quotes the regulation or an official notice.
    case verified
    /// Seen as practice of a place, or in one organ's rule.
    case seen
    /// From general knowledge: to be checked before one relies on it.
    case unverified
  }

  /// Whether what is recorded is a meeting that was held, or something else that was done.
  public enum Form: String, Codable, CaseIterable, Sendable {
    case meeting, task
  }

  /// What an officer without training wants to know beside the steps.
  public struct Guidance: Hashable, Codable, Sendable {
    public var form = Form.meeting
    /// Who convenes and chairs.
    public var convenes: Words?
    /// Who attends.
    public var attends: Words?
    /// When it is usually done.
    public var season: Words?
    /// What to do, in a sentence of its own in the reminder.
    public var advice: Words?
    /// What the record must contain.
    public var record: [Words] = []

    public init() {}
  }

  public struct Quota: Hashable, Codable, Sendable {
    public var cycle: Cycle
    public var atLeast: Int
    /// Whether a period that the organisation's life cuts short is owed, or only shown.
    public var owesPartialPeriods: Bool

    public var timesAYear: Int { atLeast * 12 / cycle.months }

    public init(cycle: Cycle, atLeast: Int = 1, owesPartialPeriods: Bool = false) {
      self.cycle = cycle
      self.atLeast = atLeast
      self.owesPartialPeriods = owesPartialPeriods
    }
  }

  /// How binding the source is.
  public enum Strength: String, Codable, CaseIterable, Sendable {
    /// 一般
    case general
    /// 至少
    case atLeast = "at-least"
    /// 应当
    case must
    /// A demand of this place only.
    case local
  }

  public struct Applicability: Hashable, Codable, Sendable {
    public var kinds: Set<Organisation.Kind>
    /// Only where a committee is in office on the period's first day.
    public var needsCommittee: Bool
    /// Only where it has so many members on the period's first day; where that is not known it counts as fitting.
    public var members: ClosedRange<Int>?
    /// Only where the organisation has all of these tags.
    public var tags: Set<String>
    /// Only where the organisation has none of these tags.
    public var withoutTags: Set<String>

    public init(
      kinds: Set<Organisation.Kind>, needsCommittee: Bool = false, tags: Set<String> = [],
      withoutTags: Set<String> = []
    ) {
      self.kinds = kinds
      self.needsCommittee = needsCommittee
      self.tags = tags
      self.withoutTags = withoutTags
    }

    /// Whether its size on a day is of those that owe the duty.
    public func fits(_ organisation: Organisation, on date: CivilDate) -> Bool {
      guard let members, let count = organisation.members(on: date) else { return true }
      return members.contains(count)
    }

    /// Whether the organisation is of those that owe the duty, whenever that may be.
    public func covers(_ organisation: Organisation) -> Bool {
      kinds.contains(organisation.kind) && tags.isSubset(of: organisation.tags)
        && withoutTags.isDisjoint(with: organisation.tags)
    }
  }

  public var id: ID
  public var name: Words
  public var kind: Kind
  public var appliesTo: Applicability
  /// The days on which the duty itself is in force.
  public var effective: DateSpan
  /// How long before a meeting it has to be announced: it makes the last safe day.
  public var noticeLead: DayOffset
  public var ladder: Ladder.ID
  public var strength: Strength
  public var source: Words
  public var quorum: Words?
  public var steps: [Words]
  /// By which rule a meeting of this duty sits and votes; nil where no number is asked for.
  public var quorumRule: Quorum.Rule?
  /// Duties whose meetings count for this one too.
  public var alsoSatisfiedBy: [ID] = []
  /// What a record must say beside the day, the chair and the numbers.
  public var recordNeeds: [RecordPart] = []

  /// A part of a record that a duty may ask for.
  public enum RecordPart: String, Codable, CaseIterable, Sendable {
    case title, recorder, agenda, reference
  }

  public var guidance = Guidance()
  public var mark: Mark?
  /// The entry of the catalogue that this one adds to or tightens, as it stands there.
  public var base: Base?

  /// What the shipped catalogue demands, where an overlay demands more.
  public struct Base: Hashable, Codable, Sendable {
    public var kind: Kind
    public var strength: Strength
    public var source: Words

    public init(kind: Kind, strength: Strength, source: Words) {
      self.kind = kind
      self.strength = strength
      self.source = source
    }
  }

  public init(
    id: ID, name: Words, kind: Kind, appliesTo: Applicability, effective: DateSpan = DateSpan(),
    noticeLead: DayOffset = DayOffset(0, .calendar), ladder: Ladder.ID, strength: Strength, source: Words,
    quorum: Words? = nil, steps: [Words] = []
  ) {
    self.id = id
    self.name = name
    self.kind = kind
    self.appliesTo = appliesTo
    self.effective = effective
    self.noticeLead = noticeLead
    self.ladder = ladder
    self.strength = strength
    self.source = source
    self.quorum = quorum
    self.steps = steps
  }

  public var quota: Quota? {
    guard case .quota(let quota) = kind else { return nil }
    return quota
  }

  public var fixedDay: FixedDay? {
    guard case .fixedDay(let fixedDay) = kind else { return nil }
    return fixedDay
  }

  public var season: Season? {
    guard case .seasonal(let season) = kind else { return nil }
    return season
  }

  public var step: CourseStep? {
    guard case .eventOffset(let step) = kind else { return nil }
    return step
  }

  public var termYears: Int? {
    guard case .term(let years) = kind else { return nil }
    return years
  }

  /// How the duty divides time; nil where what is owed has a day of its own.
  public var cycle: Cycle? { quota?.cycle ?? fixedDay?.cycle ?? (season == nil ? nil : .year) }

  /// Whether meetings are recorded for it: not so for items and courses.
  public var isMeeting: Bool { cycle != nil || termYears != nil }
}

extension Duty.Kind {
  /// As the files write it.
  public var word: String {
    switch self {
    case .quota: "quota"
    case .fixedDay: "fixed-day"
    case .seasonal: "seasonal"
    case .eventOffset: "event-offset"
    case .term: "term"
    case .dueDate: "due-date"
    }
  }
}
