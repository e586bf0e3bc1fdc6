import OrgLifeCore

/// A channel's plugin that runs as a unit of the service manager: a connection to its socket starts it.
///
/// The daemon never ends it. What was asked over a connection is given up by the plugin when that connection is
/// closed, and a connection that the plugin closes says that its process is gone.
public struct PluginUnit: Hashable, Sendable {
  public var channel: Channel.ID
  public var socketPath: String

  /// - Parameter folder: where the sockets are, one for each channel: `FOLDER/CHANNEL.sock`.
  public init(channel: Channel.ID, folder: String) {
    self.channel = channel
    socketPath = "\(folder)/\(channel).sock"
  }

  public var socketUnit: String { "orglife-plugin@\(channel).socket" }
  public var serviceUnit: String { "orglife-plugin@\(channel).service" }

  /// What to do when nothing answers there, for the operator.
  public func sentence(isListening: Bool, reason: String) -> String {
    isListening
      ? "\(serviceUnit) ended before it answered (\(reason)): “journalctl -u \(serviceUnit)” says why"
      : "\(socketUnit) does not listen at \(socketPath) (\(reason)): “systemctl enable --now \(socketUnit)”"
  }
}
