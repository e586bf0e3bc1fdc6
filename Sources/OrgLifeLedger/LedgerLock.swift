import Foundation
import Synchronization

/// Held as long as the daemon lives: one daemon a ledger. The kernel lets go of it however the daemon ends.
final class LedgerLock: Sendable {
  /// nil once it was let go.
  private let descriptor: Mutex<Int32?>

  /// - Throws: ``LedgerError/inUse(path:pid:)`` at once where another process has it.
  init(path: String) throws(LedgerError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o640)
    guard descriptor >= 0 else {
      throw .cannotOpen(path: path, reason: String(cString: strerror(errno)))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      var bytes = [UInt8](repeating: 0, count: 32)
      let count = max(0, pread(descriptor, &bytes, bytes.count, 0))
      close(descriptor)
      let pid = String(decoding: bytes.prefix(count), as: UTF8.self).filter(\.isNumber)
      throw .inUse(path: path, pid: pid.isEmpty ? "unknown" : pid)
    }
    let pid = Array("\(getpid())\n".utf8)
    guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, pid, pid.count, 0) == pid.count else {
      close(descriptor)
      throw .cannotOpen(path: path, reason: String(cString: strerror(errno)))
    }
    self.descriptor = Mutex(descriptor)
  }

  /// Lets go of it. Again it does nothing.
  func release() {
    descriptor.withLock { descriptor in
      guard let open = descriptor else { return }
      // A process that is being started has the descriptor too until it is another program, and the lock with it.
      flock(open, LOCK_UN)
      close(open)
      descriptor = nil
    }
  }

  deinit { release() }
}
