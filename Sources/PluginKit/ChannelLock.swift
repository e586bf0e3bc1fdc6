import Dispatch
import Glibc
import Synchronization

/// One process at a time serves a channel: `flock` on a file beside its socket, given up by the kernel when the process ends
/// in whatever way.
enum ChannelLock {
  enum Answer { case taken, stillHeld, impossible(reason: String) }

  /// Waits for the process before us to end, so that two never deliver for one channel at the same time.
  /// The lock is held until this process ends.
  static func take(beside path: String, waitSeconds: Double) async -> Answer {
    let file = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { return .impossible(reason: String(cString: strerror(errno))) }
    let once = Once()
    return await withCheckedContinuation { done in
      let alarm = Alarm(seconds: waitSeconds) {
        if once.take() { done.resume(returning: .stillHeld) }
      }
      DispatchQueue(label: "plugin.lock").async {
        var result = flock(file, LOCK_EX)
        while result != 0 && errno == EINTR { result = flock(file, LOCK_EX) }
        let code = errno
        alarm.stop()
        guard once.take() else { return }
        done.resume(
          returning: result == 0 ? .taken : .impossible(reason: String(cString: strerror(code))))
      }
    }
  }

  private final class Once: Sendable {
    private let done = Mutex(false)
    func take() -> Bool {
      done.withLock { done in
        defer { done = true }
        return !done
      }
    }
  }
}
