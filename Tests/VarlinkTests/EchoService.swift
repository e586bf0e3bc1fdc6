import Glibc
import Synchronization
import Varlink

/// Something to call.
let echoInterface = VarlinkInterface(
  """
  interface org.example.Echo
  method Say(text: string) -> (text: string)
  method Who() -> (pid: int, uid: int, groups: []int)
  method Count(to: int) -> (number: int)
  method Fail() -> ()
  method Break() -> ()
  method Hang() -> ()
  method Large(bytes: int) -> (text: string)
  error Refused (why: string)
  """)

struct Said: Codable, Sendable { var text: String }
struct Bytes: Codable, Sendable { var bytes: Int }
struct Limit: Codable, Sendable { var to: Int }
struct Number: Codable, Sendable { var number: Int }
struct Caller: Codable, Sendable {
  var pid: Int32
  var uid: UInt32
  var groups: [UInt32]
}

/// What happened inside the handlers, in order, to be waited for.
final class Events: Sendable {
  private let stream: AsyncStream<String>
  private let continuation: AsyncStream<String>.Continuation

  init() { (stream, continuation) = AsyncStream.makeStream() }

  func add(_ event: String) { continuation.yield(event) }

  func next() async -> String? {
    for await event in stream { return event }
    return nil
  }
}

struct EchoHandler: VarlinkHandler {
  struct Broken: Error {}
  var events: Events

  func answer(_ call: VarlinkCall) async throws -> VarlinkReply {
    switch call.name {
    case "Say":
      let said = try call.parameters(Said.self)
      if call.isOneway { events.add("oneway \(said.text)") }
      return try VarlinkReply(said)
    case "Who":
      return try VarlinkReply(
        Caller(pid: call.peer.processID, uid: call.peer.userID, groups: call.peer.groups))
    case "Count":
      let limit = try call.parameters(Limit.self).to
      if call.wantsMore { for number in 1..<limit { try await call.send(Number(number: number)) } }
      return try VarlinkReply(Number(number: limit))
    case "Fail": throw VarlinkFault("org.example.Echo.Refused", ["why": "because"])
    case "Break": throw Broken()
    case "Large":
      return try VarlinkReply(
        Said(text: String(repeating: "x", count: try call.parameters(Bytes.self).bytes)))
    case "Hang":
      events.add("hanging")
      let forever = AsyncStream<Never> { _ in }
      for await _ in forever {}
      events.add("cancelled")
      return .done
    default: throw VarlinkFault.methodNotImplemented(call.method)
    }
  }

  func connectionClosed() { events.add("closed") }
}

/// A service of its own for one test, stopped at its end.
struct EchoService {
  let path: String
  let service: VarlinkService
  let events = Events()
  private let running: Task<VarlinkService.Ending, Never>

  init(maxConnections: Int = 64, idleSeconds: Double? = nil) throws {
    path = "/tmp/orglife-echo-\(getpid())-\(UInt32.random(in: 0 ... .max)).sock"
    let events = self.events
    let service = VarlinkService(
      listening: try ListeningSocket(path: path), interfaces: [echoInterface],
      identity: ServiceIdentity(vendor: "OrgLife", product: "echo", version: "1", url: "https://varlink.org"),
      maxConnections: maxConnections
    ) { _ in EchoHandler(events: events) }
    self.service = service
    running = Task { await service.run(idleSeconds: idleSeconds) }
  }

  func client() async throws -> VarlinkClient { try await VarlinkClient.connect(to: path) }

  func ending() async -> VarlinkService.Ending { await running.value }

  func stop(graceSeconds: Double = 1) async -> VarlinkService.Ending {
    service.stop(graceSeconds: graceSeconds)
    return await running.value
  }
}
