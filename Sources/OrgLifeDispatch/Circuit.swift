import OrgLifeCore

/// Whether a channel is asked at all: after failures it rests, longer each time, and one delivery at a time tries whether it is well again.
///
/// Only what concerns the whole channel counts here. That one address is refused, or that the relay defers one
/// message, says nothing about the others.
public struct Circuit: Hashable, Sendable {
  /// What an attempt says about its channel.
  public enum Sign: Hashable, Sendable {
    case well
    /// The plugin could not be asked, or ended with the delivery in flight.
    case failed(reason: String)
    /// Somebody has to change something first.
    case misconfigured(reason: String)
  }

  /// What the operator has to hear, told once each time.
  public enum Turn: Hashable, Sendable {
    case opened(reason: String)
    case closed(since: Timestamp)
  }

  public struct Opening: Hashable, Sendable {
    public var since: Timestamp
    public var reason: String
  }

  /// So many failures in so many seconds open it.
  public static let failuresToOpen = 5
  public static let windowSeconds = 600.0
  public static let shortestRestSeconds = 1.0
  public static let longestRestSeconds = 300.0
  /// How long a channel rests that somebody has to mend.
  public static let misconfiguredRestSeconds = 900.0

  /// nil while the channel is taken to be well.
  public private(set) var opening: Opening?
  /// Not before this moment is the channel asked again.
  public private(set) var restsUntil: Timestamp?
  private var failures: [Timestamp] = []
  private var inARow = 0
  private var isTrying = false

  public init() {}

  /// Whether a delivery may be taken now. An open circuit lets one through after each rest.
  public mutating func admits(at now: Timestamp) -> Bool {
    // After the clock was set back the rest is not waited for twice.
    if let restsUntil, now < restsUntil,
      now.seconds(until: restsUntil) <= Self.misconfiguredRestSeconds
    {
      return false
    }
    guard opening != nil else { return true }
    guard !isTrying else { return false }
    isTrying = true
    return true
  }

  /// The delivery that was let through was not tried after all.
  public mutating func withdraw() { isTrying = false }

  /// Learns what an attempt says.
  public mutating func learn(_ sign: Sign, at now: Timestamp) -> Turn? {
    isTrying = false
    switch sign {
    case .well:
      let since = opening?.since
      self = Circuit()
      return since.map { .closed(since: $0) }
    case .failed(let reason):
      inARow += 1
      failures.append(now)
      failures.removeAll { $0.seconds(until: now) > Self.windowSeconds }
      let doubled = Self.shortestRestSeconds * Double(1 << min(inARow - 1, 20))
      restsUntil = now.adding(seconds: min(doubled, Self.longestRestSeconds))
      return failures.count >= Self.failuresToOpen ? open(reason, at: now) : nil
    case .misconfigured(let reason):
      inARow += 1
      restsUntil = now.adding(seconds: Self.misconfiguredRestSeconds)
      return open(reason, at: now)
    }
  }

  private mutating func open(_ reason: String, at now: Timestamp) -> Turn? {
    guard opening == nil else { return nil }
    opening = Opening(since: now, reason: reason)
    return .opened(reason: reason)
  }
}

extension Answer {
  /// What it says about the channel.
  var sign: Circuit.Sign {
    switch self {
    case .accepted, .rejected, .deferred(.temporary, _, _), .lost(.relay, _): .well
    case .deferred(.plugin, _, let reason), .lost(.plugin, let reason): .failed(reason: reason)
    case .deferred(.configuration, _, let reason): .misconfigured(reason: reason)
    }
  }
}

extension RenderFailure {
  /// What it says about the channel; nil where it says nothing.
  var sign: Circuit.Sign? {
    switch cause {
    case .notice: nil
    case .configuration: .misconfigured(reason: reason)
    case .plugin, .crash: .failed(reason: reason)
    }
  }
}
