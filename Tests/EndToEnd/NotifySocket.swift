import Foundation
import Synchronization

/// Where a service manager would listen: keeps what the daemon says of itself, and lets a test wait for it.
final class NotifySocket: Sendable {
  let path: String
  private let descriptor: Int32
  private let said: Mutex<[String]> = Mutex([])

  init(in folder: String) {
    path = folder + "/notify"
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
    }
    precondition(bound == 0, "cannot bind \(path)")
    var limit = timeval(tv_sec: 0, tv_usec: 200_000)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  /// Everything said so far, assignment by assignment.
  var everything: [String] { said.withLock { $0 } }

  func forget() { said.withLock { $0 = [] } }

  /// Waits until something said meets the condition, or the seconds have passed.
  func wait(seconds: Double = 30, for condition: ([String]) throws -> Bool) rethrows -> Bool {
    let end = Date(timeIntervalSinceNow: seconds)
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      if try condition(everything) { return true }
      if Date() > end { return false }
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { continue }
      let lines = String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n").map(String.init)
      said.withLock { $0 += lines }
    }
  }
}
