/// What keeps the ledger from being used, with what to do about it.
public enum LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Another daemon has it.
  case inUse(path: String, pid: String)
  case cannotOpen(path: String, reason: String)
  /// Another file took the place of the one that is open, or it was moved away: what is written would be lost with it.
  case replaced(path: String)
  /// Where a ledger is only read, none is made.
  case missing(path: String)
  /// A copy that was to be put back.
  case damagedCopy(path: String, finding: String)
  /// A file beside the ledger, such as a copy of it.
  case cannotWrite(path: String, reason: String)
  case damaged(path: String, finding: String)
  /// It was written by a later version.
  case newer(path: String)
  /// A file of this name is there, and nobody asked to replace it.
  case exists(path: String)
  /// The disk is full, and so many bytes have to be free before anything goes on.
  case noRoom(bytes: Int)
  /// A step expected another state than the ledger has: nothing was written.
  case unexpectedState(delivery: String, expected: String)

  public var description: String {
    switch self {
    case .inUse(let path, let pid):
      "the ledger \(path) is in use by process \(pid); stop that daemon, or give this one another --state folder"
    case .cannotOpen(let path, let reason):
      "cannot open the ledger \(path): \(reason); check that the folder exists and that this user may write it"
    case .replaced(let path):
      "\(path) is not the file any more that was opened; nothing is written until it is back in its place, or the daemon "
        + "is started again on the one that is there now"
    case .missing(let path):
      "there is no ledger \(path); check the name, or name the daemon's state folder with --state"
    case .damagedCopy(let path, let finding):
      "the copy \(path) is damaged (\(finding)); the ledger stays as it is; take an earlier copy"
    case .cannotWrite(let path, let reason): "cannot write \(path): \(reason)"
    case .damaged(let path, let finding):
      "the ledger \(path) is damaged (\(finding)); put back the last good copy of the file, "
        + "with “orglifectl ledger restore FILE”, which keeps this one"
    case .newer(let path):
      "the ledger \(path) was written by a later version of OrgLife; install that version, or put back an "
        + "older copy of the file"
    case .exists(let path):
      "there is a file \(path) already; name another, or say --overwrite"
    case .noRoom(let bytes):
      "the disk of the ledger is full; make room, \((bytes + 1023) / 1024) KiB at least, and it goes on by itself"
    case .unexpectedState(let delivery, let expected):
      "delivery \(delivery) is not \(expected) any more"
    }
  }
}
