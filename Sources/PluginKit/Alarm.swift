import Dispatch
import Synchronization

/// Does something once after a time, unless it was stopped before. A cancelled `Task.sleep` would stay queued.
public final class Alarm: Sendable {
  // A DispatchSource is safe to use from any thread, which its type does not say.
  private nonisolated(unsafe) let timer: any DispatchSourceTimer

  public init(seconds: Double, _ action: @escaping @Sendable () -> Void) {
    timer = DispatchSource.makeTimerSource()
    let seconds = seconds.isFinite ? min(max(seconds, 0), 1e6) : 1e6
    timer.schedule(deadline: .now() + seconds)
    timer.setEventHandler(handler: action)
    timer.resume()
  }

  /// Again does nothing. An action that has begun goes on.
  public func stop() { timer.cancel() }
}
