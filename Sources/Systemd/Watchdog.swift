import CLinux
import Glibc

/// How often systemd wants to hear that the service makes progress. Source: sd_watchdog_enabled(3).
public enum Watchdog {
  /// The time in seconds after which systemd kills the service; ping at half of it. nil when it does not watch, or
  /// watches another process. Reading takes `WATCHDOG_USEC` and `WATCHDOG_PID` out of the environment; later calls
  /// remember.
  public static let intervalSeconds: Double? = {
    let microseconds = getenv("WATCHDOG_USEC").map { String(cString: $0) }
    let process = getenv("WATCHDOG_PID").map { String(cString: $0) }
    unsetenv("WATCHDOG_USEC")
    unsetenv("WATCHDOG_PID")
    return intervalSeconds(microseconds: microseconds, process: process, ownProcess: getpid())
  }()

  static func intervalSeconds(microseconds: String?, process: String?, ownProcess: Int32) -> Double? {
    guard let count = microseconds.flatMap(UInt64.init), count > 0, count < .max else { return nil }
    if let process, Int32(process) != ownProcess { return nil }
    return Double(count) / 1_000_000
  }
}
