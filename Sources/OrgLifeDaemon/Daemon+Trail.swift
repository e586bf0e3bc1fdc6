extension Daemon {
  /// Reads only, and so need not wait for the daemon's turn.
  nonisolated func explain(_ key: String) throws -> Explanation {
    try desk.snapshot.explain(key, at: clock.now)
  }
}
