import Foundation
import GRDB
import OrgLifeCore
import Synchronization

/// What is known and what was done, on disk. The rules are in the schema; every method is one transaction.
public final class Ledger: Sendable {
  /// Replaced only by ``reopen()``.
  private let connection: Mutex<any DatabaseWriter & Sendable>
  let path: String?
  private let busySeconds: Double
  private let lock: LedgerLock?
  /// The file that is open; nil in memory.
  private let file: Mutex<FileIdentity?>
  private let ballast: Mutex<Ballast?>
  /// The ballast was given up and is not made again yet.
  private let isShort = Mutex(false)
  /// Frozen rules that were read, by their digest: many cases share a few.
  let rules = Mutex<[String: Rule]>([:])
  let casesRead = CasesRead()
  let waitingRead = WaitingRead()
  let wholeness: Mutex<Wholeness>
  /// Held by who looks the file through.
  let looking = NSLock()

  private init(
    database: any DatabaseWriter, path: String? = nil, busySeconds: Double = 0, lock: LedgerLock?,
    ballast: Ballast? = nil, unlooked: Int? = nil
  ) {
    wholeness = Mutex(Wholeness(unlooked: unlooked))
    connection = Mutex(database)
    self.path = path
    file = Mutex(path.flatMap(FileIdentity.init))
    self.busySeconds = busySeconds
    self.lock = lock
    self.ballast = Mutex(ballast)
  }

  var database: any DatabaseWriter { connection.withLock { $0 } }

  /// Opens the ledger of a state folder, and makes it where there is none.
  ///
  /// - Parameters:
  ///   - busySeconds: how long a write waits for another process that has the file locked.
  ///   - ballastBytes: how much room is kept for receipts on a disk that gets full; 0 for none.
  ///   - oneConnection: for who reads and writes in turn, as a simulation does: nothing is read twice.
  ///   - lookingLater: for who calls ``lookThrough()`` soon: a file that was closed in order and is still the same is opened at
  ///     once. Every other file is looked through before anything else, however long that takes.
  /// - Throws: ``LedgerError`` where another daemon has it, or where it is damaged, of a later version or
  ///   cannot be written. It is never replaced by an empty one.
  public static func open(
    folder: String, busySeconds: Double = 60, ballastBytes: Int = 512 * 1024, oneConnection: Bool = false,
    lookingLater: Bool = false
  ) throws -> Ledger {
    let path = folder + "/ledger.sqlite"
    let lock = try LedgerLock(path: folder + "/ledger.lock")
    do {
      // What a restore that was ended left behind.
      LedgerFile.remove(path + ".new")
      let unlooked = OrderlyEnd.take(of: path).map { $0.unlooked + 1 }
      let mayLookLater = lookingLater && unlooked.map { $0 <= OrderlyEnd.mostUnlooked } == true
      // Looked at before it is opened for writing, which alone would change the file.
      if FileManager.default.fileExists(atPath: path) {
        if !mayLookLater { LedgerFile.readAhead(path) }
        try check(path, throughout: !mayLookLater)
      } else {
        try create(path)
      }
      let ballast = Ballast(path: folder + "/ledger.ballast", bytes: ballastBytes)
      ballast.keep()
      return Ledger(
        database: try connected(to: path, busySeconds: busySeconds, oneConnection: oneConnection), path: path,
        busySeconds: busySeconds, lock: lock, ballast: ballast, unlooked: mayLookLater ? unlooked : nil)
    } catch let error as DatabaseError {
      switch error.resultCode {
      case .SQLITE_CORRUPT, .SQLITE_NOTADB:
        throw LedgerError.damaged(path: path, finding: error.message ?? "not a database")
      default: throw LedgerError.cannotOpen(path: path, reason: error.message ?? "\(error.resultCode)")
      }
    }
  }

