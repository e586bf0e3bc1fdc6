import CLinux
import Glibc
import Synchronization

/// Signals as events. None is lost from the end of ``init(_:)`` on.
///
/// A DispatchSource for signals would not do: it asks for `SIG_IGN`, which children inherit and which drops what comes
/// before the source is registered or while the main thread does not block the signal.
public final class Signals: Sendable {
  public enum Signal: Int32, Hashable, Sendable, CaseIterable {
    case hangUp = 1
    case interrupt = 2
    case terminate = 15
  }

  /// For one reader.
  public let stream: AsyncStream<Signal>
  private let continuation: AsyncStream<Signal>.Continuation

  /// The end of the pipe that the handler writes to: a process has one disposition of a signal, so one pipe too.
  private static let pipeEnd = Atomic<Int32>(-1)

  /// From now on these signals no longer end the process. To be made once in a process, before `READY=1`.
  ///
  /// nil when the process has no file descriptor or thread left.
  public init?(_ signals: [Signal] = Signal.allCases) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(64))
    Self.pipeEnd.store(ends[1], ordering: .sequentiallyConsistent)
    guard Taker(signals, reading: ends[0], continuation).start() else { return nil }
    for signal in signals { Self.install(signal) }
  }

  /// Ends the stream, for a reason that is no signal. Signals end the process no more than before.
  public func finish() { continuation.finish() }

  private static func install(_ signal: Signal) {
    var action = sigaction()
    // In a handler nothing but write(2) is allowed, and errno belongs to whoever was interrupted.
    action.__sigaction_handler.sa_handler = { number in
      let code = errno
      var byte = UInt8(truncatingIfNeeded: number)
      _ = write(Signals.pipeEnd.load(ordering: .relaxed), &byte, 1)
      errno = code
    }
    action.sa_flags = SA_RESTART
    sigaction(signal.rawValue, &action, nil)
  }

  /// The thread that takes the signals: libdispatch blocks them in its own threads, in the end in all of them.
  private final class Taker: Sendable {
    private let signals: [Signal]
    private let reading: Int32
    private let continuation: AsyncStream<Signal>.Continuation

    init(_ signals: [Signal], reading: Int32, _ continuation: AsyncStream<Signal>.Continuation) {
      self.signals = signals
      self.reading = reading
      self.continuation = continuation
    }

    /// It lives as long as the process.
    func start() -> Bool {
      let context = Unmanaged.passRetained(self)
      var thread = pthread_t()
      let result = pthread_create(
        &thread, nil,
        { context in
          if let context { Unmanaged<Taker>.fromOpaque(context).takeUnretainedValue().run() }
          return nil
        }, context.toOpaque())
      guard result == 0 else {
        context.release()
        return false
      }
      pthread_detach(thread)
      return true
    }

    private func run() {
      var set = sigset_t()
      sigemptyset(&set)
      for signal in signals { sigaddset(&set, signal.rawValue) }
      pthread_sigmask(SIG_UNBLOCK, &set, nil)
      var number: UInt8 = 0
      while true {
        let count = read(reading, &number, 1)
        if count == 1, let signal = Signal(rawValue: Int32(number)) { continuation.yield(signal) }
        if count == 0 || (count < 0 && errno != EINTR) { return }
      }
    }
  }
}
