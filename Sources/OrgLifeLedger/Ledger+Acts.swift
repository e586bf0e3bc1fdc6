import GRDB
import OrgLifeCore

/// What a person did to a delivery by hand.
public struct ActEntry: Hashable, Sendable {
  public var act: QueueAct
  public var at: Timestamp
  public var author: String
  public var reason: String?
}

extension Ledger {
  /// Does an act to one delivery and keeps who did it and why, in one write. What is refused changes nothing.
  ///
  /// - Returns: nil where there is no such delivery.
  public func act(_ act: QueueAct, on delivery: String, author: String, reason: String?, at now: Timestamp)
    throws -> QueueAct.Answer?
  {
    try change { db in
      guard let standing = try Self.standing(of: delivery, db) else { return nil }
      let answer = act.answer(for: standing)
      guard case .becomes(let state) = answer else { return answer }
      try db.cachedStatement(
        sql: """
          UPDATE deliveries SET state = ?, stateSince = ?, reason = ?,
            triedSince = CASE WHEN ? IN ('retry', 'release') THEN NULL ELSE triedSince END,
            lastTriedAt = CASE WHEN ? IN ('retry', 'release') THEN NULL ELSE lastTriedAt END,
            notBefore = CASE ? WHEN 'retry' THEN ? WHEN 'release' THEN max(notBefore, ?) ELSE notBefore END
          WHERE key = ?
          """
      ).execute(arguments: [
        state.rawValue, now.milliseconds, Self.reason(of: act, author: author, saying: reason), act.rawValue,
        act.rawValue, act.rawValue,
        now.milliseconds, now.milliseconds, delivery,
      ])
      try db.cachedStatement(
        sql: "INSERT INTO acts (delivery, at, act, author, reason) VALUES (?, ?, ?, ?, ?)"
      ).execute(arguments: [delivery, now.milliseconds, act.rawValue, author, reason])
      try Self.chain("queue act", ref: "\(db.lastInsertedRowID)", db)
      return answer
    }
  }

  /// What was done by hand to a delivery, oldest first.
  public func acts(on delivery: String) throws -> [ActEntry] {
    try read { db in try Self.acts(on: delivery, db) }
  }

  static func acts(on delivery: String, _ db: Database) throws -> [ActEntry] {
    try Row.fetchAll(
      db.cachedStatement(sql: "SELECT act, at, author, reason FROM acts WHERE delivery = ? ORDER BY id"),
      arguments: [delivery]
    ).compactMap { row in
      QueueAct(rawValue: row[0]).map {
        ActEntry(act: $0, at: Timestamp(milliseconds: row[1]), author: row[2], reason: row[3])
      }
    }
  }

  /// Keys of deliveries in some states that begin so, oldest first.
  public func deliveryKeys(in states: [Delivery.State], beginning prefix: String = "", limit: Int = 100_000)
    throws -> [String]
  {
    let states = states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    return try read { db in
      try String.fetchAll(
        db.cachedStatement(
          sql: """
            SELECT key FROM deliveries WHERE state IN (\(states)) AND substr(key, 1, length(?)) = ?
            ORDER BY datedAt, key LIMIT ?
            """), arguments: [prefix, prefix, limit])
    }
  }

  private static func standing(of delivery: String, _ db: Database) throws -> QueueAct.Standing? {
    let row = try Row.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT state, payload IS NULL AND payloadDigest IS NOT NULL FROM deliveries WHERE key = ?
          """), arguments: [delivery])
    guard let row, let state = Delivery.State(rawValue: row[0]) else { return nil }
    return QueueAct.Standing(
      state: state, isAmbiguous: try isAmbiguous(delivery, db), isForgotten: row[1])
  }

  /// Why the delivery is in its new state, as it is told from then on.
  private static func reason(of act: QueueAct, author: String, saying reason: String?) -> String? {
    switch act {
    case .release, .retry: nil
    case .hold, .expire, .drop: "\(act.done) by \(author)\(reason.map { ": \($0)" } ?? "")"
    }
  }
}
