import Dispatch
import Glibc

/// Tells which names arrive in one folder whole: renamed into it, or closed after they were written. Source: inotify(7).
///
/// What lies there already is not told. One loop iterates over ``events``.
public final class FolderWatch: Sendable {
  public enum Event: Hashable, Sendable {
    case arrived(String)
    /// More came than the kernel kept: the folder has to be read.
    case overflowed
    /// The folder was removed or moved away, or its file system unmounted: nothing more is told.
    case gone
  }

  public let events: AsyncStream<Event>

  private let continuation: AsyncStream<Event>.Continuation
  // A DispatchSource is safe to use from any thread, which its type does not say.
  private nonisolated(unsafe) let source: any DispatchSourceRead

  /// Watches a folder from now on.
  ///
  /// - Throws: the error number where it cannot be watched: there is none, or no descriptor or watch is left.
  public init(path: String) throws(WatchError) {
    let descriptor = inotify_init1(Int32(bitPattern: FolderWatch.nonblockAndCloexec))
    guard descriptor >= 0 else { throw WatchError(code: errno) }
    let wanted = FolderWatch.arrivals | FolderWatch.departures | FolderWatch.onlyFolders
    guard inotify_add_watch(descriptor, path, wanted) >= 0 else {
      let code = errno
      close(descriptor)
      throw WatchError(code: code)
    }
    let (stream, continuation) = AsyncStream.makeStream(of: Event.self)
    let source = DispatchSource.makeReadSource(
      fileDescriptor: descriptor, queue: DispatchQueue(label: "systemd.folder"))
    source.setEventHandler { FolderWatch.read(descriptor, continuation) }
    source.setCancelHandler { close(descriptor) }
    source.resume()
    self.source = source
    self.continuation = continuation
    events = stream
  }

  deinit {
    continuation.finish()
    source.cancel()
  }

  /// Ends ``events``. Again does nothing.
  public func stop() { continuation.finish() }

  public struct WatchError: Error, Hashable, Sendable, CustomStringConvertible {
    public var code: Int32

    public init(code: Int32) { self.code = code }

    public var description: String { String(cString: strerror(code)) }
  }

  // IN_NONBLOCK and IN_CLOEXEC are enumerators of an anonymous enum, which Swift does not import as integers.
  private static let nonblockAndCloexec = UInt32(O_NONBLOCK | O_CLOEXEC)
  /// IN_MOVED_TO and IN_CLOSE_WRITE.
  private static let arrivals: UInt32 = 0x80 | 0x8
  /// IN_DELETE_SELF and IN_MOVE_SELF.
  private static let departures: UInt32 = 0x400 | 0x800
  /// IN_ONLYDIR.
  private static let onlyFolders: UInt32 = 0x0100_0000
  private static let overflow: UInt32 = 0x4000
  /// IN_IGNORED and IN_UNMOUNT.
  private static let ended: UInt32 = 0x8000 | 0x2000

  /// Reads what there is. An event is a header of 16 bytes (watch, mask, cookie, length) and a name, padded with zeros.
  private static func read(_ descriptor: Int32, _ continuation: AsyncStream<Event>.Continuation) {
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      var offset = 0
      while offset + 16 <= count {
        let mask = word(buffer, offset + 4)
        let length = Int(word(buffer, offset + 12))
        let name = buffer[(offset + 16)..<min(count, offset + 16 + length)].prefix { $0 != 0 }
        tell(mask, String(decoding: name, as: UTF8.self), continuation)
        offset += 16 + length
      }
    }
  }

  private static func tell(_ mask: UInt32, _ name: String, _ continuation: AsyncStream<Event>.Continuation) {
    if mask & overflow != 0 { continuation.yield(.overflowed) }
    if mask & (departures | ended) != 0 { continuation.yield(.gone) }
    if mask & arrivals != 0, !name.isEmpty { continuation.yield(.arrived(name)) }
  }

  private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
    bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) }
  }
}
