import Foundation
import GRDB
import OrgLifeCore
import Synchronization

/// What is known and what was done, on disk. The rules are in the schema; every method is one transaction.
public final class Ledger: Sendable {
  let database: any DatabaseWriter
  private let lock: LedgerLock?
  /// Frozen rules that were read, by their digest: many cases share a few.
  let rules = Mutex<[String: Rule]>([:])

  private init(database: any DatabaseWriter, lock: LedgerLock?) {
    self.database = database
    self.lock = lock
  }

  /// Opens the ledger of a state folder, and makes it where there is none.
  ///
  /// - Throws: ``LedgerError`` where another daemon has it, or where it is damaged, of a later version or
  ///   cannot be written. It is never replaced by an empty one.
  public static func open(folder: String) throws -> Ledger {
    let path = folder + "/ledger.sqlite"
    let lock = try LedgerLock(path: folder + "/ledger.lock")
    var configuration = Configuration()
    configuration.busyMode = .timeout(60)
    do {
      let pool = try DatabasePool(path: path, configuration: configuration)
      // The pool sets the writer to NORMAL when it opens; a receipt must survive a power cut.
      try pool.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA synchronous = FULL") }
      let finding = try pool.read { db in try String.fetchOne(db, sql: "PRAGMA quick_check(1)") } ?? ""
      guard finding == "ok" else { throw LedgerError.damaged(path: path, finding: finding) }
      guard try !pool.read(Schema.migrator.hasBeenSuperseded) else { throw LedgerError.newer(path: path) }
      try Schema.migrator.migrate(pool)
      return Ledger(database: pool, lock: lock)
    } catch let error as DatabaseError {
      switch error.resultCode {
      case .SQLITE_CORRUPT, .SQLITE_NOTADB:
        throw LedgerError.damaged(path: path, finding: error.message ?? "not a database")
      default: throw LedgerError.cannotOpen(path: path, reason: error.message ?? "\(error.resultCode)")
      }
    }
  }

  /// A ledger that ends with the process, for `simulate` and for tests.
  public static func inMemory() throws -> Ledger {
    let queue = try DatabaseQueue()
    try Schema.migrator.migrate(queue)
    return Ledger(database: queue, lock: nil)
  }

  /// Reads what one moment of the ledger shows. In memory there is one connection, which GRDB would turn
  /// read-only and back for each reading, and that makes SQLite compile every statement anew.
  func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
    lock == nil ? try database.unsafeRead(body) : try database.read(body)
  }

  /// Since when the ledger is in service, and up to which instant all rungs are decided.
  public struct Service: Hashable, Sendable {
    public var inServiceSince: Timestamp
    public var plannedThrough: Timestamp
  }

  /// Puts the ledger in service at its first start, from `now` on; later it only tells.
  public func service(startingAt now: Timestamp) throws -> Service {
    try database.write { db in
      try db.cachedStatement(
        sql: "INSERT INTO service VALUES (1, ?, ?) ON CONFLICT DO NOTHING"
      ).execute(arguments: [now.milliseconds, now.milliseconds])
      return try Self.service(db)
    }
  }

  public func service() throws -> Service {
    try read(Self.service)
  }

  static func service(_ db: Database) throws -> Service {
    guard
      let row = try Row.fetchOne(
        db.cachedStatement(sql: "SELECT inServiceSince, plannedThrough FROM service"))
    else {
      throw LedgerError.cannotOpen(path: "ledger", reason: "it was never put in service")
    }
    return Service(
      inServiceSince: Timestamp(milliseconds: row[0]), plannedThrough: Timestamp(milliseconds: row[1]))
  }

  /// Whether the ledger can be written now: the proof that the watchdog asks for.
  public func checkWritable() throws {
    try database.write { db in try db.execute(sql: "UPDATE service SET plannedThrough = plannedThrough") }
  }
}

enum JSON {
  static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  static func value<Value: Decodable>(_ text: String) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(text.utf8))
  }
}
