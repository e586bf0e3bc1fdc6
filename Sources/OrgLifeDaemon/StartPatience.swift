import PluginKit
import Synchronization
import Systemd

/// Asks systemd for more time while the daemon starts, for half an hour at most: what takes longer than that hangs.
final class StartPatience: Sendable {
  private static let mostSeconds = 1800.0

  private let notify: Notify
  private let everySeconds: Double
  private let state = Mutex<(alarm: Alarm?, isOver: Bool)>((nil, false))

  init(_ notify: Notify, everySeconds: Double = 30) {
    self.notify = notify
    self.everySeconds = everySeconds
    wait(waited: 0)
  }

  private func wait(waited: Double) {
    guard waited < StartPatience.mostSeconds, notify.isConnected else { return }
    state.withLock {
      guard !$0.isOver else { return }
      $0.alarm = Alarm(seconds: everySeconds) { [weak self] in
        guard let self else { return }
        notify.extendTimeout(seconds: 4 * everySeconds)
        wait(waited: waited + everySeconds)
      }
    }
  }

  /// Again does nothing.
  func end() {
    state.withLock {
      $0.alarm?.stop()
      $0 = (nil, true)
    }
  }
}
