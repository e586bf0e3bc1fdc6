/// Who may ask and tell over the control socket, by Unix group or user.
public struct Access: Hashable, Sendable {
  /// What a caller does. Who may operate or close may view.
  public enum Right: String, CaseIterable, Sendable {
    /// Asks.
    case view
    /// Records, silences, has a hand on the queue.
    case operate
    /// Ends what is owed: closes an item, waives.
    case close
  }

  public enum Member: Hashable, Sendable {
    case group(String)
    case user(UInt32)

    /// `group:NAME` or `uid:NUMBER`.
    public init?(_ text: String) {
      let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[1].isEmpty else { return nil }
      switch parts[0] {
      case "group": self = .group(String(parts[1]))
      case "uid":
        guard let number = UInt32(parts[1]) else { return nil }
        self = .user(number)
      default: return nil
      }
    }
  }

  public var members: [Right: [Member]]

  public init(_ members: [Right: [Member]]) {
    self.members = members
  }

  /// - Parameter belongs: whether the caller is that user or in that group.
  public func permits(_ right: Right, belongs: (Member) -> Bool) -> Bool {
    let rights: [Right] = right == .view ? Right.allCases : [right]
    return rights.contains { (members[$0] ?? []).contains(where: belongs) }
  }
}
