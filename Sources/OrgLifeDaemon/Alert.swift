import Foundation
import OrgLifeCore
import OrgLifeDispatch
import OrgLifeMessages
import OrgLifeSchedule
import PluginKit
import Varlink

/// What the operator is told when the daemon has failed and cannot tell it itself: kept beside the ledger, ready to be
/// sent, so that neither the configuration nor the ledger has to be readable then.
public struct Alert: Codable, Sendable {
  public static let file = "alert.json"

  /// One message over one channel.
  public struct Message: Codable, Sendable {
    public var channel: String
    var socket: String
    var settings: JSONValue
    /// Its key and date are those of the telling.
    var notice: Notice
  }

  var zone: String
  /// One for each channel by which the operator is reached.
  public var messages: [Message]

  /// nil where nobody is the operator, or the channels are no units: then nothing outlives the daemon.
  init?(_ programme: Programme, installation: Installation) throws {
    guard installation.sockets != nil, let person = programme.operatorPerson else { return nil }
    let composer = try Composer(programme: programme)
    zone = programme.zone.identifier
    messages = try programme.operatorChannels(avoiding: nil).compactMap { id in
      guard let channel = programme.channel(id), let unit = installation.unit(of: id) else { return nil }
      return Message(
        channel: id.text, socket: unit.socketPath, settings: try installation.settings(of: channel),
        notice: composer.alert(to: person, over: id))
    }
  }

  /// What the daemon kept.
  public init(folder: String) throws {
    self = try JSONDecoder().decode(
      Alert.self, from: try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(Alert.file)")))
  }

  /// What a configuration gives, where the daemon never kept one.
  public init?(configuration folder: String, sockets: String) throws {
    try self.init(
      ReadProgramme(folder: folder).programme,
      installation: Installation(config: folder, state: "/", sockets: sockets))
  }

  func keep(in folder: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    try encoder.encode(self).write(to: URL(fileURLWithPath: "\(folder)/\(Alert.file)"), options: .atomic)
  }

  /// Tells it over one channel, once.
  ///
  /// - Returns: nil when the channel took it, else why not.
  public func tell(_ message: Message, of unit: String, at now: Timestamp) async -> String? {
    let date = Zone(zone)?.rfc3339(now) ?? "\(now.milliseconds)"
    var notice = message.notice
    notice.key = "alert/\(unit)/\(date)/\(message.channel)"
    notice.date = date
    do {
      let connection = try await PluginConnection.open(
        path: message.socket, settings: message.settings, revision: "alert")
      defer { connection.close() }
      let payload = try await connection.render(notice)
      let outcome = try await connection.deliver(
        payload,
        attempt: Attempt(
          key: notice.key, number: 1,
          deadlineSeconds: Double(connection.description.longestDeliverySeconds)))
      if case .accepted = outcome { return nil }
      return "\(outcome)"
    } catch {
      return "\(error)"
    }
  }
}

extension Daemon {
  /// Keeps what is to be said when this process cannot say it any more.
  func keepAlert() {
    do {
      try Alert(desk.snapshot.programme, installation: installation)?.keep(in: installation.state)
    } catch {
      LogEntry.note("what is to be told when the daemon fails cannot be kept: \(error)").send()
    }
  }
}
