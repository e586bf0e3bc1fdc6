import Glibc

/// One entry as journald takes it: a datagram of fields. Source: systemd's JOURNAL_NATIVE_PROTOCOL.
///
/// Without libsystemd, which with all that it loads in turn had nearly a megabyte of the idle daemon's memory for this alone;
/// see docs/decisions/0018.
struct JournalEntry {
  static let socketPath = "/run/systemd/journal/socket"

  private(set) var bytes: [UInt8] = []

  /// - Parameters:
  ///   - name: as ``Journal/fieldName(_:)`` makes it.
  ///   - value: of any length and with any bytes; one of several lines is told by its length.
  mutating func add(_ name: String, _ value: String) {
    bytes += Array(name.utf8)
    let value = Array(value.utf8)
    if value.contains(UInt8(ascii: "\n")) {
      bytes.append(UInt8(ascii: "\n"))
      bytes += stride(from: 0, to: 64, by: 8).map { UInt8(truncatingIfNeeded: value.count >> $0) }
    } else {
      bytes.append(UInt8(ascii: "="))
    }
    bytes += value
    bytes.append(UInt8(ascii: "\n"))
  }

  /// Hands the entry to journald, and waits where it has no room for the moment.
  ///
  /// - Returns: false where nobody listens, and where the entry is longer than a datagram may be.
  func send(to path: String = socketPath) -> Bool {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let name = Array(path.utf8)
    guard descriptor >= 0, name.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
    defer { close(descriptor) }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
    // As libsystemd does: an entry may be long.
    var room: Int32 = 8 << 20
    setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &room, socklen_t(MemoryLayout<Int32>.size))
    var sent = -1
    repeat {
      sent = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          sendto(
            descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0,
            socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
    } while sent < 0 && errno == EINTR
    return sent == bytes.count
  }
}
