import PluginKit

/// What is asked of channels.
extension Control {
  public struct Channel: Codable, Hashable, Sendable {
    public var channel: String
    public var plugin: String
    public var unit: String?
    public var socket: String?
    public var state: String
    public var since: String?
    public var reason: String?
    public var waiting: Int
  }

  public struct ChannelsAnswer: Codable, Sendable { public var channels: [Channel] }

  public struct ChannelQuestion: Codable, Sendable {
    public var channel: String
    public init(channel: String) { self.channel = channel }
  }

  public struct DescribedChannel: Codable, Sendable { public var description: PluginDescription }

  public struct Probed: Codable, Sendable {
    public var usable: Bool
    public var reason: String?
    public var advice: String?
  }
}
