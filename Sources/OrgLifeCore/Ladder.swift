/// When to whom: the rungs of one kind of duty, lowest first. Rungs before the due date remind, rungs after
/// it escalate; there is no second mechanism.
public struct Ladder: Hashable, Codable, Sendable {
  public typealias ID = Identifier<Ladder>

  public var id: ID
  public var rungs: [Rung]

  public init(id: ID, rungs: [Rung]) {
    self.id = id
    self.rungs = rungs
  }
}

/// One step of a ladder.
public struct Rung: Hashable, Codable, Sendable {
  /// What the days are counted from.
  public enum Anchor: String, Codable, Sendable {
    /// A period: before-rungs count from its last working day, after-rungs from its last calendar day.
    case period = "T"
    /// A due date.
    case dueDate = "D"
  }

  public enum Tone: String, Codable, CaseIterable, Sendable {
    case notice, warning, urgent, overdue, escalation
  }

  public enum Form: String, Codable, CaseIterable, Sendable {
    /// A message of its own.
    case single
    /// A line in the person's digest of the day.
    case digest
  }

  public var anchor: Anchor
  /// Negative before, positive after.
  public var offset: DayOffset
  public var to: [RoleReference]
  public var tone: Tone
  public var delivery: Form
  /// nil means the programme's default channels.
  public var channels: [Channel.ID]?
  /// The local time at which it fires; nil means the programme's `send-at`.
  public var sendAt: CivilTime?
  /// Whether a person must release it before it is sent.
  public var needsRelease: Bool

  public init(
    anchor: Anchor, offset: DayOffset, to: [RoleReference], tone: Tone, delivery: Form,
    channels: [Channel.ID]? = nil, sendAt: CivilTime? = nil, needsRelease: Bool = false
  ) {
    self.anchor = anchor
    self.offset = offset
    self.to = to
    self.tone = tone
    self.delivery = delivery
    self.channels = channels
    self.sendAt = sendAt
    self.needsRelease = needsRelease
  }

  /// The rung's word in keys: `T-5`, `D+10`, `T-0`; months are told from days, `D-6mo`.
  public var name: String {
    anchor.rawValue + (offset.days > 0 ? "+" : "-") + String(abs(offset.days))
      + (offset.unit == .months ? offset.unit.rawValue : "")
  }

  public var isAfterDue: Bool { offset.days > 0 }
}
