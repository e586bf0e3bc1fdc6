import CLinux
import Glibc

/// One connection to a Varlink service. Calls are answered in order: one waits for the other.
///
/// After any error but ``VarlinkError/fault(_:)`` the connection is closed, and every later call fails with
/// `connectionClosed(requestSent: false)`: connect anew.
public actor VarlinkClient {
  public nonisolated let path: String
  private nonisolated let executor: BlockingExecutor
  private nonisolated let socket: Socket
  private var reader: FrameReader
  private var isOpen = true

  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private init(path: String, socket: Socket, executor: BlockingExecutor) {
    self.path = path
    self.socket = socket
    self.executor = executor
    reader = FrameReader(socket)
  }

  /// Connects to the service that listens on a path.
  ///
  /// - Parameter timeoutSeconds: how long to wait while its queue of connections is full.
  /// - Throws: ``VarlinkError/cannotConnect(path:reason:)``.
  public static func connect(
    to path: String, timeoutSeconds: Double = 10
  ) async throws(VarlinkError) -> VarlinkClient {
    let executor = BlockingExecutor("varlink.client")
    let socket = try await Connecting(executor: executor).connect(to: path, timeoutSeconds: timeoutSeconds)
    return VarlinkClient(path: path, socket: socket, executor: executor)
  }

  /// Calls a method and waits for its one answer.
  ///
  /// Cancelling the calling task ends the call at once and closes the connection.
  public nonisolated func call<Out: Decodable & Sendable>(
    _ method: String, parameters: some Encodable & Sendable = NoParameters(),
    returning: Out.Type = NoParameters.self, deadlineSeconds: Double
  ) async throws(VarlinkError) -> Out {
    // The handler stands outside of the actor: a closure without `await` inside it would run on the cooperative pool.
    let result = await withTaskCancellationHandler {
      await exchange(method, parameters, Out.self, deadlineSeconds)
    } onCancel: {
      socket.shutdown()
    }
    return try Self.cancelledInstead(result).get()
  }

  /// Calls a method with `more`, and hands over each answer as it comes until the one that does not continue.
  ///
  /// - Parameter deadlineSeconds: the longest wait for each single answer.
  public nonisolated func call<Out: Decodable & Sendable>(
    _ method: String, parameters: some Encodable & Sendable = NoParameters(), returning: Out.Type,
    deadlineSeconds: Double, each: @escaping @Sendable (Out) -> Void
  ) async throws(VarlinkError) {
    let result = await withTaskCancellationHandler {
      await exchangeMany(method, parameters, Out.self, deadlineSeconds, each)
    } onCancel: {
      socket.shutdown()
    }
    try Self.cancelledInstead(result).get()
  }

  /// Sends a call that is never answered. Returning means only that it was sent.
  public func send(
    oneway method: String, parameters: some Encodable & Sendable = NoParameters(), deadlineSeconds: Double
  ) async throws(VarlinkError) {
    let request = Request(method: method, parameters: parameters, oneway: true)
    try closingOnFailure { () throws(VarlinkError) in try write(request, deadlineSeconds) }
  }

  /// Ends the connection; a call that waits fails with `connectionClosed`. Again does nothing.
  public nonisolated func close() { socket.shutdown() }

  private static func cancelledInstead<Out>(_ result: Result<Out, VarlinkError>) -> Result<Out, VarlinkError>
  {
    if case .failure(.connectionClosed(let sent)) = result, Task.isCancelled {
      return .failure(.cancelled(requestSent: sent))
    }
    return result
  }

  private func exchange<Out: Decodable & Sendable>(
    _ method: String, _ parameters: some Encodable & Sendable, _: Out.Type, _ seconds: Double
  ) -> Result<Out, VarlinkError> {
    Result { () throws(VarlinkError) in
      try closingOnFailure { () throws(VarlinkError) in
        let deadline = Deadline.after(seconds: seconds)
        try write(Request(method: method, parameters: parameters), seconds)
        return try answer(Out.self, deadline, seconds).0
      }
    }
  }

  private func exchangeMany<Out: Decodable & Sendable>(
    _ method: String, _ parameters: some Encodable & Sendable, _: Out.Type, _ seconds: Double,
    _ each: @Sendable (Out) -> Void
  ) -> Result<Void, VarlinkError> {
    Result { () throws(VarlinkError) in
      try closingOnFailure { () throws(VarlinkError) in
        try write(Request(method: method, parameters: parameters, more: true), seconds)
        while true {
          let (value, continues) = try answer(Out.self, .after(seconds: seconds), seconds)
          each(value)
          if !continues { return }
        }
      }
    }
  }

  private func write(_ request: some Encodable, _ seconds: Double) throws(VarlinkError) {
    guard isOpen else { throw .connectionClosed(requestSent: false) }
    let bytes: [UInt8]
    do { bytes = try JSONText.bytes(of: request) } catch {
      throw .malformed(reason: "the parameters cannot be written as JSON: \(error)", requestSent: false)
    }
    do { try sendFrame(bytes, to: socket, until: .after(seconds: seconds)) } catch {
      throw translated(error, seconds, sent: false)
    }
  }

  private func answer<Out: Decodable>(
    _ type: Out.Type, _ deadline: Deadline, _ seconds: Double
  ) throws(VarlinkError) -> (Out, continues: Bool) {
    let frame: [UInt8]
    do { frame = try reader.next(until: deadline) } catch {
      throw translated(error, seconds, sent: true)
    }
    do {
      let head = try JSONText.value(ReplyHead.self, from: frame)
      if let name = head.error {
        let parameters = try JSONText.value(Body<JSONObject>.self, from: frame).parameters.value
        throw VarlinkError.fault(VarlinkFault(name, parameters))
      }
      return (try JSONText.value(Body<Out>.self, from: frame).parameters, head.continues ?? false)
    } catch let error as VarlinkError {
      throw error
    } catch let error as DecodingError {
      throw .malformed(reason: "\(error.sentence)", requestSent: true)
    } catch {
      throw .malformed(reason: "\(error)", requestSent: true)
    }
  }

  private func translated(_ fault: FrameFault, _ seconds: Double, sent: Bool) -> VarlinkError {
    switch fault {
    case .closed, .woken: .connectionClosed(requestSent: sent)
    case .timedOut: .timedOut(seconds: seconds, requestSent: sent)
    case .tooLarge: .frameTooLarge(requestSent: sent)
    }
  }

  private func closingOnFailure<Out>(_ body: () throws(VarlinkError) -> Out) throws(VarlinkError) -> Out {
    do { return try body() } catch {
      // A request too long to send leaves the connection as it was.
      if case .fault = error { throw error }
      if case .frameTooLarge(requestSent: false) = error { throw error }
      isOpen = false
      socket.shutdown()
      throw error
    }
  }
}

