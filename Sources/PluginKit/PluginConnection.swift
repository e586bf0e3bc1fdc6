import Varlink

/// A configured connection to a plugin: one worker. Calls are answered one after the other; for two deliveries at a time
/// open two.
///
/// After any of ``PluginConnectionError/lost(reason:)`` and ``PluginConnectionError/notSent(reason:)`` it is of no more
/// use: open another.
public struct PluginConnection: Sendable {
  public let path: String
  /// What the plugin said when it was configured.
  public let description: PluginDescription
  private let client: VarlinkClient

  /// Connects, configures, and checks that the plugin speaks our contract.
  ///
  /// - Parameters:
  ///   - settings: the channel's settings, an object.
  ///   - revision: the programme's, for the plugin's log.
  public static func open(
    path: String, settings: JSONValue, revision: String, timeoutSeconds: Double = 10
  ) async throws(PluginConnectionError) -> PluginConnection {
    let client = try await connected(path, timeoutSeconds)
    let answer: PluginInterface.Described = try await asking(path) { () async throws(VarlinkError) in
      try await client.call(
        PluginInterface.method("Configure"),
        parameters: PluginInterface.Configuration(settings: settings, revision: revision),
        returning: PluginInterface.Described.self, deadlineSeconds: timeoutSeconds)
    }
    try check(answer.description)
    return PluginConnection(path: path, description: answer.description, client: client)
  }

  /// What the plugin says about itself, without configuring it. The connection made for it is closed again.
  public static func describe(
    path: String, timeoutSeconds: Double = 10
  ) async throws(PluginConnectionError) -> PluginDescription {
    let client = try await connected(path, timeoutSeconds)
    defer { client.close() }
    let answer: PluginInterface.Described = try await asking(path) { () async throws(VarlinkError) in
      try await client.call(
        PluginInterface.method("Describe"), returning: PluginInterface.Described.self,
        deadlineSeconds: timeoutSeconds)
    }
    try check(answer.description)
    return answer.description
  }

  /// - Throws: ``PluginConnectionError/unusable(reason:)`` when the channel cannot be used now.
  public func probe(timeoutSeconds: Double = 60) async throws(PluginConnectionError) {
    try await Self.asking(path) { () async throws(VarlinkError) in
      _ = try await client.call(PluginInterface.method("Probe"), deadlineSeconds: timeoutSeconds)
    }
  }

  /// - Throws: ``PluginConnectionError/noticeRefused(reason:)`` when there can be no delivery of this notice.
  public func render(
    _ notice: Notice, timeoutSeconds: Double = 30
  ) async throws(PluginConnectionError) -> Payload {
    let answer: PluginInterface.PayloadHolder = try await Self.asking(path) { () async throws(VarlinkError) in
      try await client.call(
        PluginInterface.method("Render"), parameters: PluginInterface.NoticeHolder(notice: notice),
        returning: PluginInterface.PayloadHolder.self, deadlineSeconds: timeoutSeconds)
    }
    return answer.payload
  }

  /// Asks for one attempt and waits until its deadline and a margin have passed.
  ///
  /// - Throws: an error whose ``PluginConnectionError/certainlyNotDelivered`` says whether the plugin may have delivered.
  public func deliver(
    _ payload: Payload, attempt: Attempt, marginSeconds: Double = 5
  ) async throws(PluginConnectionError) -> Outcome {
    let answer: PluginInterface.OutcomeHolder = try await Self.asking(path) { () async throws(VarlinkError) in
      try await client.call(
        PluginInterface.method("Deliver"),
        parameters: PluginInterface.Delivery(payload: payload, attempt: attempt),
        returning: PluginInterface.OutcomeHolder.self,
        deadlineSeconds: attempt.deadlineSeconds + marginSeconds)
    }
    return answer.outcome
  }

  /// Ends the connection; the plugin abandons what it does for it. Again does nothing.
  public func close() { client.close() }

  private static func connected(
    _ path: String, _ seconds: Double
  ) async throws(PluginConnectionError) -> VarlinkClient {
    try await asking(path) { () async throws(VarlinkError) in
      try await VarlinkClient.connect(to: path, timeoutSeconds: seconds)
    }
  }

  private static func asking<Answer: Sendable>(
    _ path: String, _ call: () async throws(VarlinkError) -> Answer
  ) async throws(PluginConnectionError) -> Answer {
    do { return try await call() } catch { throw PluginConnectionError(error, path: path) }
  }

  private static func check(_ description: PluginDescription) throws(PluginConnectionError) {
    guard description.contract == PluginDescription.contract else {
      throw .wrongContract(theirs: description.contract)
    }
  }
}
