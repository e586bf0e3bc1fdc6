import PluginKit
import Varlink

/// What a channel's plugin says when it is asked whether it can send now. Nothing is sent.
public enum ChannelProbe: Hashable, Sendable {
  case usable
  /// It cannot send, or does not answer; and what to do.
  case unusable(reason: String, advice: String)

  /// How long a plugin may think about it.
  public static let answerSeconds = 10.0

  /// Starts the plugin where it does not run, over a connection of its own. It answers within half a minute, whatever
  /// the plugin does.
  public static func of(
    _ process: PluginProcess, settings: JSONValue, revision: String
  ) async -> ChannelProbe {
    do {
      try await process.start()
      let connection = try await PluginConnection.open(
        path: process.socketPath, settings: settings, revision: revision, timeoutSeconds: answerSeconds)
      defer { connection.close() }
      try await connection.probe(timeoutSeconds: answerSeconds)
      return .usable
    } catch let failure as PluginProcess.Failure {
      return .unusable(
        reason: "\(failure)", advice: "is the program there, and may it be run? See “journalctl -u orglifed”")
    } catch let error as PluginConnectionError {
      return .unusable(reason: "\(error)", advice: advice(about: error))
    } catch {
      return .unusable(reason: "\(error)", advice: "see “journalctl -u orglifed”")
    }
  }

  private static func advice(about error: PluginConnectionError) -> String {
    switch error {
    case .settingsRefused:
      "mend the channel's settings in orglifed.yaml, then “orglifectl reload”"
    case .wrongContract: "install the plugin of this release"
    case .unusable: "mend it; what waits is then tried again by itself within a quarter of an hour"
    case .unreachable, .noticeRefused, .refused, .notSent, .lost: "see “journalctl -u orglifed”"
    }
  }
}
