import Glibc
import Testing

@testable import Varlink

@Suite(.timeLimit(.minutes(1))) struct CallTests {
  @Test func `a call is answered, and the next one over the same connection`() async throws {
    let echo = try EchoService()
    let client = try await echo.client()
    for text in ["one", "第二", String(repeating: "x", count: 500_000)] {
      let said = try await client.call(
        "org.example.Echo.Say", parameters: Said(text: text), returning: Said.self, deadlineSeconds: 60)
      #expect(said.text == text)
    }
    #expect(echo.service.openConnections == 1)
    #expect(await echo.stop() == .stopped)
    #expect(access(echo.path, F_OK) != 0)
  }

  @Test func `the handler knows who calls`() async throws {
    let echo = try EchoService()
    let caller = try await echo.client().call(
      "org.example.Echo.Who", returning: Caller.self, deadlineSeconds: 60)
    #expect(caller.pid == getpid())
    #expect(caller.uid == getuid())
    var groups = [gid_t](repeating: 0, count: 1024)
    let count = getgroups(1024, &groups)
    #expect(Set(caller.groups) == Set(groups.prefix(Int(count))))
    _ = await echo.stop()
  }

  static let faults: [(String, String)] = [
    ("org.example.Echo.Fail", "org.example.Echo.Refused"),
    ("org.example.Echo.Break", "org.orglife.Unforeseen"),
    ("org.example.Echo.Say", "org.varlink.service.InvalidParameter"),
    ("org.example.Echo.Nothing", "org.varlink.service.MethodNotFound"),
    ("org.example.Nobody.Say", "org.varlink.service.InterfaceNotFound"),
    ("org.varlink.service.GetInterfaceDescription", "org.varlink.service.InvalidParameter"),
  ]

  @Test(arguments: faults)
  func `an error is answered by its name, and the connection goes on`(method: String, name: String)
    async throws
  {
    let echo = try EchoService()
    let client = try await echo.client()
    let error = await #expect(throws: VarlinkError.self) {
      _ = try await client.call(method, deadlineSeconds: 60)
    }
    guard case .fault(let fault)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(fault.name == name)
    if name.hasSuffix("InvalidParameter") { #expect(fault.parameters["parameter"]?.string != nil) }
    _ = try await client.call("org.example.Echo.Who", deadlineSeconds: 60)
    _ = await echo.stop()
  }

  @Test func `more gives several answers in order, and a single call one`() async throws {
    let echo = try EchoService()
    let client = try await echo.client()
    let events = Events()
    try await client.call(
      "org.example.Echo.Count", parameters: Limit(to: 3), returning: Number.self, deadlineSeconds: 60
    ) { events.add("\($0.number)") }
    for number in 1...3 { #expect(await events.next() == "\(number)") }
    let last = try await client.call(
      "org.example.Echo.Count", parameters: Limit(to: 3), returning: Number.self, deadlineSeconds: 60)
    #expect(last.number == 3)
    _ = await echo.stop()
  }

  @Test func `a oneway call has no answer, so the next answer is the next call's`() async throws {
    let echo = try EchoService()
    let client = try await echo.client()
    try await client.send(
      oneway: "org.example.Echo.Say", parameters: Said(text: "quiet"), deadlineSeconds: 60)
    try await client.send(oneway: "org.example.Echo.Fail", deadlineSeconds: 60)
    let said = try await client.call(
      "org.example.Echo.Say", parameters: Said(text: "loud"), returning: Said.self, deadlineSeconds: 60)
    #expect(said.text == "loud")
    #expect(await echo.events.next() == "oneway quiet")
    _ = await echo.stop()
  }

  @Test func `a call that times out may have been seen, and ends its connection`() async throws {
    let echo = try EchoService()
    let client = try await echo.client()
    let error = await #expect(throws: VarlinkError.self) {
      _ = try await client.call("org.example.Echo.Hang", deadlineSeconds: 0.2)
    }
    #expect(error == .timedOut(seconds: 0.2, requestSent: true))
    #expect(await echo.events.next() == "hanging")
    #expect(await echo.events.next() == "cancelled")
    #expect(await echo.events.next() == "closed")
    await #expect(throws: VarlinkError.connectionClosed(requestSent: false)) {
      _ = try await client.call("org.example.Echo.Who", deadlineSeconds: 60)
    }
    _ = await echo.stop()
  }

  @Test func `a cancelled task ends its call at once, and the handler's task too`() async throws {
    let echo = try EchoService()
    let client = try await echo.client()
    let call = Task { _ = try await client.call("org.example.Echo.Hang", deadlineSeconds: 600) }
    #expect(await echo.events.next() == "hanging")
    call.cancel()
    await #expect(throws: VarlinkError.cancelled(requestSent: true)) { try await call.value }
    #expect(await echo.events.next() == "cancelled")
    _ = await echo.stop()
  }

  @Test func `a request that is too long is not sent, and an answer that is too long is an error`()
    async throws
  {
    let echo = try EchoService()
    let client = try await echo.client()
    await #expect(throws: VarlinkError.frameTooLarge(requestSent: false)) {
      _ = try await client.call(
        "org.example.Echo.Say", parameters: Said(text: String(repeating: "x", count: 1 << 20)),
        returning: Said.self, deadlineSeconds: 60)
    }
    let error = await #expect(throws: VarlinkError.self) {
      _ = try await client.call(
        "org.example.Echo.Large", parameters: Bytes(bytes: 1 << 20), returning: Said.self, deadlineSeconds: 60
      )
    }
    guard case .fault(let fault)? = error, fault.name == "org.orglife.Unforeseen" else {
      Issue.record("\(String(describing: error))")
      return
    }
    _ = await echo.stop()
  }

  @Test(arguments: ["/nowhere/at/all.sock", "", "/tmp/" + String(repeating: "x", count: 200)])
  func `where nobody serves nothing was sent`(path: String) async {
    let error = await #expect(throws: VarlinkError.self) { _ = try await VarlinkClient.connect(to: path) }
    #expect(error?.requestSent == false)
  }
}
