import OrgLifeCore
import Synchronization

/// When the first of the waiting deliveries may leave, as it was read last, for as long as nothing is written: workers ask at
/// every turn of the daemon, and nearly always there is nothing.
final class WaitingRead: Sendable {
  private struct State: Sendable {
    /// By channel; distantFuture where nothing waits.
    var earliest: [Channel.ID: Timestamp] = [:]
    /// The first moment after another, nil for none.
    var next: (after: Timestamp, is: Timestamp?)?
    /// So often was all of it forgotten.
    var changes = 0
  }

  private let state = Mutex(State())

  func forget() {
    state.withLock { $0 = State(changes: $0.changes + 1) }
  }

  /// Whether a delivery of the channel may leave now, by what was read before or is read now.
  ///
  /// - Parameter reading: the earliest moment at which one of the channel may leave; nil where nothing waits.
  func mayLeave(over channel: Channel.ID, at now: Timestamp, reading: () throws -> Timestamp?) rethrows
    -> Bool
  {
    let (kept, changes) = state.withLock { ($0.earliest[channel], $0.changes) }
    if let kept { return kept <= now }
    let earliest = try reading() ?? .distantFuture
    state.withLock { state in
      // What was forgotten while it was read is not kept: it may be older than the change.
      if state.changes == changes { state.earliest[channel] = earliest }
    }
    return earliest <= now
  }

  /// The first moment after the given one at which a delivery may leave, by what was read before or is read now.
  func next(after moment: Timestamp, reading: () throws -> Timestamp?) rethrows -> Timestamp? {
    let (kept, changes) = state.withLock { ($0.next, $0.changes) }
    if let kept, kept.after <= moment, kept.is.map({ moment < $0 }) ?? true { return kept.is }
    let next = try reading()
    state.withLock { if $0.changes == changes { $0.next = (moment, next) } }
    return next
  }
}
