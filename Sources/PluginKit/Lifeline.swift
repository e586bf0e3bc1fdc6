import Dispatch
import Glibc

/// Standard input held open by whoever started us: its end means that he is dead.
enum Lifeline {
  /// Calls back when standard input has ended. The next process for the channel need not wait for ours: what is
  /// under way is abandoned, and every step of a delivery survives that.
  static func watch(onEnd: @escaping @Sendable () -> Void) {
    DispatchQueue(label: "plugin.lifeline").async {
      var byte: UInt8 = 0
      while true {
        let count = read(0, &byte, 1)
        if count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN) { return onEnd() }
        if count < 0 && errno == EAGAIN {
          var entry = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
          poll(&entry, 1, -1)
        }
      }
    }
  }
}
