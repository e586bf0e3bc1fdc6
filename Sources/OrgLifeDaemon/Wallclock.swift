import CLinux
import Glibc
import OrgLifeCore

/// The only reading of the real clock. Where it is shifted for trying out, everything that reports says so.
public struct Wallclock: Sendable {
  /// Milliseconds that are added to the machine's time.
  public let shiftMilliseconds: Int64

  public init() {
    shiftMilliseconds = 0
  }

  /// Runs on from a moment at which it is now.
  public init(startingAt start: Timestamp) {
    shiftMilliseconds = start.milliseconds - Wallclock.machineTime()
  }

  public var isShifted: Bool { shiftMilliseconds != 0 }

  public var now: Timestamp {
    Timestamp(milliseconds: Wallclock.machineTime() + shiftMilliseconds)
  }

  /// Seconds since 1970 at which the machine's clock shows the moment, for its timers.
  func machineSeconds(of moment: Timestamp) -> Double {
    Double(moment.milliseconds - shiftMilliseconds) / 1000
  }

  /// Seconds of a clock that is never set, from some moment on.
  static var elapsedSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Seconds since 1970 by the machine's own clock, which file systems go by.
  static var machineNow: Double { Double(machineTime()) / 1000 }

  private static func machineTime() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}
