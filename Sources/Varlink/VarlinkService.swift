import CLinux
import Dispatch
import Glibc
import Synchronization

/// Serves interfaces on a socket: a thread that takes connections, and a thread for each connection.
public final class VarlinkService: Sendable {
  /// Why ``run(idleSeconds:)`` came back.
  public enum Ending: Hashable, Sendable {
    case stopped
    /// No connection was open for the time given.
    case idle
    /// The socket takes no connections any more.
    case failed(reason: String)
  }

  private struct State {
    var connections: [ObjectIdentifier: Connection] = [:]
    var graceSeconds: Double?
  }

  private let listening: ListeningSocket
  private let catalogue: ServiceCatalogue
  private let maxConnections: Int
  private let maxConnectionsPerUser: Int
  private let makeHandler: @Sendable (Peer) -> any VarlinkHandler
  private let wake = Wake()
  private let state = Mutex(State())
  private let acceptor = DispatchQueue(label: "varlink.service")
  private let open = DispatchGroup()

  /// - Parameters:
  ///   - maxConnections: one more is closed as soon as it is made.
  ///   - maxConnectionsPerUser: the same for each user but root.
  ///   - handler: makes the handler of each new connection.
  public init(
    listening: ListeningSocket, interfaces: [VarlinkInterface], identity: ServiceIdentity,
    maxConnections: Int = 64, maxConnectionsPerUser: Int = 64,
    handler: @escaping @Sendable (Peer) -> any VarlinkHandler
  ) {
    self.listening = listening
    catalogue = ServiceCatalogue(identity: identity, interfaces: interfaces)
    self.maxConnections = maxConnections
    self.maxConnectionsPerUser = maxConnectionsPerUser
    makeHandler = handler
  }

  /// How many connections are open now.
  public var openConnections: Int { state.withLock { $0.connections.count } }

  /// Takes connections until ``stop(graceSeconds:)``, then waits for those that are open to end, and removes the
  /// socket's file if this service made it. To be called once.
  ///
  /// - Parameter idleSeconds: come back when no connection was open for so long. A client that connects at that very
  ///   moment stays in the socket's queue: a socket of systemd's starts the service anew for it.
  /// - Parameter firstClientSeconds: how long the first connection is waited for, where that is longer: whoever started
  /// the service may need a while to come.
  public func run(idleSeconds: Double? = nil, firstClientSeconds: Double = 0) async -> Ending {
    let ending = await withCheckedContinuation { done in
      acceptor.async {
        done.resume(
          returning: self.accept(idleSeconds: idleSeconds, firstClientSeconds: firstClientSeconds))
      }
    }
    if let path = listening.path { unlink(path) }
    let grace = state.withLock { $0.graceSeconds } ?? 0
    for connection in state.withLock({ Array($0.connections.values) }) {
      connection.stop(graceSeconds: grace)
    }
    await withCheckedContinuation { done in
      open.notify(queue: acceptor) { done.resume() }
    }
    return ending
  }

  /// Takes no new connections and ends those that are open: at once where nothing runs, otherwise as soon as the
  /// running call has answered, at the latest after the grace. May be called from anywhere; again does nothing.
  public func stop(graceSeconds: Double = 1) {
    state.withLock { $0.graceSeconds = $0.graceSeconds ?? graceSeconds }
    wake.set()
  }

  private func accept(idleSeconds: Double?, firstClientSeconds: Double) -> Ending {
    var patienceSeconds = firstClientSeconds
    while true {
      if state.withLock({ $0.graceSeconds != nil }) { return .stopped }
      let isIdle = state.withLock { $0.connections.isEmpty }
      let deadline =
        idleSeconds.flatMap { isIdle ? Deadline.after(seconds: max($0, patienceSeconds)) : nil } ?? .never
      let wanted = [(listening.socket.descriptor, Int16(POLLIN)), (wake.descriptor, Int16(POLLIN))]
      guard let ready = pollAny(wanted, until: deadline) else { return .idle }
      if ready[1] != 0 {
        wake.clear()
        continue
      }
      let descriptor = orglife_accept(listening.socket.descriptor)
      if descriptor >= 0 {
        patienceSeconds = 0
        take(Socket(owning: descriptor))
        continue
      }
      switch errno {
      case EAGAIN, EINTR, ECONNABORTED, EPERM: continue
      case EMFILE, ENFILE, ENOBUFS, ENOMEM:
        // Nothing tells when there is room again; the connection waits in the queue meanwhile.
        _ = pollAny([(wake.descriptor, Int16(POLLIN))], until: .after(seconds: 0.2))
      default: return .failed(reason: systemReason(errno))
      }
    }
  }

  private func connections(of user: UInt32) -> Int {
    state.withLock { $0.connections.values.count { $0.peer.userID == user } }
  }

  private func take(_ socket: Socket) {
    guard let peer = Peer(of: socket), openConnections < maxConnections,
      peer.userID == 0 || connections(of: peer.userID) < maxConnectionsPerUser
    else { return socket.shutdown() }
    let connection = Connection(
      socket: socket, peer: peer, catalogue: catalogue, handler: makeHandler(peer))
    state.withLock { $0.connections[ObjectIdentifier(connection)] = connection }
    open.enter()
    DispatchQueue(label: "varlink.connection").async {
      connection.serve()
      Task {
        await connection.closed()
        self.state.withLock { _ = $0.connections.removeValue(forKey: ObjectIdentifier(connection)) }
        self.wake.set()
        self.open.leave()
      }
    }
  }
}
