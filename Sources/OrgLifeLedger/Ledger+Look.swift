import Foundation
import GRDB
import GRDBSQLite
import Synchronization

/// How far a ledger's file is known to be whole, while it is open.
struct Wholeness: Sendable {
  /// nil where it was looked through; else how many starts in a row did without, this one too.
  var unlooked: Int?
  /// It was seen that something is wrong: no word of an orderly end is left.
  var isDoubted = false
  /// It is being closed, opened anew or scrubbed: a look under way ends, and none begins.
  var mayNotLook = false
  var isClosed = false
  var look: DatabaseQueue?
}

extension Ledger {
  /// Whether the file was opened without a look through all of it, since it had been closed in order, and there was none yet.
  public var isUnlooked: Bool { wholeness.withLock { $0.unlooked != nil } }

  /// Looks the whole file through while others go on reading and writing; where SQLite lets it, it rests as long as it works.
  /// It takes as long as the ledger is large, and the thread that asks. Looked through already, it does nothing.
  ///
  /// - Throws: ``LedgerError/damaged(path:finding:)``, or that the disk could not be read; whoever opens the ledger next looks
  ///   first then. Where the ledger was closed or scrubbed meanwhile, or the look itself could not be made, it ends early,
  ///   throws nothing, and the file stays unlooked.
  public func lookThrough() throws(LedgerError) {
    guard let path, isUnlooked else { return }
    looking.lock()
    defer { looking.unlock() }
    do {
      var configuration = Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(10)
      let reader = try DatabaseQueue(path: path, configuration: configuration)
      defer { try? reader.close() }
      let mayBegin = wholeness.withLock {
        if !$0.mayNotLook { $0.look = reader }
        return !$0.mayNotLook
      }
      defer { wholeness.withLock { $0.look = nil } }
      guard mayBegin else { return }
      try reader.read { db in
        let pace = Pace()
        pace.hold(db)
        defer { pace.release(db) }
        try Ledger.quickCheck(db, of: path)
      }
      wholeness.withLock { $0.unlooked = nil }
    } catch let error as LedgerError {
      doubt()
      throw error
    } catch {
      // No descriptor, no memory or somebody else's lock says nothing about the file.
      guard let error = error as? DatabaseError, Ledger.isDoubtful(error) else { return }
      doubt()
      if error.resultCode == .SQLITE_IOERR {
        throw .cannotOpen(path: path, reason: Ledger.sentence(for: error))
      }
      throw .damaged(path: path, finding: error.message ?? "not a database")
    }
  }

  /// From now on the file is looked through first at the next start, whatever else happens.
  public func doubt() { wholeness.withLock { $0.isDoubted = true } }

  /// Has ``lookThrough()`` end, and waits until it has. None begins any more until the file is opened anew.
  func stopLooking() {
    // An interrupt before the first page is read is lost.
    repeat {
      wholeness.withLock {
        $0.mayNotLook = true
        $0.look?.interrupt()
      }
    } while !looking.lock(before: Date(timeIntervalSinceNow: 0.05))
    looking.unlock()
  }

  static func quickCheck(_ db: Database, of path: String) throws {
    let finding = try String.fetchOne(db, sql: "PRAGMA quick_check(1)") ?? ""
    guard finding == "ok" else { throw LedgerError.damaged(path: path, finding: finding) }
  }

  /// Rests as long as it works, a few milliseconds at a time.
  private final class Pace {
    private static let steps: Int32 = 2000
    private static let turn = 5_000_000 as UInt64
    private var began = DispatchTime.now().uptimeNanoseconds

    func hold(_ db: Database) {
      sqlite3_progress_handler(
        db.sqliteConnection, Pace.steps,
        { context in
          if let context { Unmanaged<Pace>.fromOpaque(context).takeUnretainedValue().rest() }
          return 0
        }, Unmanaged.passUnretained(self).toOpaque())
    }

    func release(_ db: Database) { sqlite3_progress_handler(db.sqliteConnection, 0, nil, nil) }

    private func rest() {
      let worked = DispatchTime.now().uptimeNanoseconds &- began
      guard worked > Pace.turn else { return }
      usleep(UInt32(min(worked / 1000, 100_000)))
      began = DispatchTime.now().uptimeNanoseconds
    }
  }
}
