import Foundation
import GRDB
import OrgLifeCore

/// A ledger's file seen from outside, whether a daemon has it or none: looked through, copied, put back.
public struct LedgerFile: Sendable {
  public let path: String

  public init(path: String) { self.path = path }

  /// The ledger of a state folder.
  public init(folder: String) { path = folder + "/ledger.sqlite" }

  /// What a look through the file found. The file itself is whole, or ``look(known:)`` throws.
  public struct Finding: Sendable {
    /// Rows that point to none; empty where all is well.
    public var dangling: [String]
    /// nil where the file was written before there was a chain.
    public var chain: ChainFinding?
    /// Up to when it is planned; nil where it was never put in service.
    public var plannedThrough: Timestamp?

    /// The first thing that is wrong.
    public var fault: String? {
      if let first = dangling.first { return first }
      guard let fault = chain?.fault else { return nil }
      return fault.sequence.map { "entry \($0): \(fault.what)" } ?? fault.what
    }
  }

  /// Reads every page, every reference and the whole chain, all at one moment. Nothing is written, and a daemon
  /// goes on meanwhile.
  ///
  /// - Parameter known: a head told earlier, see ``Ledger/verify(known:)``.
  /// - Throws: ``LedgerError`` where the file is none of this version or an earlier one, or is damaged.
  public func look(known: String? = nil) throws(LedgerError) -> Finding {
    try saying {
      try find()
      try Ledger.check(path)
      let reader = try reader()
      let finding = try reader.read { db in
        let dangling = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").map { row in
          "a row of \(row[0] as String) points to \(row[2] as String), where there is none"
        }
        let planned =
          try db.tableExists("service")
          ? Int64.fetchOne(db, sql: "SELECT plannedThrough FROM service") : nil
        return Finding(
          dangling: dangling,
          chain: try db.tableExists("chain") ? Ledger.verify(known: known, db) : nil,
          plannedThrough: planned.map(Timestamp.init(milliseconds:)))
      }
      try reader.close()
      return finding
    }
  }

  private func find() throws(LedgerError) {
    guard access(path, R_OK) != 0 else { return }
    guard errno != ENOENT else { throw .missing(path: path) }
    throw .cannotOpen(path: path, reason: String(cString: strerror(errno)))
  }

  /// Copies one moment of the ledger into one file, looks through the copy, and gives it its name only then. A
  /// daemon goes on meanwhile. Under its name there is never half a copy.
  ///
  /// - Parameter replacing: whether a file of that name may go; never what is no plain file, or has a name of the ledger's own.
  /// - Throws: ``LedgerError/exists(path:)`` where the name is taken and is not to be replaced;
  ///   ``LedgerError/cannotWrite(path:reason:)`` where it cannot be had.
  @discardableResult
  public func backUp(to target: String, replacing: Bool = false) throws(LedgerError) -> Finding {
    guard replacing || !FileManager.default.fileExists(atPath: target) else { throw .exists(path: target) }
    try find()
    try checkIsForCopies(target)
    let new = try LedgerFile.made(beside: target)
    defer { LedgerFile.remove(new) }
    return try LedgerFile(path: target).saying {
      let finding = try copy(to: new)
      try LedgerFile.place(new, as: target, replacing: replacing)
      return finding
    }
  }

  private func checkIsForCopies(_ target: String) throws(LedgerError) {
    var status = stat()
    if lstat(target, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw .cannotWrite(path: target, reason: "it is no plain file; name another")
    }
    let (own, other) = (URL(fileURLWithPath: path), URL(fileURLWithPath: target))
    var (folder, place) = (stat(), stat())
    guard stat(own.deletingLastPathComponent().path, &folder) == 0,
      stat(other.deletingLastPathComponent().path, &place) == 0,
      (folder.st_dev, folder.st_ino) == (place.st_dev, place.st_ino)
    else { return }
    let name = other.lastPathComponent
    guard name.hasPrefix("ledger.") || name.hasPrefix(own.lastPathComponent) else { return }
    throw .cannotWrite(
      path: target, reason: "in this folder the ledger's own files have such names; name another")
  }

  /// Makes an empty file of a name that nobody has, for a copy that gets its own name when it is whole.
  private static func made(beside target: String) throws(LedgerError) -> String {
    for ending in [".new"] + (2...100).map({ "-\($0).new" }) {
      let descriptor = open(target + ending, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      if descriptor >= 0 {
        close(descriptor)
        return target + ending
      }
      if errno != EEXIST { break }
    }
    throw .cannotWrite(path: target, reason: String(cString: strerror(errno)))
  }

  /// Puts a copy back in place of the ledger of a folder, which no daemon may have. The ledger that was there
  /// stays beside it, under the name that is given back.
  ///
  /// The restored ledger starts in hold: what was open in the copy is held at once, and what came due between the
  /// copy and the daemon's next start is held then. What has an accepted receipt is never sent again.
  ///
  /// Ended at any moment, it leaves the ledger of before as it was, or the new one in hold: never neither, never half of one.
  ///
  /// - Parameters:
  ///   - stamp: what tells the old ledger's name from others, such as `20260324T083000Z`.
  ///   - passing: called between the steps, for who tries what their being cut off leads to.
  /// - Returns: where the old ledger is now, where there was one, and how many deliveries are held.
  public func restore(
    into folder: String, stamp: String, at now: Timestamp, passing: (RestoreStage) -> Void = { _ in }
  ) throws(LedgerError) -> (aside: String?, held: Int) {
    let ledger = LedgerFile(folder: folder)
    let lock = try LedgerLock(path: folder + "/ledger.lock")
    defer { withExtendedLifetime(lock) {} }
    LedgerFile.giveToOwner(of: folder, folder + "/ledger.lock")
    try lookAsCopy()
    let new = ledger.path + ".new"
    defer { LedgerFile.remove(new) }
    return try ledger.saying {
      LedgerFile.remove(new)
      try copy(to: new)
      let held = try LedgerFile.hold(new, at: now)
      LedgerFile.giveToOwner(of: folder, new)
      passing(.copied)
      var aside: String?
      if FileManager.default.fileExists(atPath: ledger.path) {
        let name = LedgerFile.free(folder + "/ledger-before-restore-\(stamp)", ".sqlite")
        try ledger.keepAside(name)
        aside = name
        passing(.kept)
        try ledger.clearLog()
        passing(.cleared)
      }
      try LedgerFile.place(new, as: ledger.path, replacing: true)
      passing(.placed)
      return (aside, held)
    }
  }

  private func lookAsCopy() throws(LedgerError) {
    let finding: Finding
    do { finding = try look() } catch {
      guard case .damaged(_, let finding) = error else { throw error }
      throw .damagedCopy(path: path, finding: finding)
    }
    if let fault = finding.fault { throw .damagedCopy(path: path, finding: fault) }
  }

  /// What is done when a copy is put back, step by step.
  public enum RestoreStage: CaseIterable, Sendable {
    /// The new ledger lies ready under another name, in hold.
    case copied
    /// The old one has its second name.
    case kept
    /// The old one's log is gone: a log must never meet another ledger.
    case cleared
    /// The new one has its name.
    case placed
  }

  /// Gives the file a second name. What its write-ahead log still holds is brought into it first, or, where it is too
  /// damaged for that, gets a second name as well.
  private func keepAside(_ name: String) throws {
    try LedgerFile.unlinkAsides(of: path)
    do { try bringLogIn() } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
      throw LedgerError.cannotOpen(path: path, reason: "another program reads it; end that program")
    } catch {}
    let log = path + "-wal"
    guard link(path, name) == 0,
      !FileManager.default.fileExists(atPath: log) || link(log, name + "-wal") == 0
    else { throw LedgerError.cannotOpen(path: name, reason: String(cString: strerror(errno))) }
  }

  /// Has everything that was committed stand in the file itself, and its log gone or empty.
  private func bringLogIn() throws {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    defer { try? queue.close() }
    try queue.writeWithoutTransaction { db in
      let row = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
      if row?[0] == 1 { throw DatabaseError(resultCode: .SQLITE_BUSY) }
    }
  }

  /// Only once the file itself holds everything, or the log has its second name.
  private func clearLog() throws {
    for suffix in ["-wal", "-shm"] where unlink(path + suffix) != 0 && errno != ENOENT {
      throw LedgerError.cannotOpen(path: path + suffix, reason: String(cString: strerror(errno)))
    }
  }

  /// A name that no file has: with a number where it was put back twice within a second.
  private static func free(_ stem: String, _ ending: String) -> String {
    let names = [stem + ending] + (2...1000).map { "\(stem)-\($0)\(ending)" }
    return names.first { !FileManager.default.fileExists(atPath: $0) } ?? stem + ending
  }

  /// Second names from a time that was ended before the new ledger took its place: the old one goes on under its own.
  private static func unlinkAsides(of path: String) throws {
    var own = stat()
    guard stat(path, &own) == 0 else { return }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    for name in try FileManager.default.contentsOfDirectory(atPath: folder)
    where name.hasPrefix("ledger-before-restore-") {
      var other = stat()
      guard stat(folder + "/" + name, &other) == 0, other.st_ino == own.st_ino, other.st_dev == own.st_dev
      else {
        continue
      }
      unlink(folder + "/" + name)
      unlink(folder + "/" + name + "-wal")
    }
  }

  private static func hold(_ path: String, at now: Timestamp) throws -> Int {
    let queue = try DatabaseQueue(path: path)
    try Schema.migrator.migrate(queue)
    let held = try queue.write { db in try Ledger.holdAsRestored(at: now, db) }
    try queue.close()
    return held
  }

  @discardableResult
  private func copy(to new: String) throws -> Finding {
    let source = try reader()
    let copy = try DatabaseQueue(path: new)
    try source.backup(to: copy)
    // One file, whatever journal the ledger has.
    try copy.writeWithoutTransaction { db in
      _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = DELETE")
    }
    try copy.close()
    try source.close()
    return try LedgerFile(path: new).look()
  }

  private func reader() throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(10)
    return try DatabaseQueue(path: path, configuration: configuration)
  }

  /// Moves a file that is on the disk to its name, and has the name on the disk too.
  private static func place(_ new: String, as target: String, replacing: Bool) throws(LedgerError) {
    chmod(new, 0o640)
    let folder = URL(fileURLWithPath: target).deletingLastPathComponent().path
    let isPlaced =
      synced(new) && (replacing ? rename(new, target) == 0 : link(new, target) == 0) && synced(folder)
    guard isPlaced else {
      if errno == EEXIST { throw .exists(path: target) }
      throw .cannotWrite(path: target, reason: String(cString: strerror(errno)))
    }
  }

  /// Brings the whole file into memory in its order, which a disk does many times faster than page by page, as a look asks for
  /// them. What cannot be read, the look says.
  ///
  /// Only while no connection of this process has the file: closing it here would end their locks.
  static func readAhead(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    withUnsafeTemporaryAllocation(byteCount: 1 << 18, alignment: 16) { buffer in
      while read(descriptor, buffer.baseAddress, buffer.count) > 0 {}
    }
  }

  static func synced(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return fsync(descriptor) == 0
  }

  /// What root makes for the daemon belongs to whom the state folder belongs.
  private static func giveToOwner(of folder: String, _ path: String) {
    var status = stat()
    guard geteuid() == 0, stat(folder, &status) == 0 else { return }
    _ = chown(path, status.st_uid, status.st_gid)
  }

  static func remove(_ path: String) {
    for suffix in ["", "-journal", "-wal", "-shm"] { unlink(path + suffix) }
  }

  private func saying<Value>(_ body: () throws -> Value) throws(LedgerError) -> Value {
    do { return try body() } catch let error as LedgerError {
      throw error
    } catch let error as DatabaseError {
      switch error.resultCode {
      case .SQLITE_CORRUPT, .SQLITE_NOTADB:
        throw .damaged(path: path, finding: error.message ?? "not a database")
      case .SQLITE_FULL: throw .cannotWrite(path: path, reason: "the disk is full; make room there")
      default: throw .cannotOpen(path: path, reason: error.message ?? "\(error.resultCode)")
      }
    } catch {
      throw .cannotOpen(path: path, reason: "\(error)")
    }
  }
}
