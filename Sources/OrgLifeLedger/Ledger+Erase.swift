import Foundation
import GRDB
import OrgLifeCore

extension Ledger {
  /// Takes a person out of everything that is written: their id gives way to one that nobody has, their names, addresses
  /// and texts to a mark, and the bytes of all settled deliveries are forgotten, since each may name them.
  ///
  /// What the chain knew of the changed rows loses its salt, so that it cannot be found by trying; the rows as they are now
  /// get entries of their own, and one entry says that somebody was erased, by whom and why. All of it is one transaction.
  /// Asked again it changes nothing. ``scrub()`` then takes the old bytes out of the files.
  ///
  /// - Parameters:
  ///   - isRehearsal: only count: everything is undone.
  ///   - rewriting: the files of an earlier programme without the person; nil where they are not in it.
  public func erase(
    _ subject: ErasureSubject, author: String, reason: String, at now: Timestamp, isRehearsal: Bool = false,
    rewriting: (_ sources: [UInt8], _ mark: Person.ID) throws -> [UInt8]?
  ) throws -> ErasureAnswer {
    var answer = ErasureAnswer.unknown
    defer {
      // Reasons of rungs may name them.
      casesRead.forget()
      waitingRead.forget()
    }
    try database.writeWithoutTransaction { db in
      try db.inTransaction(.immediate) {
        let open = try Self.mayStillGo(of: subject.person, db)
        guard open.isEmpty else {
          answer = .underWay(open)
          return .rollback
        }
        var eraser = try Eraser(subject, db)
        let rows = try eraser.erase(rewriting: rewriting)
        guard rows.total > 0 else { return .rollback }
        let entries = try eraser.chainAnew()
        let erasure = Erasure(
          mark: eraser.mark, at: now.milliseconds, author: author, reason: reason, rows: rows,
          entries: entries
        )
        try Self.chain("erasure", ref: "chain", content: try JSON.text(erasure), db)
        answer = .erased(erasure)
        return isRehearsal ? .rollback : .commit
      }
    }
    return answer
  }

  /// Overwrites what was deleted, in the ledger's file and in its log. Whatever the disk keeps of earlier blocks, and every
  /// copy, is out of reach.
  ///
  /// - Returns: false where another program reads an earlier moment of the ledger, so that its log could not be emptied; it
  ///   is when the daemon stops, or when this is asked again.
  public func scrub() throws -> Bool {
    // The look of a start reads an earlier moment as well; the next start begins with it then.
    stopLooking()
    // Zeros over what was deleted first: what VACUUM cuts off the file is not overwritten.
    guard try emptyLog() else { return false }
    try database.vacuum()
    return try emptyLog()
  }

  private func emptyLog() throws -> Bool {
    try database.barrierWriteWithoutTransaction { db in
      guard let row = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)") else { return true }
      // 0: done; 1: somebody reads. In memory there is no log, and the answer is 0, -1, -1.
      return row[0] == 0
    }
  }

  /// All programmes that were ever in force, as the files that they were read from.
  public func everyJoined() throws -> [[UInt8]] {
    try read { db in
      try Data.fetchAll(db, sql: "SELECT sources FROM programmes ORDER BY revision").map { [UInt8]($0) }
    }
  }

  private static func mayStillGo(of person: Person.ID, _ db: Database) throws -> [String] {
    try String.fetchAll(
      db,
      sql: """
        SELECT key FROM deliveries
        WHERE state IN ('pending', 'claimed', 'deferred', 'held') AND (person = ? OR payload IS NOT NULL)
        ORDER BY person <> ?, key LIMIT 100
        """, arguments: [person.text, person.text])
  }
}
