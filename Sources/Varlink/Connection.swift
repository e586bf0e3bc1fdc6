import CLinux
import Dispatch
import Glibc
import Synchronization

/// One client of a service: a thread that reads, a task while a call runs.
final class Connection: Sendable {
  private let socket: Socket
  let peer: Peer
  private let catalogue: ServiceCatalogue
  private let handler: any VarlinkHandler
  private let wake = Wake()
  private let graceEnd = Mutex<Deadline?>(nil)
  private let writer = DispatchQueue(label: "varlink.connection.writer")

  init(socket: Socket, peer: Peer, catalogue: ServiceCatalogue, handler: any VarlinkHandler) {
    self.socket = socket
    self.peer = peer
    self.catalogue = catalogue
    self.handler = handler
  }

  /// Ends the connection when the running call has answered, or when the grace has passed.
  func stop(graceSeconds: Double) {
    graceEnd.withLock { $0 = $0 ?? .after(seconds: graceSeconds) }
    wake.set()
  }

  /// Blocks until the connection has ended.
  func serve() {
    var reader = FrameReader(socket)
    // What is no Varlink has no answer in Varlink: the connection ends, and only this one.
    while graceEnd.withLock({ $0 == nil }), let frame = try? reader.next(until: .never, wake: wake),
      let head = try? JSONText.value(RequestHead.self, from: frame)
    {
      let call = VarlinkCall(
        method: head.method, wantsMore: head.more ?? false, isOneway: head.oneway ?? false, peer: peer,
        frame: frame, connection: self)
      guard run(call, upgrade: head.upgrade ?? false) else { break }
    }
    socket.shutdown()
  }

  func closed() async { await handler.connectionClosed() }

  /// Sends bytes without blocking the task that asks for it.
  func send(_ frame: [UInt8]) async throws {
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
      writer.async { [socket] in
        do {
          try sendFrame(frame, to: socket, until: .after(seconds: VarlinkLimits.replySeconds))
          done.resume()
        } catch {
          socket.shutdown()
          done.resume(throwing: VarlinkError.connectionClosed(requestSent: false))
        }
      }
    }
  }

  /// Runs a call to its end while watching whether the caller stays. False when the connection is of no more use.
  private func run(_ call: VarlinkCall, upgrade: Bool) -> Bool {
    let finished = Wake()
    let task = Task {
      await self.answer(call, upgrade: upgrade)
      finished.set()
    }
    var callerIsGone = false
    var deadline = Deadline.never
    while true {
      var wanted = [(finished.descriptor, Int16(POLLIN)), (wake.descriptor, Int16(POLLIN))]
      // A caller that wants no answer may leave at once.
      if !callerIsGone && !call.isOneway { wanted.append((socket.descriptor, 0)) }
      guard let ready = pollAny(wanted, until: deadline) else {
        task.cancel()
        return false
      }
      if ready[0] != 0 { return !callerIsGone }
      if ready[1] != 0 {
        wake.clear()
        deadline = graceEnd.withLock { $0 } ?? .never
      }
      if ready.count > 2, ready[2] != 0 {
        callerIsGone = true
        task.cancel()
      }
    }
  }

  private func answer(_ call: VarlinkCall, upgrade: Bool) async {
    let frame: [UInt8]
    do {
      if upgrade { throw VarlinkFault.methodNotImplemented(call.method) }
      frame = try await reply(to: call).frame
    } catch let fault as VarlinkFault {
      frame = Self.frame(of: fault)
    } catch let error as DecodingError {
      let place = error.place.split(separator: ".").drop { $0 == "parameters" }.joined(separator: ".")
      frame = Self.frame(of: .invalidParameter(place.isEmpty ? "parameters" : place))
    } catch {
      frame = Self.frame(of: .unforeseen("\(error)"))
    }
    if !call.isOneway {
      let long = frame.count > VarlinkLimits.frameBytes
      try? await send(
        long ? Self.frame(of: .unforeseen("the answer is longer than a message may be")) : frame)
    }
  }

  private func reply(to call: VarlinkCall) async throws -> VarlinkReply {
    if let own = try catalogue.reply(to: call) { return own }
    return try await handler.answer(call)
  }

  private static func frame(of fault: VarlinkFault) -> [UInt8] {
    (try? JSONText.bytes(of: Reply(parameters: fault.parameters, error: fault.name))) ?? []
  }
}
