import Glibc
import Testing

@testable import Varlink

@Suite(.timeLimit(.minutes(1))) struct ServiceTests {
  @Test func `stopping lets a running call answer within the grace and cancels it afterwards`() async throws {
    let echo = try EchoService()
    let client = try await echo.client()
    let call = Task { _ = try await client.call("org.example.Echo.Hang", deadlineSeconds: 600) }
    #expect(await echo.events.next() == "hanging")
    #expect(await echo.stop(graceSeconds: 0.1) == .stopped)
    // The service waits no longer for it, so these two come in any order.
    #expect(Set([await echo.events.next(), await echo.events.next()]) == ["cancelled", "closed"])
    // Its last words may still get through.
    _ = await call.result
    #expect(echo.service.openConnections == 0)
  }

  @Test func `without a connection for so long it is idle`() async throws {
    let echo = try EchoService(idleSeconds: 0.05)
    #expect(await echo.ending() == .idle)
    #expect(access(echo.path, F_OK) != 0)
  }

  @Test func `one connection too many is closed, and its end makes room`() async throws {
    let echo = try EchoService(maxConnections: 1)
    let first = try await echo.client()
    _ = try await first.call("org.example.Echo.Who", deadlineSeconds: 60)
    let second = try await echo.client()
    await #expect(throws: VarlinkError.self) {
      _ = try await second.call("org.example.Echo.Who", deadlineSeconds: 60)
    }
    first.close()
    #expect(await echo.events.next() == "closed")
    while echo.service.openConnections > 0 { await Task.yield() }
    _ = try await echo.client().call("org.example.Echo.Who", deadlineSeconds: 60)
    _ = await echo.stop()
  }

  @Test func `a socket file is open to nobody but its owner until its mode is set`() throws {
    let path = "/tmp/orglife-mode-\(getpid()).sock"
    let socket = try ListeningSocket(path: path, mode: 0o620)
    var status = stat()
    #expect(lstat(path, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o620)
    // Again takes the place of what a dead process left.
    _ = try ListeningSocket(path: path, mode: 0o600)
    withExtendedLifetime(socket) {}
    unlink(path)
  }

  @Test func `requests that come in pieces or several at once are answered in order`() async throws {
    let echo = try EchoService()
    let socket = try connected(echo.path)
    let one = Array(#"{"method":"org.example.Echo.Say","parameters":{"text":"1"}}"#.utf8) + [0]
    let two = Array(#"{"method":"org.example.Echo.Say","parameters":{"text":"2"}}"#.utf8) + [0]
    for byte in one { try sendBytes([byte], socket) }
    try sendBytes(two + one, socket)
    var reader = FrameReader(socket)
    for text in ["1", "2", "1"] {
      #expect(
        String(decoding: try reader.next(until: .after(seconds: 60)), as: UTF8.self)
          == #"{"parameters":{"text":"\#(text)"}}"#)
    }
    _ = await echo.stop()
  }

  static let strangers: [[UInt8]] = [
    Array("garbage\0".utf8), [0], Array(#"{"method":5}"#.utf8) + [0],
    Array(#"{"method":"a.B","x":"#.utf8) + Array(String(repeating: "[", count: 200_000).utf8) + [0],
    Array(#"{"method":""#.utf8) + [0xFF, 0xFE, 34, 125, 0], [UInt8](repeating: 120, count: (1 << 20) + 2),
  ]

  @Test(arguments: strangers)
  func `what is no Varlink ends its own connection`(bytes: [UInt8]) async throws {
    let echo = try EchoService()
    let client = try await echo.client()
    let socket = try connected(echo.path)
    try sendBytes(bytes, socket)
    var reader = FrameReader(socket)
    #expect(throws: FrameFault.closed) { try reader.next(until: .after(seconds: 60)) }
    _ = try await client.call("org.example.Echo.Who", deadlineSeconds: 60)
    _ = await echo.stop()
  }

  private func connected(_ path: String) throws -> Socket {
    let socket = Socket(owning: Socket.stream())
    var address = try #require(Socket.address(path))
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket.descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(result == 0)
    return socket
  }

  private func sendBytes(_ bytes: [UInt8], _ socket: Socket) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        send(socket.descriptor, $0.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return }
      sent += count
    }
  }
}
