import Foundation
import Systemd
import Testing

@testable import OrgLifeDaemon

@Suite(.timeLimit(.minutes(1))) struct StartPatienceTests {
  @Test func `a start that takes long asks systemd for more time, again and again`() throws {
    let path = "/tmp/orglife-patience-\(UUID().uuidString)"
    let listening = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    defer {
      close(listening)
      unlink(path)
    }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listening, $0, size) }
    }
    try #require(bound == 0)
    let patience = StartPatience(Notify(path: path), everySeconds: 0.01)
    for _ in 0..<3 {
      var bytes = [UInt8](repeating: 0, count: 256)
      let count = recv(listening, &bytes, bytes.count, 0)
      try #require(count > 0)
      #expect(String(decoding: bytes[..<count], as: UTF8.self) == "EXTEND_TIMEOUT_USEC=40000")
    }
    patience.end()
  }
}
