import CLinux
import Glibc

/// Who is at the other end, as the kernel saw it when the connection was made.
public struct Peer: Hashable, Sendable {
  /// May belong to another process by now: good for a log line, never for a decision.
  public var processID: Int32
  public var userID: UInt32
  public var groupID: UInt32
  /// The supplementary groups.
  public var groups: [UInt32]

  public init(processID: Int32, userID: UInt32, groupID: UInt32, groups: [UInt32] = []) {
    self.processID = processID
    self.userID = userID
    self.groupID = groupID
    self.groups = groups
  }

  /// nil when the kernel does not say (the peer is gone).
  init?(of socket: Socket) {
    var peer = orglife_peer()
    guard orglife_peer_credentials(socket.descriptor, &peer) == 0 else { return nil }
    var groups = [gid_t](repeating: 0, count: 1024)
    let count = orglife_peer_groups(socket.descriptor, &groups, Int32(groups.count))
    self.init(
      processID: peer.pid, userID: peer.uid, groupID: peer.gid,
      groups: Array(groups.prefix(max(0, Int(count)))))
  }
}
