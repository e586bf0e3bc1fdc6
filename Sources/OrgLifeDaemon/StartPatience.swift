import PluginKit
import Synchronization
import Systemd

/// Asks systemd for more time while the daemon starts, for half an hour at most: what takes longer than that hangs.
final class StartPatience: Sendable {
  private static let everySeconds = 30.0
  private static let most = 60

  private let notify: Notify
  private let state = Mutex<(alarm: Alarm?, isOver: Bool)>((nil, false))

  init(_ notify: Notify) {
    self.notify = notify
    wait(asked: 0)
  }

  private func wait(asked: Int) {
    guard asked < StartPatience.most, notify.isConnected else { return }
    state.withLock {
      guard !$0.isOver else { return }
      $0.alarm = Alarm(seconds: StartPatience.everySeconds) { [weak self] in
        guard let self else { return }
        notify.extendTimeout(seconds: 4 * StartPatience.everySeconds)
        wait(asked: asked + 1)
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
