import OrgLifeCore
import Synchronization

/// How long nothing becomes due by itself, as it was worked out last: a turn of the daemon at which nothing was said and no
/// rung fired need not look at all that is open again.
///
/// Shared by the copies of a desk. What it remembers stands on facts and cases, and is of no use once either changed.
final class QuietStretch: Sendable {
  /// What was known when it was worked out.
  struct Basis: Hashable, Sendable {
    /// The number of the last fact.
    var lastFact: Int64
    /// See ``Ledger/casesRevision``.
    var cases: Int
  }

  private struct Stretch: Sendable {
    var basis: Basis
    var from: Timestamp
    /// The first moment after `from` at which something may be due.
    var until: Timestamp
  }

  private struct State: Sendable {
    var stretch: Stretch?
    var plannedThrough: Timestamp?
  }

  private let state = Mutex(State())

  /// So long a desk goes without writing up to when all is decided, by which a clock that went back is found.
  private static let mostSeconds: Double = 3600

  /// All rungs up to the moment are decided.
  func planned(through moment: Timestamp) {
    state.withLock { $0.plannedThrough = max($0.plannedThrough ?? moment, moment) }
  }

  /// Whether all is decided that may become due up to now.
  func covers(_ now: Timestamp, on basis: Basis) -> Bool {
    state.withLock { state in
      guard let stretch = state.stretch, let through = state.plannedThrough else { return false }
      return stretch.basis == basis && stretch.from <= through && now < stretch.until
        && now <= through.adding(seconds: Self.mostSeconds)
    }
  }

  /// The first moment after the given one at which something may be due, worked out where that was not done on the same
  /// basis already.
  func end(after moment: Timestamp, on basis: Basis, finding: () throws -> Timestamp?) rethrows -> Timestamp?
  {
    let known = state.withLock { state -> Timestamp? in
      guard let stretch = state.stretch, stretch.basis == basis, stretch.from <= moment,
        moment < stretch.until
      else { return nil }
      return stretch.until
    }
    if let known { return known }
    let found = try finding()
    state.withLock { state in
      state.stretch = found.map { Stretch(basis: basis, from: moment, until: $0) }
    }
    return found
  }
}
