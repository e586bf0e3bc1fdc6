/// What a running daemon tells of its channels.
extension Control {
  public struct ProbedChannel: Codable, Hashable, Sendable {
    public var channel: String
    public var plugin: String
    /// Whether the plugin says that it can send now.
    public var usable: Bool
    /// Why not, and what to do; nil where it can.
    public var reason: String?
    public var advice: String?
    /// Since when deliveries over it fail, and why; nil where they do not.
    public var downSince: String?
    public var downBecause: String?
  }

  public struct ProbeAnswer: Codable, Sendable { public var channels: [ProbedChannel] }
}
