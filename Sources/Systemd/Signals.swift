import CSystemd
import Dispatch
import Glibc

/// Signals as events.
public final class Signals: Sendable {
  public enum Signal: Int32, Hashable, Sendable, CaseIterable {
    case hangUp = 1
    case interrupt = 2
    case terminate = 15
  }

  /// For one reader. A signal that comes while another of its kind waits may be merged with it, as signals are.
  public let stream: AsyncStream<Signal>

  private let continuation: AsyncStream<Signal>.Continuation
  // A DispatchSource is safe to use from any thread, which its type does not say.
  private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

  /// From now on these signals no longer end the process. To be made before `READY=1`, once in a process.
  public init(_ signals: [Signal] = Signal.allCases) {
    let (stream, continuation) = AsyncStream.makeStream(
      of: Signal.self, bufferingPolicy: .bufferingNewest(16))
    let queue = DispatchQueue(label: "systemd.signals")
    sources = signals.map { wanted in
      signal(wanted.rawValue, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: wanted.rawValue, queue: queue)
      source.setEventHandler { continuation.yield(wanted) }
      source.resume()
      return source
    }
    self.stream = stream
    self.continuation = continuation
  }

  deinit {
    continuation.finish()
    for source in sources { source.cancel() }
  }
}
