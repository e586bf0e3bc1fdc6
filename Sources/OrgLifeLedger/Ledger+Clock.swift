import GRDB
import OrgLifeCore

extension Ledger {
  /// A clock so far before what was decided is asked about.
  public static let clockToleranceSeconds = 86_400.0

  struct Acceptance: Codable {
    var at: Int64
    var plannedThrough: Int64
    var author: String
  }

  /// Up to when all was decided, where the clock is more than a day before it and nobody has said that it is right; else nil.
  /// Nothing is to be sent then: either this clock is wrong, or the one was by which so much was decided.
  public func decidedAhead(of now: Timestamp) throws -> Timestamp? {
    let through = try service().plannedThrough
    guard now.seconds(until: through) > Self.clockToleranceSeconds else { return nil }
    let accepted = try read { db in
      try String.fetchOne(
        db.cachedStatement(
          sql: "SELECT content FROM chain WHERE kind = 'clock' ORDER BY sequence DESC LIMIT 1"))
    }
    let acceptance: Acceptance? = try accepted.map { try JSON.value($0) }
    return acceptance?.plannedThrough == through.milliseconds ? nil : through
  }

  /// Takes the clock for right although more was decided. What is dated after now was decided too early and waits for a
  /// person; what would only be tried again after more than a day is tried now. Accepted again it changes nothing.
  ///
  /// - Returns: how many deliveries wait for a person by it.
  public func acceptClock(author: String, at now: Timestamp) throws -> Int {
    guard let through = try decidedAhead(of: now) else { return 0 }
    return try change { db in
      try db.execute(
        sql: """
          UPDATE deliveries SET state = 'held', stateSince = ?1, reason = ?2
          WHERE state IN ('pending', 'deferred') AND datedAt > ?1
          """,
        arguments: [now.milliseconds, "decided while the clock was ahead: look whether it is too early"])
      let held = db.changesCount
      try db.execute(
        sql: "UPDATE deliveries SET notBefore = ?1 WHERE state IN ('pending', 'deferred') AND notBefore > ?2",
        arguments: [now.milliseconds, now.adding(seconds: Self.clockToleranceSeconds).milliseconds])
      let acceptance = Acceptance(
        at: now.milliseconds, plannedThrough: through.milliseconds, author: author)
      try Self.chain("clock", ref: "service", content: try JSON.text(acceptance), db)
      return held
    }
  }
}
