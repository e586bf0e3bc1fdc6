import CCurl
import Glibc
import Synchronization

/// One handle of libcurl with the connection that it keeps between messages.
final class RelaySession {
  let handle: UnsafeMutableRawPointer
  let sockets = Sockets()
  /// Where libcurl writes more than `curl_easy_strerror` knows: which certificate, which name.
  private let details = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

  /// nil when libcurl cannot be started.
  init?() {
    guard RelaySession.isReady, let handle = curl_easy_init() else { return nil }
    self.handle = handle
    details.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    // Otherwise libcurl says QUIT and waits two minutes for a relay that does not answer.
    sockets.shutdown()
    curl_easy_cleanup(handle)
    details.deallocate()
  }

  /// Connects what `curl_easy_reset` has disconnected.
  func connect() {
    sockets.connect(handle)
    details.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    _ = orglife_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, details)
  }

  /// libcurl's sentence about what failed just now, in one line: a relay's certificate may have a part in it.
  func failure(of result: CURLcode) -> String {
    let sentence = details[0] == 0 ? curl_easy_strerror(result) : UnsafePointer(details)
    guard let sentence else { return "\(result.rawValue)" }
    return SMTPReplyLine(String(cString: sentence).utf8).text
  }

  func obstacle(of result: CURLcode) -> SMTPProgress.Obstacle {
    switch result {
    case CURLE_LOGIN_DENIED: .login
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_USE_SSL_FAILED, CURLE_SSL_CACERT_BADFILE,
      CURLE_SSL_ISSUER_ERROR:
      .trust
    // A connection that was cut during the handshake says nothing about trust; a handshake that cannot succeed does.
    case CURLE_SSL_CONNECT_ERROR: wasCut ? .other : .trust
    default: .other
    }
  }

  /// As OpenSSL and libcurl put it. Words that are not known count as a failed handshake, which is told to the operator.
  private var wasCut: Bool {
    let sentence = String(cString: details)
    return ["SSL_ERROR_SYSCALL", "unexpected eof", "reset by peer", "timed out"].contains {
      sentence.contains($0)
    }
  }

  private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  /// The sockets that libcurl has open, so that a deadline can end even what libcurl waits for without one.
  final class Sockets: Sendable {
    private let open = Mutex<Set<Int32>>([])

    /// Whoever waits for one of them meets its end. From any thread; again does nothing.
    func shutdown() {
      open.withLock { open in for socket in open { _ = Glibc.shutdown(socket, Int32(SHUT_RDWR)) } }
    }

    /// Connects libcurl's callbacks to this object, which has to outlive the handle.
    func connect(_ handle: UnsafeMutableRawPointer) {
      let context = Unmanaged.passUnretained(self).toOpaque()
      _ = orglife_curl_set_pointer(handle, CURLOPT_SOCKOPTDATA, context)
      _ = orglife_curl_set_pointer(handle, CURLOPT_CLOSESOCKETDATA, context)
      _ = orglife_curl_set_opened(handle) { context, socket, _ in
        Sockets.of(context).open.withLock { _ = $0.insert(socket) }
        return 0
      }
      _ = orglife_curl_set_close(handle) { context, socket in
        // Under the lock, so that the number is never another file's when it is shut down.
        Sockets.of(context).open.withLock {
          $0.remove(socket)
          return close(socket)
        }
      }
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> Sockets {
      guard let context else { preconditionFailure("libcurl called back without our pointer") }
      return Unmanaged<Sockets>.fromOpaque(context).takeUnretainedValue()
    }
  }
}
