import OrgLifeCore
import Synchronization

/// How many deliveries of a channel may begin in a second, and how many connections it may have at once: a relay that was
/// away for a week is not run over when it is back.
///
/// Both hold for all workers of the channel together, those of an earlier programme included that are still at work.
public struct Turnstile: Hashable, Sendable {
  /// In no second do more begin; nil: as many as there are.
  public var perSecond: Int?
  /// So many workers may have the channel open.
  public var connections: Int
  private var passes: [Timestamp] = []
  private var inside = 0

  public init(perSecond: Int? = nil, connections: Int = .max) {
    self.perSecond = perSecond
    self.connections = connections
  }

  /// Whether another worker may open the channel; it has to ``leave()`` then.
  public mutating func enter() -> Bool {
    guard inside < connections else { return false }
    inside += 1
    return true
  }

  public mutating func leave() { inside -= 1 }

  /// Whether a delivery may begin now.
  public mutating func pass(at now: Timestamp) -> Bool {
    guard let perSecond else { return true }
    passes.removeAll { !Self.isRecent($0, at: now) }
    guard passes.count < perSecond else { return false }
    passes.append(now)
    return true
  }

  /// The delivery that was let through at a moment did not begin after all.
  public mutating func giveBack(_ pass: Timestamp) {
    if let index = passes.lastIndex(of: pass) { passes.remove(at: index) }
  }

  /// When the next one may begin, where none may at this moment.
  public func opensAt(after now: Timestamp) -> Timestamp? {
    let recent = passes.filter { Self.isRecent($0, at: now) }
    guard let perSecond, recent.count >= perSecond else { return nil }
    return recent.sorted()[recent.count - perSecond].adding(seconds: 1)
  }

  /// After the clock was set back nothing is waited for that lies ahead.
  private static func isRecent(_ pass: Timestamp, at now: Timestamp) -> Bool {
    (0..<1).contains(pass.seconds(until: now))
  }
}

/// The turnstile of a channel as all its workers see it.
public final class SharedTurnstile: Sendable {
  private let state: Mutex<Turnstile>

  public init(_ turnstile: Turnstile = Turnstile()) { state = Mutex(turnstile) }

  /// Another programme has other numbers; who is inside stays there.
  public func set(perSecond: Int?, connections: Int) {
    state.withLock { ($0.perSecond, $0.connections) = (perSecond, connections) }
  }

  public func opensAt(after now: Timestamp) -> Timestamp? { state.withLock { $0.opensAt(after: now) } }

  func enter() -> Bool { state.withLock { $0.enter() } }
  func leave() { state.withLock { $0.leave() } }
  func pass(at now: Timestamp) -> Bool { state.withLock { $0.pass(at: now) } }
  func giveBack(_ pass: Timestamp) { state.withLock { $0.giveBack(pass) } }
}
