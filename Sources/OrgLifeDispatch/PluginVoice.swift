import Dispatch
import Glibc
import PluginKit
import Synchronization
import SystemPackage

/// The standard error of a plugin's processes, one after the other: a pipe that is read as fast as they write, so that they
/// never wait, and said as ``PluginSpeech`` allows.
final class PluginVoice: Sendable {
  private struct Hearing {
    var speech = PluginSpeech()
    /// nil while no process runs.
    var pipe: ReadingEnd?
    var window: Alarm?
  }

  private let hearing = Mutex(Hearing())
  /// Gives turns, which a lock does not: a plugin that never stops writing would keep all others from it.
  private let queue = DispatchQueue(label: "plugin.voice")
  private let say: @Sendable (PluginSpeech.Line) -> Void
  /// As much as a plugin can have put into the pipe: more than it holds unless the plugin made it larger, as it may.
  private static let mostInPipe = 1 << 20
  /// At most so much is read in one turn.
  private static let mostInTurn = 1 << 16

  init(say: @escaping @Sendable (PluginSpeech.Line) -> Void) { self.say = say }

  /// The last line of the process that ended last.
  var lastWords: String? { hearing.withLock { $0.speech.lastWords } }

  /// Makes a pipe for a process that is about to start.
  ///
  /// - Returns: the writing end, which is the caller's.
  func listen() throws -> FileDescriptor {
    let (reading, writing) = try FileDescriptor.pipe()
    for end in [reading, writing] { _ = fcntl(end.rawValue, F_SETFD, FD_CLOEXEC) }
    // The reading end alone: both ends of a pipe have flags of their own.
    _ = fcntl(reading.rawValue, F_SETFL, O_NONBLOCK)
    let pipe = ReadingEnd(reading.rawValue, queue) { [weak self] in
      self?.hear(atMost: Self.mostInTurn)
    }
    hearing.withLock {
      $0.pipe = pipe
      // The next process has said nothing yet.
      $0.speech.forgetLastWords()
    }
    return writing
  }

  /// A delivery is asked for, which may be a line.
  func grant() { queue.sync { hearing.withLock { $0.speech.grant() } } }

  /// Says what was written until now. What a plugin wrote before it answered is in the log when this returns.
  func hear() { queue.sync { hear(atMost: Self.mostInPipe) } }

  private func hear(atMost bytes: Int) {
    hearing.withLock { hearing in
      guard let pipe = hearing.pipe else { return }
      if read(pipe, atMost: bytes, &hearing) { hearing.pipe = nil }
    }
  }

  /// The process is gone: what it left in the pipe is said.
  func finish() {
    queue.sync {
      hearing.withLock { hearing in
        if let pipe = hearing.pipe { _ = read(pipe, atMost: Self.mostInPipe, &hearing) }
        hearing.pipe = nil
        for line in hearing.speech.finish() { say(line) }
        openWindow(&hearing)
      }
    }
  }

  /// - Returns: whether nobody can write any more.
  private func read(_ pipe: ReadingEnd, atMost bytes: Int, _ hearing: inout Hearing) -> Bool {
    var hasEnded = false
    withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 1) { buffer in
      var left = bytes
      while left > 0 {
        let count = Glibc.read(pipe.descriptor, buffer.baseAddress, buffer.count)
        if count < 0 && errno == EINTR { continue }
        hasEnded = count == 0
        guard count > 0 else { break }
        left -= count
        for line in hearing.speech.hear(UnsafeRawBufferPointer(rebasing: buffer[..<count])) { say(line) }
      }
    }
    openWindow(&hearing)
    return hasEnded
  }

  private func openWindow(_ hearing: inout Hearing) {
    guard hearing.window == nil, hearing.speech.isCounting else { return }
    hearing.window = Alarm(seconds: PluginSpeech.windowSeconds) { [weak self] in
      guard let self else { return }
      queue.async { self.endWindow() }
    }
  }

  private func endWindow() {
    hearing.withLock {
      $0.window = nil
      if let line = $0.speech.endWindow() { say(line) }
    }
  }
}

/// The reading end of a pipe, watched and open as long as this value is there.
private final class ReadingEnd: Sendable {
  let descriptor: Int32
  // A DispatchSource is safe to use from any thread, which its type does not say.
  private nonisolated(unsafe) let source: any DispatchSourceRead

  init(_ descriptor: Int32, _ queue: DispatchQueue, _ hasWords: @escaping @Sendable () -> Void) {
    self.descriptor = descriptor
    source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
    source.setEventHandler(handler: hasWords)
    source.setCancelHandler { close(descriptor) }
    source.activate()
  }

  deinit { source.cancel() }
}
