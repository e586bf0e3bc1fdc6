/// What a person does to a delivery by hand. Each act is kept with who did it, when and why.
public enum QueueAct: String, Codable, CaseIterable, Sendable {
  /// Waits until a person releases it.
  case hold
  case release
  /// Tried now. What was given up is tried again, and its time to be given up counts from now.
  case retry
  /// Given up now, as if its time were over: it counts as not arrived.
  case expire
  /// Never sent, for a reason.
  case drop

  /// The states that it leads out of; those of the literal word `ALL`.
  public var applies: [Delivery.State] {
    switch self {
    case .hold: [.pending, .deferred]
    case .release: [.held]
    case .retry: [.deferred, .failed]
    case .expire: [.pending, .deferred, .held]
    case .drop: [.pending, .deferred, .held, .claimed]
    }
  }

  public var needsReason: Bool { self == .expire || self == .drop }

  /// The word for a delivery to which it was done.
  public var done: String {
    switch self {
    case .hold: "held"
    case .release: "released"
    case .retry: "tried again"
    case .expire: "given up"
    case .drop: "dropped"
    }
  }

  /// What an act depends on.
  public struct Standing: Hashable, Sendable {
    public var state: Delivery.State
    /// An attempt had no answer: it may have arrived.
    public var isAmbiguous: Bool
    /// It had bytes, which were forgotten since.
    public var isForgotten: Bool

    public init(state: Delivery.State, isAmbiguous: Bool = false, isForgotten: Bool = false) {
      self.state = state
      self.isAmbiguous = isAmbiguous
      self.isForgotten = isForgotten
    }
  }

  public enum Answer: Hashable, Sendable {
    case becomes(Delivery.State)
    /// Why not.
    case refused(String)
  }

  /// The state that the delivery comes into, or why it does not.
  public func answer(for standing: Standing) -> Answer {
    if self == .drop, standing.state == .claimed {
      return .refused("it is being sent at this moment; hold it once the channel has answered")
    }
    guard applies.contains(standing.state) else {
      let states = applies.filter { $0 != .claimed }.map(\.rawValue).joined(separator: " or ")
      return .refused("it is \(standing.state.rawValue), and only what is \(states) can be \(done)")
    }
    switch self {
    case .hold: return .becomes(.held)
    case .release: return .becomes(.pending)
    case .retry where standing.state == .deferred: return .becomes(.deferred)
    case .retry where standing.isForgotten:
      return .refused("its bytes were forgotten, and a message under the same key must be the same message")
    case .retry: return .becomes(.pending)
    case .expire: return .becomes(.failed)
    case .drop where standing.isAmbiguous:
      return .refused("an answer was lost: it may have arrived; hold or expire it")
    case .drop: return .becomes(.cancelled)
    }
  }
}
