/// What is asked of the queue and done to it by hand.
extension Control {
  public struct QueueQuestion: Codable, Sendable {
    public var states: [String]
    public var beginning: String?
    public init(states: [String], beginning: String? = nil) {
      self.states = states
      self.beginning = beginning
    }
  }

  public struct QueueEntry: Codable, Hashable, Sendable {
    public var key: String
    public var person: String
    public var channel: String
    public var state: String
    public var since: String
    public var notBefore: String
    public var attempts: Int
    public var reason: String?
  }

  public struct QueueAnswer: Codable, Sendable { public var deliveries: [QueueEntry] }

  public struct Act: Codable, Hashable, Sendable {
    public var act: String
    public var at: String
    public var by: String
    public var reason: String?
  }

  public struct QueueLine: Codable, Hashable, Sendable {
    public var obligation: String
    public var rung: String
    public var role: String
    public var insteadOf: String?
    public var actingFor: String?
  }

  public struct QueueDelivery: Codable, Hashable, Sendable {
    public var entry: QueueEntry
    public var name: String
    public var form: String
    public var datedAt: String
    public var bulletin: String?
    public var lines: [QueueLine]
    public var attempts: [Explanation.Attempt]
    public var acts: [Act]
  }

  public struct ShowAnswer: Codable, Sendable { public var delivery: QueueDelivery }

  public struct ActQuestion: Codable, Sendable {
    public var act: String
    /// nil means every delivery that the act applies to.
    public var key: String?
    public var reason: String?
    public var by: String?
    public init(act: String, key: String?, reason: String?, by: String?) {
      self.act = act
      self.key = key
      self.reason = reason
      self.by = by
    }
  }

  /// A delivery that an act does not change, with the reason.
  public struct LeftAlone: Codable, Hashable, Sendable {
    public var key: String
    public var reason: String
  }

  public struct ActAnswer: Codable, Sendable {
    public var acted: [String]
    public var left: [LeftAlone]
  }
}
