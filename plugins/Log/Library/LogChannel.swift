import PluginKit

/// Writes one journal entry for each delivery, or one line on standard error where there is no journal.
public struct LogChannel: NotificationPlugin {
  /// Where entries go.
  public struct Settings: Decodable, Sendable {
    enum Target: String, Decodable, Sendable {
      case auto, journal, stderr
    }
    var target: Target?
  }

  public static let description = PluginDescription(
    name: "log", version: "1.0.0",
    summary: "writes each reminder into the system's log",
    settings: [
      SettingDescription(
        "target", type: "auto, journal or stderr", default: "auto",
        help:
          "auto takes the journal where there is one, else one line on standard error; on standard error a "
          + "repeated attempt makes a second line")
    ],
    longestDeliverySeconds: 60, neverDoubled: false)

  private enum Target {
    case journal(JournalWriter)
    case standardError
  }

  private let target: Target
  private let environment: PluginEnvironment

  public init(settings: Settings, environment: PluginEnvironment) {
    self.environment = environment
    target =
      switch settings.target ?? .auto {
      case .journal: .journal(JournalWriter())
      case .stderr: .standardError
      case .auto: JournalWriter.journalListens ? .journal(JournalWriter()) : .standardError
      }
  }

  public func probe() throws(ChannelUnusable) {
    guard case .journal = target, !JournalWriter.journalListens else { return }
    throw ChannelUnusable(
      "no journal listens at \(JournalWriter.socketPath): set target to stderr, or start systemd-journald")
  }

  public func render(_ notice: Notice) -> Payload { LogEntry(notice).payload }

  public func deliver(_ payload: Payload, attempt: Attempt) async -> Outcome {
    guard let entry = LogEntry(payload) else {
      return .rejected(reason: "the payload is none of this plugin's: its envelope lacks a message")
    }
    switch target {
    case .standardError:
      environment.log(entry.linePriority, entry.line(attempt.key))
      return .accepted(detail: "a line on standard error")
    case .journal(let journal):
      return await journal.write(entry, key: attempt.key, lookFirst: attempt.number > 1)
    }
  }
}
