import CCurl
import PluginKit

/// An SMTP relay by libcurl. One handle, so that messages that follow each other share a connection; it blocks, so it has a
/// thread of its own.
actor Relay {
  private nonisolated let executor = BlockingExecutor("email.smtp")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let address: RelayAddress
  private let environment: PluginEnvironment
  private var session: RelaySession?

  init(_ address: RelayAddress, environment: PluginEnvironment) {
    self.address = address
    self.environment = environment
  }

  /// Connects, secures the connection, logs in and says NOOP.
  func probe() throws(ChannelUnusable) {
    let outcome = perform([], cancellation: .init(), seconds: 60) { handle in
      _ = orglife_curl_set_long(handle, CURLOPT_NOBODY, 1)
      _ = orglife_curl_set_string(handle, CURLOPT_CUSTOMREQUEST, "NOOP")
    }
    switch outcome {
    case .accepted: return
    case .deferred(_, let reason, _), .rejected(let reason): throw ChannelUnusable(reason)
    }
  }

  nonisolated func send(_ message: [UInt8], from: String, to: String, deadlineSeconds: Double) async
    -> Outcome
  {
    let cancellation = SMTPExchange.Cancellation()
    return await withTaskCancellationHandler {
      await send(message, from: from, to: to, seconds: deadlineSeconds, cancellation)
    } onCancel: {
      cancellation.set()
    }
  }

  private func send(
    _ message: [UInt8], from: String, to: String, seconds: Double, _ cancellation: SMTPExchange.Cancellation
  ) -> Outcome {
    let recipients = curl_slist_append(nil, to)
    defer { curl_slist_free_all(recipients) }
    return perform(message, cancellation: cancellation, seconds: seconds) { handle in
      _ = orglife_curl_set_long(handle, CURLOPT_UPLOAD, 1)
      _ = orglife_curl_set_string(handle, CURLOPT_MAIL_FROM, from)
      _ = orglife_curl_set_list(handle, CURLOPT_MAIL_RCPT, recipients)
    }
  }

  private func perform(
    _ message: [UInt8], cancellation: SMTPExchange.Cancellation, seconds: Double,
    _ prepare: (UnsafeMutableRawPointer) -> Void
  ) -> Outcome {
    guard let session = session ?? RelaySession() else {
      return .deferred(reason: "libcurl cannot be started")
    }
    self.session = session
    let handle = session.handle
    // Keeps the connection and forgets everything else.
    curl_easy_reset(handle)
    do throws(ChannelUnusable) { try address(handle) } catch {
      return .deferred(reason: error.reason, kind: .configuration)
    }
    session.connect()
    let limit = max(1, min(address.timeoutSeconds, seconds))
    _ = orglife_curl_set_long(handle, CURLOPT_TIMEOUT_MS, Int(limit * 1000))
    // libcurl's own limit does not hold while it waits for the answer to QUIT.
    let alarm = Alarm(seconds: limit + 0.2) { [sockets = session.sockets] in sockets.shutdown() }
    defer { alarm.stop() }
    prepare(handle)
    let exchange = SMTPExchange(message, cancellation: cancellation)
    exchange.connect(handle)
    let result = curl_easy_perform(handle)
    withExtendedLifetime(exchange) {}
    if result == CURLE_OK {
      let text = exchange.progress.text
      CrashPoint.mailSent.pass()
      return .accepted(detail: text.isEmpty ? "\(exchange.progress.code)" : text)
    }
    // A connection that failed is not to be shared by the next message.
    self.session = nil
    guard result != CURLE_ABORTED_BY_CALLBACK else {
      return exchange.progress.outcome(
        failure: "given up: the deadline passed or the daemon left", obstacle: .other)
    }
    return exchange.progress.outcome(
      failure: session.failure(of: result), obstacle: session.obstacle(of: result))
  }

  private func address(_ handle: UnsafeMutableRawPointer) throws(ChannelUnusable) {
    _ = orglife_curl_set_string(handle, CURLOPT_URL, address.url)
    _ = orglife_curl_set_string(handle, CURLOPT_PROTOCOLS_STR, address.security == .tls ? "smtps" : "smtp")
    _ = orglife_curl_set_long(
      handle, CURLOPT_USE_SSL,
      address.security == .none ? orglife_curl_use_ssl_none : orglife_curl_use_ssl_all)
    _ = orglife_curl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 1)
    _ = orglife_curl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 2)
    if let file = address.caFile { _ = orglife_curl_set_string(handle, CURLOPT_CAINFO, file) }
    _ = orglife_curl_set_string(handle, CURLOPT_PROXY, "")
    // Signals belong to the process; this also keeps the resolver from using SIGALRM.
    _ = orglife_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
    _ = orglife_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT, 30)
    _ = orglife_curl_set_long(handle, CURLOPT_SERVER_RESPONSE_TIMEOUT, 600)
    // An idle connection that the relay may have closed is not tried.
    _ = orglife_curl_set_long(handle, CURLOPT_MAXAGE_CONN, 20)
    guard let user = address.user, let secret = address.secret else { return }
    let password =
      switch secret {
      case .credential(let name): try environment.credential(name)
      case .file(let path): try PluginEnvironment.secret(at: path)
      }
    _ = orglife_curl_set_string(handle, CURLOPT_USERNAME, user)
    _ = orglife_curl_set_string(handle, CURLOPT_PASSWORD, password)
  }
}
