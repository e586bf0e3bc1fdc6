/// Answers the calls of one connection, one after the other. State that lasts as long as the connection lives here.
public protocol VarlinkHandler: Sendable {
  /// Answers one call of a method that the interface declares.
  ///
  /// The task is cancelled when the caller closes its connection, or when the service stops and its grace has passed.
  ///
  /// - Throws: ``VarlinkFault`` to answer with an error; a `DecodingError` becomes `InvalidParameter`; any other error
  ///   becomes `org.orglife.Unforeseen` with its text.
  func answer(_ call: VarlinkCall) async throws -> VarlinkReply

  /// The connection has ended. Called once, when no call is running, or after the grace of a service that stops.
  func connectionClosed() async
}

extension VarlinkHandler {
  public func connectionClosed() async {}
}

/// One call, as it came.
public struct VarlinkCall: Sendable {
  /// `org.orglife.Plugin.Probe`
  public let method: String
  /// The caller takes several answers.
  public let wantsMore: Bool
  /// The caller takes no answer; what the handler returns or throws is dropped.
  public let isOneway: Bool
  public let peer: Peer
  let frame: [UInt8]
  let connection: Connection

  /// The method without its interface: `Probe`.
  public var name: String { String(method.split(separator: ".").last ?? "") }

  /// The parameters as a type.
  ///
  /// - Throws: `DecodingError`, which may be passed on: it is answered as `InvalidParameter`.
  public func parameters<Parameters: Decodable>(_ type: Parameters.Type) throws -> Parameters {
    try JSONText.value(Body<Parameters>.self, from: frame).parameters
  }

  /// Sends one of several answers; the last one is what the handler returns. Returns when the kernel has taken it.
  ///
  /// - Throws: ``VarlinkError`` when the caller is gone, does not read, or did not ask for more than one answer.
  public func send(_ value: some Encodable & Sendable) async throws {
    guard wantsMore, !isOneway else {
      throw VarlinkError.malformed(reason: "the caller takes one answer only", requestSent: false)
    }
    try await connection.send(try JSONText.bytes(of: Reply(parameters: value, continues: true)))
  }
}

/// The parameters of an answer.
public struct VarlinkReply: Sendable {
  let frame: [UInt8]

  /// - Throws: `EncodingError`.
  public init(_ parameters: some Encodable) throws {
    frame = try JSONText.bytes(of: Reply(parameters: parameters))
  }

  /// An answer that says only that it is done.
  public static let done = VarlinkReply(frame: Array(#"{"parameters":{}}"#.utf8))

  private init(frame: [UInt8]) { self.frame = frame }
}
