import GRDB

extension Ledger {
  /// What to say of an error that kept the ledger from being read or written.
  public static func sentence(for error: any Error) -> String {
    guard let error = error as? DatabaseError else { return "\(error)" }
    let reason = error.message ?? "\(error.resultCode)"
    switch error.resultCode {
    case .SQLITE_FULL:
      return "the disk of the ledger is full (\(reason)); make room, and it goes on by itself"
    case .SQLITE_IOERR: return "the disk of the ledger has a fault (\(reason)); look for it with “dmesg”"
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      return "another program has the ledger locked (\(reason)); end that program"
    case .SQLITE_READONLY: return "the ledger cannot be written (\(reason)); check who may write it"
    case .SQLITE_CORRUPT, .SQLITE_NOTADB:
      return "the ledger is damaged (\(reason)); stop the daemon, and put back a good copy"
    default: return "\(error)"
    }
  }

  /// Whether the ledger itself could not be read or written, as ``sentence(for:)`` then says.
  public static func isFault(_ error: any Error) -> Bool {
    if case .replaced? = error as? LedgerError { return true }
    return error is DatabaseError
  }

  /// Whether there is no room left to write.
  public static func isFullDisk(_ error: any Error) -> Bool {
    if case .noRoom = error as? LedgerError { return true }
    return (error as? DatabaseError)?.resultCode == .SQLITE_FULL
  }

  /// Whether it says that the file may not be what was written to it.
  static func isDoubtful(_ error: DatabaseError) -> Bool {
    [.SQLITE_IOERR, .SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode)
  }

  /// Does what reads or writes the file, and remembers where that cast doubt on it.
  func minding<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let error as DatabaseError where Self.isDoubtful(error) {
      doubt()
      throw error
    }
  }

  /// Whether the disk failed in a way after which what was written before may not be there either.
  public static func isDiskFault(_ error: any Error) -> Bool {
    (error as? DatabaseError)?.resultCode == .SQLITE_IOERR
  }
}
