import Dispatch
import Glibc
import Synchronization

/// Takes one connection after the other on the loopback and says to each what it is told to say.
final class HostileRelay: Sendable {
  static let shared = HostileRelay()

  let port: Int
  private let socket: Int32
  private let queue = DispatchQueue(label: "relay")
  private let said = Mutex<[UInt8]>([])

  var words: [UInt8] {
    get { said.withLock { $0 } }
    set { said.withLock { $0 = newValue } }
  }

  private init?() {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(socket, pointer, size) == 0 && listen(socket, 8) == 0 && getsockname(socket, pointer, &size) == 0
      }
    }
    guard isBound else { return nil }
    self.socket = socket
    port = Int(UInt16(bigEndian: address.sin_port))
    queue.async { [self] in serve() }
  }

  private func serve() {
    while true {
      let connection = accept(socket, nil, nil)
      guard connection >= 0 else { continue }
      let words = words
      _ = send(connection, words, words.count, Int32(MSG_NOSIGNAL))
      _ = Glibc.shutdown(connection, Int32(SHUT_WR))
      // What the other side says is taken until it is done, so that it never meets a reset before our words.
      var rest = [UInt8](repeating: 0, count: 4096)
      while recv(connection, &rest, rest.count, 0) > 0 {}
      close(connection)
    }
  }
}
