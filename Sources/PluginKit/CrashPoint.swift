#if DEBUG
  import Glibc
  import Synchronization
#endif

/// A place between two steps on the way from due to receipt at which a test may end the process, as a power cut would.
///
/// `ORGLIFE_CRASH=begun:3` ends it the third time that it passes there. In a release build there are no such places.
public enum CrashPoint: String, CaseIterable, Sendable {
  case due, decided, recovered
  case claimed, rendered, begun, answered, settled
  case mailSent = "mail-sent"
  case dropPrepared = "drop-prepared"
  case dropMarked = "drop-marked"
  case dropRenamed = "drop-renamed"
  case dropSynced = "drop-synced"
  /// Putting a copy back, and erasing somebody: on no delivery's way.
  case restoreCopied = "restore-copied"
  case restoreKept = "restore-kept"
  case restoreCleared = "restore-cleared"
  case restorePlaced = "restore-placed"
  case erased

  /// Taking a file of the inbox.
  case inboxMoved = "inbox-moved"
  case inboxTaken = "inbox-taken"
  case inboxSettled = "inbox-settled"

  /// Those between being due and the receipt.
  public static let ofDeliveries = allCases.filter { !ofTheLedger.contains($0) && !ofTheInbox.contains($0) }
  public static let ofTheLedger: [CrashPoint] = [
    .restoreCopied, .restoreKept, .restoreCleared, .restorePlaced, .erased,
  ]
  public static let ofTheInbox: [CrashPoint] = [.inboxMoved, .inboxTaken, .inboxSettled]

  public static let variable = "ORGLIFE_CRASH"

  public func pass() {
    #if DEBUG
      guard let wanted = Self.wanted, wanted.point == self else { return }
      let isNow = Self.passed.withLock { passed in
        passed += 1
        return passed == wanted.number
      }
      if isNow { kill(getpid(), SIGKILL) }
    #endif
  }

  #if DEBUG
    private static let passed = Mutex(0)

    private static let wanted: (point: CrashPoint, number: Int)? = {
      guard let text = getenv(variable).map({ String(cString: $0) }) else { return nil }
      let words = text.split(separator: ":").map(String.init)
      guard words.count == 2, let point = CrashPoint(rawValue: words[0]), let number = Int(words[1]) else {
        return nil
      }
      return (point, number)
    }()
  #endif
}
