import Foundation
import GRDB
import OrgLifeCore

/// A delivery with everything that was tried for it.
public struct DeliveryHistory: Hashable, Sendable {
  public struct Attempt: Hashable, Sendable {
    public var number: Int
    public var startedAt: Timestamp
    /// nil while there is no answer.
    public var receipt: Receipt?
    public var answeredAt: Timestamp?
  }

  public var delivery: Delivery
  /// Since when it is in its state.
  public var stateSince: Timestamp
  public var attempts: [Attempt]
  /// What people did to it by hand, oldest first.
  public var acts: [ActEntry]
}

/// What explanations ask; nothing here is written.
extension Ledger {
  /// The deliveries that carry a rung, in the order of their keys.
  public func deliveries(of obligation: String, rung: String) throws -> [DeliveryHistory] {
    try read { db in
      try String.fetchAll(
        db.cachedStatement(
          sql: "SELECT delivery FROM deliveryLines WHERE obligation = ? AND rung = ? ORDER BY delivery"),
        arguments: [obligation, rung]
      ).map { try Self.history($0, db) }
    }
  }

  /// The deliveries whose key begins so, in the order of their keys.
  public func deliveries(beginning prefix: String, limit: Int = 1000) throws -> [DeliveryHistory] {
    try read { db in
      try String.fetchAll(
        db.cachedStatement(sql: "SELECT key FROM deliveries WHERE key >= ? AND key < ? ORDER BY key LIMIT ?"),
        arguments: [prefix, prefix + "\u{10FFFF}", limit]
      ).map { try Self.history($0, db) }
    }
  }

  /// The delivery of a key with everything that was tried and done for it; nil where there is none.
  public func history(_ key: String) throws -> DeliveryHistory? {
    try read { db in
      guard
        try Bool.fetchOne(
          db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM deliveries WHERE key = ?)"), arguments: [key])
          == true
      else { return nil }
      return try Self.history(key, db)
    }
  }

  /// The keys of cases that begin so.
  public func caseKeys(beginning prefix: String, limit: Int = 1000) throws -> [String] {
    try read { db in
      try String.fetchAll(
        db.cachedStatement(sql: "SELECT key FROM cases WHERE key >= ? AND key < ? ORDER BY key LIMIT ?"),
        arguments: [prefix, prefix + "\u{10FFFF}", limit])
    }
  }

  /// The programme by which what was decided at a moment was decided: a reload decides first what was due,
  /// and then changes the programme. nil where none was ever put in force.
  public func joined(decidingAt moment: Timestamp) throws -> Joined? {
    try read { db in
      try Row.fetchOne(
        db.cachedStatement(
          sql: """
            SELECT revision, sources, joinedAt FROM joinings JOIN programmes USING (revision)
            ORDER BY joinedAt < ? DESC, CASE WHEN joinedAt < ? THEN -joinings.id ELSE joinings.id END LIMIT 1
            """), arguments: [moment.milliseconds, moment.milliseconds]
      ).map {
        Joined(
          revision: $0[0], sources: [UInt8]($0[1] as Data), joinedAt: Timestamp(milliseconds: $0[2]))
      }
    }
  }

  /// The last moment before the given one at which the ledger was written to by a daemon that ran: it ran
  /// then, and may have stopped at any time after.
  public func lastSign(before moment: Timestamp) throws -> Timestamp? {
    try read { db in
      try Int64.fetchOne(
        db.cachedStatement(
          sql: """
            SELECT max(at) FROM (
              SELECT max(decidedAt) AS at FROM rungs WHERE decidedAt < :moment
              UNION ALL SELECT max(recordedAt) FROM facts WHERE recordedAt < :moment
              UNION ALL SELECT max(joinedAt) FROM joinings WHERE joinedAt < :moment
              UNION ALL SELECT inServiceSince FROM service WHERE inServiceSince < :moment)
            """), arguments: ["moment": moment.milliseconds]
      ).map(Timestamp.init(milliseconds:))
    }
  }

  private static func history(_ key: String, _ db: Database) throws -> DeliveryHistory {
    let delivery = try claim(key, db).delivery
    let since = try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT stateSince FROM deliveries WHERE key = ?"), arguments: [key])
    let attempts = try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT number, startedAt, at, outcome, detail FROM attempts
          LEFT JOIN receipts USING (delivery, number) WHERE delivery = ? ORDER BY number
          """), arguments: [key]
    ).map { row in
      let at: Int64? = row[2]
      let outcome = (row[3] as String?).flatMap(Receipt.Outcome.init(rawValue:))
      return DeliveryHistory.Attempt(
        number: row[0], startedAt: Timestamp(milliseconds: row[1]),
        receipt: outcome.map { Receipt(outcome: $0, detail: row[4] ?? "") },
        answeredAt: at.map(Timestamp.init(milliseconds:)))
    }
    return DeliveryHistory(
      delivery: delivery, stateSince: Timestamp(milliseconds: since ?? 0), attempts: attempts,
      acts: try acts(on: key, db))
  }
}
