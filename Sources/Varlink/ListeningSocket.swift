import CLinux
import Glibc

/// A Unix stream socket that takes connections.
public struct ListeningSocket: Sendable {
  let socket: Socket
  /// The file to remove at the end; nil for a socket that belongs to someone else.
  let path: String?

  /// Makes a socket at a path. A socket file that is already there is replaced: whoever calls this has made sure that
  /// nobody serves there.
  ///
  /// - Parameter mode: permissions of the socket file; it is never open to more, not even for a moment.
  /// - Throws: ``VarlinkError/cannotConnect(path:reason:)``.
  public init(path: String, mode: UInt16 = 0o600) throws(VarlinkError) {
    guard var address = Socket.address(path) else {
      throw .cannotConnect(path: path, reason: "the path is empty or longer than 107 bytes")
    }
    let descriptor = Socket.stream()
    guard descriptor >= 0 else { throw .cannotConnect(path: path, reason: systemReason(errno)) }
    socket = Socket(owning: descriptor)
    self.path = path
    var status = stat()
    if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK { unlink(path) }
    // The file of a Unix socket gets the mode of its descriptor, less the umask.
    fchmod(descriptor, 0o600)
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard bound == 0, chmod(path, mode_t(mode)) == 0, listen(descriptor, 128) == 0 else {
      throw .cannotConnect(path: path, reason: systemReason(errno))
    }
    Self.makeNonblocking(descriptor)
  }

  /// Whether somebody takes connections at a path. A socket's file that a process left behind when it was killed answers nobody.
  public static func isServed(_ path: String) -> Bool {
    guard var address = Socket.address(path) else { return false }
    let socket = Socket(owning: Socket.stream())
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket.descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0 || errno == EAGAIN
      }
    }
  }

  /// Takes over a socket that already listens, such as one passed by systemd.
  public init(adopting descriptor: Int32) {
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    Self.makeNonblocking(descriptor)
    socket = Socket(owning: descriptor)
    path = nil
  }

  private static func makeNonblocking(_ descriptor: Int32) {
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
  }
}
