import Glibc
import Synchronization

/// `SIGTERM`, heard by a thread of its own. A DispatchSource would ask for `SIG_IGN`, and lose a signal that comes before it
/// is registered.
enum TerminationSignal {
  private static let pipeEnd = Atomic<Int32>(-1)

  /// Does something, once, when the signal comes. To be called once in a process; until then the signal ends it.
  static func hear(_ action: @escaping @Sendable () -> Void) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    pipeEnd.store(ends[1], ordering: .sequentiallyConsistent)
    let listener = Unmanaged.passRetained(Listener(reading: ends[0], action: action))
    var thread = pthread_t()
    let result = pthread_create(
      &thread, nil,
      { context in
        if let context { Unmanaged<Listener>.fromOpaque(context).takeUnretainedValue().run() }
        return nil
      }, listener.toOpaque())
    guard result == 0 else { return listener.release() }
    pthread_detach(thread)
    var disposition = sigaction()
    // In a handler nothing but write(2) is allowed, and errno belongs to whoever was interrupted.
    disposition.__sigaction_handler.sa_handler = { _ in
      let code = errno
      var byte: UInt8 = 1
      _ = write(TerminationSignal.pipeEnd.load(ordering: .relaxed), &byte, 1)
      errno = code
    }
    disposition.sa_flags = SA_RESTART
    sigaction(SIGTERM, &disposition, nil)
  }

  private final class Listener: Sendable {
    private let reading: Int32
    private let action: @Sendable () -> Void

    init(reading: Int32, action: @escaping @Sendable () -> Void) {
      self.reading = reading
      self.action = action
    }

    func run() {
      // libdispatch blocks signals in its threads, in the end in all of them.
      var set = sigset_t()
      sigemptyset(&set)
      sigaddset(&set, SIGTERM)
      pthread_sigmask(SIG_UNBLOCK, &set, nil)
      var byte: UInt8 = 0
      while read(reading, &byte, 1) < 0 && errno == EINTR {}
      action()
    }
  }
}
