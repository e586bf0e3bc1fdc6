/// A rule: what is owed, by which organisations, how often.
public struct Duty: Hashable, Codable, Sendable {
  public typealias ID = Identifier<Duty>

  public enum Kind: Hashable, Codable, Sendable {
    /// At least so many meetings in each period.
    case quota(Quota)
    /// One day in each period, named by a rule.
    case fixedDay(FixedDay)
    /// An item with a due date of its own.
    case dueDate
  }

  public struct Quota: Hashable, Codable, Sendable {
    public var cycle: Cycle
    public var atLeast: Int
    /// Whether a period that the organisation's life cuts short is owed, or only shown.
    public var owesPartialPeriods: Bool

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

    public init(kinds: Set<Organisation.Kind>, needsCommittee: Bool = false) {
      self.kinds = kinds
      self.needsCommittee = needsCommittee
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

  /// How the duty divides time; nil where its items have due dates of their own.
  public var cycle: Cycle? { quota?.cycle ?? fixedDay?.cycle }
}
