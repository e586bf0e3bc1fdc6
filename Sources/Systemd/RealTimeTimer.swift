import CLinux
import Dispatch
import Glibc
import Synchronization

/// A timer on the wall clock that notices when the clock is set, and when the machine wakes from suspend.
///
/// One loop arms it and iterates over ``events``. Source: timerfd_create(2), `TFD_TIMER_CANCEL_ON_SET`.
public final class RealTimeTimer: Sendable {
  public enum Event: Hashable, Sendable {
    /// The moment that was armed has come.
    case due
    /// The clock was set, or the machine slept: read the clock anew and arm again.
    case clockStepped
  }

  /// What happened, for one reader. Events that come faster than it reads are kept, a few of them.
  public let events: AsyncStream<Event>

  private let descriptor: Int32
  private let continuation: AsyncStream<Event>.Continuation
  // A DispatchSource is safe to use from any thread, which its type does not say.
  private nonisolated(unsafe) let source: any DispatchSourceRead

  /// nil when the process has no file descriptor left.
  public init?() {
    let descriptor = timerfd_create(CLOCK_REALTIME, orglife_tfd_nonblock | orglife_tfd_cloexec)
    guard descriptor >= 0 else { return nil }
    let (stream, continuation) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .bufferingNewest(8))
    let source = DispatchSource.makeReadSource(
      fileDescriptor: descriptor, queue: DispatchQueue(label: "systemd.timer"))
    source.setEventHandler {
      var count: UInt64 = 0
      let result = read(descriptor, &count, 8)
      if result == 8 {
        continuation.yield(.due)
      } else if errno == ECANCELED {
        continuation.yield(.clockStepped)
      }
    }
    source.setCancelHandler { close(descriptor) }
    source.resume()
    self.descriptor = descriptor
    self.source = source
    self.continuation = continuation
    events = stream
  }

  deinit {
    continuation.finish()
    source.cancel()
  }

  /// Fires once at a moment of the wall clock; at once when it has passed. Arming again replaces the moment. The clock's
  /// steps are noticed only while armed.
  ///
  /// - Parameter secondsSince1970: nil arms a moment that never comes, to notice steps alone.
  public func arm(secondsSince1970: Double?) {
    // A zero time would disarm, and the far future must fit into time_t.
    let moment = max(secondsSince1970 ?? 4e11, 1e-3)
    let whole = moment.rounded(.down)
    var setting = itimerspec(
      it_interval: timespec(),
      it_value: timespec(tv_sec: Int(whole), tv_nsec: Int((moment - whole) * 1e9)))
    timerfd_settime(
      descriptor, orglife_tfd_timer_abstime | orglife_tfd_timer_cancel_on_set, &setting, nil)
  }

  /// Ends ``events``. Again does nothing.
  public func stop() { continuation.finish() }
}
