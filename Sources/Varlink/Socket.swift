import CLinux
import Glibc

/// A file descriptor that closes with its last user, so that no other thread ever meets its number reused.
final class Socket: Sendable {
  let descriptor: Int32

  init(owning descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Ends both directions at once: the peer sees the end, and whoever waits here wakes up. Again does nothing.
  func shutdown() { _ = Glibc.shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// An address for `bind` and `connect`; nil when the path does not fit into the 107 bytes the kernel has for it.
  static func address(_ path: String) -> sockaddr_un? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = [UInt8](path.utf8)
    guard !bytes.isEmpty, !bytes.contains(0), bytes.count < MemoryLayout.size(ofValue: address.sun_path)
    else {
      return nil
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return address
  }

  static func stream() -> Int32 {
    socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
  }
}

/// An event that a thread in `poll` can wait for.
final class Wake: Sendable {
  let descriptor: Int32

  init() {
    descriptor = orglife_eventfd()
    precondition(descriptor >= 0, "no file descriptor left for an event")
  }

  deinit { close(descriptor) }

  func set() {
    var one: UInt64 = 1
    _ = write(descriptor, &one, 8)
  }

  func clear() {
    var count: UInt64 = 0
    _ = read(descriptor, &count, 8)
  }
}

/// `poll` for a few descriptors, again after an interrupting signal; nil when the deadline has passed.
func pollAny(_ wanted: [(Int32, Int16)], until deadline: Deadline) -> [Int16]? {
  var entries = wanted.map { pollfd(fd: $0.0, events: $0.1, revents: 0) }
  while true {
    let count = poll(&entries, nfds_t(entries.count), deadline.pollMilliseconds)
    if count > 0 { return entries.map(\.revents) }
    if count == 0 && deadline.hasPassed { return nil }
    precondition(count >= 0 || errno == EINTR || errno == EAGAIN || errno == ENOMEM, "poll: \(errno)")
  }
}

func systemReason(_ code: Int32) -> String {
  String(cString: strerror(code))
}
