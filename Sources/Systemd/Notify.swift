import CLinux
import Glibc
import Synchronization

/// Tells systemd how the service is, by datagrams to `$NOTIFY_SOCKET`. Source: sd_notify(3).
///
/// Without that variable nothing is sent and every call succeeds. Sending may be repeated: the last word counts.
public final class Notify: Sendable {
  private let path: String?

  /// The service manager's socket of this process. Reading takes `NOTIFY_SOCKET` out of the environment, so that
  /// children cannot speak for the service; later calls remember it.
  public static let ofThisProcess: Notify = {
    let path = getenv("NOTIFY_SOCKET").map { String(cString: $0) }
    unsetenv("NOTIFY_SOCKET")
    return Notify(path: path)
  }()

  /// - Parameter path: a path, or a name after `@` for an abstract socket; nil for none.
  public init(path: String?) { self.path = path.flatMap { $0.isEmpty ? nil : $0 } }

  /// Whether somebody listens.
  public var isConnected: Bool { path != nil }

  @discardableResult
  public func ready(status: String? = nil) -> Bool { send(["READY=1"] + (status.map(Self.status) ?? [])) }

  /// One line for `systemctl status`.
  @discardableResult
  public func status(_ text: String) -> Bool { send(Self.status(text)) }

  /// To be followed by ``ready(status:)`` when the new configuration is live.
  @discardableResult
  public func reloading() -> Bool {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return send([
      "RELOADING=1", "MONOTONIC_USEC=\(Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000)",
    ])
  }

  @discardableResult
  public func stopping(status: String? = nil) -> Bool {
    send(["STOPPING=1"] + (status.map(Self.status) ?? []))
  }

  /// To be sent only by the loop that proves progress.
  @discardableResult
  public func watchdog() -> Bool { send(["WATCHDOG=1"]) }

  /// Asks for more time to start, reload or stop, counted from now.
  @discardableResult
  public func extendTimeout(seconds: Double) -> Bool {
    send(["EXTEND_TIMEOUT_USEC=\(Int64(seconds * 1_000_000))"])
  }

  /// Sends assignments in one datagram.
  ///
  /// - Returns: false when nobody listens or the datagram was not taken. Never blocks.
  @discardableResult
  public func send(_ assignments: [String]) -> Bool {
    guard let path, var address = Self.address(path) else { return false }
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    let bytes = Array(assignments.joined(separator: "\n").utf8)
    let length = MemoryLayout<sa_family_t>.size + path.utf8.count + (path.hasPrefix("@") ? 0 : 1)
    let sent = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(
          descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT), $0, socklen_t(length))
      }
    }
    return sent == bytes.count
  }

  private static func status(_ text: String) -> [String] {
    ["STATUS=" + text.split(whereSeparator: \.isNewline).joined(separator: " ")]
  }

  private static func address(_ path: String) -> sockaddr_un? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var bytes = Array(path.utf8)
    guard path.hasPrefix("/") || path.hasPrefix("@"),
      bytes.count < MemoryLayout.size(ofValue: address.sun_path)
    else { return nil }
    if path.hasPrefix("@") { bytes[0] = 0 }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return address
  }
}