  private static func connected(to path: String, busySeconds: Double, oneConnection: Bool) throws
    -> any DatabaseWriter & Sendable
  {
    var configuration = Configuration()
    configuration.busyMode = .timeout(busySeconds)
    if oneConnection {
      configuration.journalMode = .wal
      // Nobody else has the file: locks, and memory shared with other connections, are not needed.
      configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE") }
    }
    let database: any DatabaseWriter & Sendable =
      oneConnection
      ? try DatabaseQueue(path: path, configuration: configuration)
      : try DatabasePool(path: path, configuration: configuration)
    // GRDB sets the writer to NORMAL when it opens; a receipt must survive a power cut.
    try database.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA synchronous = FULL")
      // What is forgotten is overwritten, not only let go.
      _ = try Int.fetchOne(db, sql: "PRAGMA secure_delete = ON")
    }
    try Schema.migrator.migrate(database)
    return database
  }

  /// Closes the file and opens it again, after a fault of the disk: what the connection believes to have written
  /// may not be there. Who sends has to ``recover(at:)`` before going on. In memory it does nothing.
  ///
  /// - Throws: as ``open(folder:busySeconds:ballastBytes:)``; it can be asked again.
  public func reopen() throws {
    guard let path else { return }
    stopLooking()
    let oneConnection = database is DatabaseQueue
    try? database.close()
    try Self.check(path)
    let opened = try Self.connected(to: path, busySeconds: busySeconds, oneConnection: oneConnection)
    connection.withLock { $0 = opened }
    file.withLock { $0 = FileIdentity(path) }
    rules.withLock { $0 = [:] }
    casesRead.forget()
    waitingRead.forget()
    wholeness.withLock { $0 = Wholeness() }
  }

  /// Writes, and once more with the ballast given up where the disk is full.
  func withBallast(_ body: (Database) throws -> Void) throws {
    do { try change(body) } catch let error as DatabaseError
      where error.resultCode == .SQLITE_FULL && giveUpBallast()
    { try change(body) }
  }

  /// Makes the ballast again where it was given up and there is room for it several times over, which ends what
  /// ``giveUpBallast()`` began.
  ///
  /// - Throws: ``LedgerError/noRoom(bytes:)`` where it was given up and there is none.
  public func keepBallast() throws(LedgerError) {
    if ballast.withLock({ $0?.keep() }) == true { isShort.withLock { $0 = false } }
    if let shortage { throw shortage }
  }

  /// How much room is kept from now on. Less than before is given back at once; more is taken when there is room.
  public func keepBallast(bytes: Int) {
    ballast.withLock { $0?.bytes = bytes }
    try? keepBallast()
  }

  /// Gives up the ballast on a full disk. Until it can be made again nothing is handed out but news that the disk is full,
  /// so that the room serves the receipts of what is under way, and that news.
  ///
  /// - Returns: whether there was any.
  @discardableResult
  public func giveUpBallast() -> Bool {
    guard let ballast = ballast.withLock({ $0 }), ballast.bytes > 0 else { return false }
    isShort.withLock { $0 = true }
    return ballast.free()
  }

  /// What is wanted while the ballast is given up; nil while it is not.
  public var shortage: LedgerError? {
    guard isShort.withLock({ $0 }), let ballast = ballast.withLock({ $0 }) else { return nil }
    return .noRoom(bytes: ballast.wantedRoom)
  }

  /// Refuses a file that is no ledger of this version or an earlier one, and leaves it as it is.
  ///
  /// - Parameter throughout: whether every page of it is read.
  static func check(_ path: String, throughout: Bool = true) throws {
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
    // SQLite takes an empty file for a new database: facts that were lost would look like a first start.
    guard size != 0 else { throw LedgerError.damaged(path: path, finding: "the file is empty") }
    var configuration = Configuration()
    configuration.readonly = true
    let reader = try DatabaseQueue(path: path, configuration: configuration)
    if throughout { try reader.read { db in try quickCheck(db, of: path) } }
    guard try !reader.read(Schema.migrator.hasBeenSuperseded) else { throw LedgerError.newer(path: path) }
    try reader.close()
  }

  /// Makes a new ledger under another name and moves it into place, so that there is never half a ledger.
  private static func create(_ path: String) throws {
    let new = path + ".new"
    let queue = try DatabaseQueue(path: new)
    try Schema.migrator.migrate(queue)
    try queue.close()
    guard rename(new, path) == 0 else {
      throw LedgerError.cannotOpen(path: path, reason: String(cString: strerror(errno)))
    }
  }

  /// A ledger that ends with the process, for `simulate` and for tests.
  public static func inMemory() throws -> Ledger {
    let queue = try DatabaseQueue()
    try Schema.migrator.migrate(queue)
    return Ledger(database: queue, lock: nil)
  }

  /// A copy of what one moment of the ledger shows, which ends with the process: for trying out what would be.
  public func copyInMemory() throws -> Ledger {
    let queue = try DatabaseQueue()
    try database.backup(to: queue)
    return Ledger(database: queue, lock: nil)
  }

  /// Closes the files now and lets another have them, with a word that it was done in order. Asked for anything afterwards it
  /// throws; closed again it does nothing. Without it they are closed some time after the last reference is gone.
  public func close() throws {
    guard wholeness.withLock({ !$0.isClosed }) else { return }
    stopLooking()
    // The readers, which are closed last, would leave the log beside the file: all of it goes into the file first.
    if let pool = database as? DatabasePool {
      try? pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
    }
    try database.close()
    let end = wholeness.withLock { wholeness in
      wholeness.isClosed = true
      return wholeness.isDoubted
        ? nil : path.flatMap { OrderlyEnd(of: $0, unlooked: wholeness.unlooked ?? 0) }
    }
    if let path { end?.leave(at: path) }
    lock?.release()
  }

  /// Reads what one moment of the ledger shows. One connection for all GRDB would turn
  /// read-only and back for each reading, and that makes SQLite compile every statement anew.
  func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try minding { database is DatabaseQueue ? try database.unsafeRead(body) : try database.read(body) }
  }

  /// Writes all that the body writes, or nothing. The body lets errors pass: after some of them SQLite has undone the
  /// transaction by itself.
  func change<Value>(_ body: (Database) throws -> Value) throws -> Value {
    // Where it fails nobody knows what the disk has.
    defer { waitingRead.forget() }
    return try transaction(body)
  }

  private func transaction<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try checkPlace()
    return try minding {
      try database.writeWithoutTransaction { db in try Self.transaction(db, body) }
    }
  }

  /// A file that was moved away can be written as before, and whoever starts next does not find it.
  private func checkPlace() throws(LedgerError) {
    guard let path, FileIdentity(path) != file.withLock({ $0 }) else { return }
    throw .replaced(path: path)
  }

  private static func transaction<Value>(_ db: Database, _ body: (Database) throws -> Value) throws -> Value {
    // GRDB's own transactions compile these two anew each time, which costs as much as a small write.
    try db.cachedStatement(sql: "BEGIN IMMEDIATE TRANSACTION").execute()
    do {
      let value = try body(db)
      try db.cachedStatement(sql: "COMMIT TRANSACTION").execute()
      return value
    } catch {
      if db.isInsideTransaction { try? db.rollback() }
      throw error
    }
  }

  /// Since when the ledger is in service, and up to which instant all rungs are decided.
  public struct Service: Hashable, Sendable {
    public var inServiceSince: Timestamp
    public var plannedThrough: Timestamp
    /// Thirty-two bytes by chance, the same as long as the ledger lives: the key of ``Digest/init(of:key:)`` for names that
    /// leave in place of the deliveries' own.
    public var seal: [UInt8]
  }

  /// Puts the ledger in service at its first start, from `now` on; later it only tells.
  public func service(startingAt now: Timestamp) throws -> Service {
    try change { db in
      try db.cachedStatement(
        sql:
          "INSERT INTO service (id, inServiceSince, plannedThrough) VALUES (1, ?, ?) ON CONFLICT DO NOTHING"
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
        db.cachedStatement(sql: "SELECT inServiceSince, plannedThrough, seal FROM service"))
    else {
      throw LedgerError.cannotOpen(path: "ledger", reason: "it was never put in service")
    }
    return Service(
      inServiceSince: Timestamp(milliseconds: row[0]), plannedThrough: Timestamp(milliseconds: row[1]),
      seal: [UInt8](row[2] as Data))
  }

  /// Whether the ledger can be written now, by writing to it: the proof that the watchdog asks for.
  public func checkWritable() throws {
    try transaction { db in
      // A number that nothing else uses. Where a row is set to what it is already, SQLite writes nothing.
      let proofs = try Int32.fetchOne(db.cachedStatement(sql: "PRAGMA user_version")) ?? 0
      try db.execute(sql: "PRAGMA user_version = \(proofs == .max ? 0 : proofs + 1)")
    }
  }
}

enum JSON {
  private static let decoder = JSONDecoder()
  private static let encoder = {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }()

  static func text(_ value: some Encodable) throws -> String {
    String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  static func value<Value: Decodable>(_ text: String) throws -> Value {
    try decoder.decode(Value.self, from: Data(text.utf8))
  }
}