/// Connecting blocks as well while the service's queue is full.
private actor Connecting {
  private nonisolated let executor: BlockingExecutor
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  init(executor: BlockingExecutor) { self.executor = executor }

  func connect(to path: String, timeoutSeconds: Double) throws(VarlinkError) -> Socket {
    guard var address = Socket.address(path) else {
      throw .cannotConnect(path: path, reason: "the path is empty or longer than 107 bytes")
    }
    let descriptor = Socket.stream()
    guard descriptor >= 0 else { throw .cannotConnect(path: path, reason: systemReason(errno)) }
    let socket = Socket(owning: descriptor)
    let microseconds = max(1, Int(min(timeoutSeconds, 1e6) * 1e6))
    var limit = timeval(tv_sec: microseconds / 1_000_000, tv_usec: microseconds % 1_000_000)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0 else {
      let code = errno
      throw .cannotConnect(
        path: path, reason: code == EAGAIN ? "no answer within \(timeoutSeconds) s" : systemReason(code))
    }
    return socket
  }
}

/// Parameters of unknown shape.
struct JSONObject: Decodable {
  var value: JSONValue
  init(from decoder: any Decoder) throws {
    if let container = try? decoder.singleValueContainer() {
      value = try container.decode(JSONValue.self)
    } else {
      value = [:]
    }
  }
}

extension DecodingError {
  var sentence: String {
    let what =
      switch self {
      case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
        .dataCorrupted(let context):
        context.debugDescription
      @unknown default: "\(self)"
      }
    return place.isEmpty ? what : "\(place): \(what)"
  }
}
