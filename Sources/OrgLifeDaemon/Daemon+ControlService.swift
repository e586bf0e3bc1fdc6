import Varlink

extension Daemon {
  /// Listens where the daemon is asked and told; served by whoever runs it.
  func controlService() throws -> VarlinkService {
    let listening: ListeningSocket
    // The ledger's lock says nothing of a daemon with another ledger.
    guard !ListeningSocket.isServed(installation.controlSocket) else {
      throw StartFailure(
        description:
          "another daemon answers at \(installation.controlSocket); stop that daemon, or give this one another --runtime folder",
        exitStatus: 75)
    }
    do { listening = try ListeningSocket(path: installation.controlSocket, mode: 0o660) } catch {
      throw StartFailure(description: "cannot listen on the control socket: \(error)", exitStatus: 71)
    }
    let rate = CallRate()
    return VarlinkService(
      listening: listening, interfaces: [ControlHandler.interface],
      identity: ServiceIdentity(
        vendor: "OrgLife", product: "orglifed", version: Version.current, url: "https://varlink.org"),
      maxConnectionsPerUser: 16
    ) { _ in
      ControlHandler(daemon: self, rate: rate)
    }
  }
}
