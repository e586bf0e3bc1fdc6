import GRDB
import OrgLifeCore

extension Schema {
  /// When the ledger was put back from a copy, up to when the copy was planned, and up to when what came due
  /// after that was held; nothing there yet while the daemon did not start again.
  static let restorations = """
    CREATE TABLE restorations (
      id INTEGER PRIMARY KEY,
      restoredAt INTEGER NOT NULL,
      plannedThrough INTEGER,
      heldThrough INTEGER CHECK (heldThrough >= plannedThrough)
    ) STRICT;
    """
}

extension Ledger {
  /// Why deliveries are held after a copy was put back.
  public static let restoredReason = "the ledger was restored from a backup: this may have been sent before"

  /// Whether the ledger was put back from a copy and nothing was planned since: what the next step makes is to
  /// be held, as it may have been sent in the time that the copy does not know.
  public func isRestored() throws -> Bool {
    try read { db in
      try Bool.fetchOne(
        db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM restorations WHERE heldThrough IS NULL)"))
        ?? false
    }
  }

  /// Marks the ledger as restored and holds what is open in it. What a worker had when the copy was made gets the
  /// receipt *lost*; a delivery with an accepted receipt is not open.
  ///
  /// - Returns: how many deliveries are held.
  static func holdAsRestored(at now: Timestamp, _ db: Database) throws -> Int {
    _ = try recover(at: now, because: "the ledger was restored before the answer came", db)
    try db.execute(
      sql: """
        UPDATE deliveries SET state = 'held', stateSince = ?, reason = ?
        WHERE state IN ('pending', 'deferred')
        """, arguments: [now.milliseconds, restoredReason])
    let planned = try Int64.fetchOne(db, sql: "SELECT plannedThrough FROM service")
    try db.execute(
      sql: "INSERT INTO restorations (restoredAt, plannedThrough) VALUES (?, ?)",
      arguments: [now.milliseconds, planned])
    try chain(
      "restoration", ref: "ledger", content: try JSON.text(["at": now.milliseconds, "from": planned ?? 0]), db
    )
    return try Int.fetchOne(db, sql: "SELECT count(*) FROM deliveries WHERE state = 'held'") ?? 0
  }

  /// In the transaction of a planning step: what it made is held, and the next one plans as always.
  static func endRestoration(through moment: Timestamp, _ db: Database) throws {
    try db.cachedStatement(
      sql: "UPDATE restorations SET heldThrough = max(?, ifnull(plannedThrough, 0)) WHERE heldThrough IS NULL"
    ).execute(arguments: [moment.milliseconds])
  }
}
