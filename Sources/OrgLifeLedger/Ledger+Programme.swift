import Foundation
import GRDB
import OrgLifeCore

extension Ledger {
  /// A programme that was in force, as the files that it was read from.
  public struct Joined: Hashable, Sendable {
    public var revision: String
    public var sources: [UInt8]
    public var joinedAt: Timestamp
  }

  /// Puts a programme in force from a moment on. One with the same revision as the last changes nothing.
  ///
  /// - Returns: whether the programme is another than before.
  @discardableResult
  public func join(
    revision: String, sources: [UInt8], at moment: Timestamp, announcing deliveries: [Delivery] = []
  ) throws -> Bool {
    try change { db in
      let last = try String.fetchOne(
        db.cachedStatement(sql: "SELECT revision FROM joinings ORDER BY id DESC LIMIT 1"))
      guard last != revision else { return false }
      try db.cachedStatement(
        sql: "INSERT INTO programmes VALUES (?, ?) ON CONFLICT DO NOTHING"
      ).execute(arguments: [revision, Data(sources)])
      try db.cachedStatement(
        sql: "INSERT INTO joinings (revision, joinedAt) VALUES (?, ?)"
      ).execute(arguments: [revision, moment.milliseconds])
      for delivery in deliveries { try Self.enqueue(delivery, at: moment, db) }
      return true
    }
  }

  public func lastJoined() throws -> Joined? {
    try read { db in
      try Row.fetchOne(
        db.cachedStatement(
          sql: """
            SELECT revision, sources, joinedAt FROM joinings JOIN programmes USING (revision)
            ORDER BY joinings.id DESC LIMIT 1
            """)
      ).map {
        Joined(
          revision: $0[0], sources: [UInt8]($0[1] as Data), joinedAt: Timestamp(milliseconds: $0[2]))
      }
    }
  }
}
