/// One reminder, or one day's digest, for one person over one channel.
public struct Delivery: Hashable, Sendable {
  public enum State: String, Codable, CaseIterable, Sendable {
    /// Waits for its moment, or for the channel.
    case pending
    /// A worker has it.
    case claimed
    /// The channel could not take it; it is tried again.
    case deferred
    /// Waits for a person to release it.
    case held
    case delivered
    /// Given up, or refused for good.
    case failed
    /// Not needed any more before it was sent.
    case cancelled

    public var isOpen: Bool {
      switch self {
      case .pending, .claimed, .deferred, .held: true
      case .delivered, .failed, .cancelled: false
      }
    }
  }

  public var key: String
  public var person: Person.ID
  public var channel: Channel.ID
  public var form: Rung.Form
  /// The date that the message bears, however late it leaves.
  public var datedAt: Timestamp
  /// Not before this moment is it tried, or tried again.
  public var notBefore: Timestamp
  public var state: State
  /// How often it was tried.
  public var attempts: Int
  /// Why it is in its state, where that needs a reason.
  public var reason: String?
  public var lines: [Line]
  /// What it carries in place of lines, where it is about the service itself.
  public var bulletin: Bulletin?

  /// A fired rung that this delivery carries, and as what its recipient gets it.
  public struct Line: Hashable, Codable, Sendable {
    /// The case's key.
    public var obligation: String
    public var rung: String
    /// The role by which the person was reached, as the ladder calls it.
    public var role: String
    /// The role that was asked for and that nobody holds, where the person stands in for it.
    public var insteadOf: String?
    /// Whom the person acts for in the role, or stands in for since they are away.
    public var actingFor: String?

    public init(
      obligation: String, rung: String, role: String, insteadOf: String? = nil, actingFor: String? = nil
    ) {
      self.obligation = obligation
      self.rung = rung
      self.role = role
      self.insteadOf = insteadOf
      self.actingFor = actingFor
    }
  }

  public init(
    key: String, person: Person.ID, channel: Channel.ID, form: Rung.Form, datedAt: Timestamp,
    notBefore: Timestamp, state: State = .pending, attempts: Int = 0, reason: String? = nil, lines: [Line],
    bulletin: Bulletin? = nil
  ) {
    self.key = key
    self.person = person
    self.channel = channel
    self.form = form
    self.datedAt = datedAt
    self.notBefore = notBefore
    self.state = state
    self.attempts = attempts
    self.reason = reason
    self.lines = lines
    self.bulletin = bulletin
  }
}
