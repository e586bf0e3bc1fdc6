import Glibc

/// A listening socket passed by systemd. Source: sd_listen_fds(3).
enum PassedSocket {
  /// The first passed socket, when it was passed to this very process. Takes the variables out of the environment.
  static func take() -> Int32? {
    defer { for name in ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"] { unsetenv(name) } }
    func number(_ name: String) -> Int32? { getenv(name).flatMap { Int32(String(cString: $0)) } }
    guard number("LISTEN_PID") == getpid(), let count = number("LISTEN_FDS"), count >= 1 else { return nil }
    return 3
  }
}
