import CCurl
import Glibc
import Synchronization

/// One handle of libcurl with the connection that it keeps between messages.
final class RelaySession {
  let handle: UnsafeMutableRawPointer
  let sockets = Sockets()

  /// nil when libcurl cannot be started.
  init?() {
    guard RelaySession.isReady, let handle = curl_easy_init() else { return nil }
    self.handle = handle
  }

  deinit {
    // Otherwise libcurl says QUIT and waits two minutes for a relay that does not answer.
    sockets.shutdown()
    curl_easy_cleanup(handle)
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
