import Foundation
import PluginKit
import Varlink

/// A plugin at the other end of a socket, as one worker sees it.
public actor PluginNotifier: Notifier {
  private let process: PluginProcess
  private let settings: JSONValue
  private let revision: String
  private var connection: PluginConnection?

  public init(process: PluginProcess, settings: JSONValue, revision: String) {
    self.process = process
    self.settings = settings
    self.revision = revision
  }

  public func render(_ notice: Notice) async throws -> [UInt8] {
    do {
      let payload = try await connected().render(notice)
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return Array(try encoder.encode(payload))
    } catch PluginConnectionError.noticeRefused(let reason) {
      throw RenderFailure(reason: reason, cause: .notice)
    } catch {
      await drop()
      throw RenderFailure(reason: "\(error)", cause: Self.cause(of: error))
    }
  }

  public func deliver(_ payload: [UInt8], key: String, attempt: Int) async -> Answer {
    guard let payload = try? JSONDecoder().decode(Payload.self, from: Data(payload)) else {
      return .rejected(reason: "the stored bytes of this delivery cannot be read")
    }
    do {
      let connection = try await connected()
      let seconds = Double(connection.description.longestDeliverySeconds)
      process.asks()
      let outcome = try await connection.deliver(
        payload, attempt: Attempt(key: key, number: attempt, deadlineSeconds: seconds))
      // A line may be the delivery itself: it has to be in the log before there is a receipt for it.
      process.hasAnswered()
      return Answer(outcome)
    } catch let error as PluginConnectionError where !error.certainlyNotDelivered {
      // The next attempt must not meet this one: its process has to be gone first.
      await drop()
      await process.stop()
      return .lost(.plugin, reason: "\(error)")
    } catch let error as PluginConnectionError {
      await drop()
      return .deferred(error.isConfiguration ? .configuration : .plugin, reason: "\(error)")
    } catch {
      await drop()
      return .deferred(.plugin, reason: "\(error)")
    }
  }

  /// Rendering delivers nothing, so that a lost answer says only that the plugin does not bear this notice.
  private static func cause(of error: any Error) -> RenderFailure.Cause {
    switch error {
    case let error as PluginConnectionError where error.isConfiguration: .configuration
    case PluginConnectionError.lost: .crash
    default: .plugin
    }
  }

  public func rest() async {
    await drop()
  }

  private func drop() async {
    connection?.close()
    connection = nil
  }

  /// The open connection, or a new one. A plugin that left for idleness at this very moment is started again.
  private func connected() async throws -> PluginConnection {
    if let connection { return connection }
    for isLast in [false, true] {
      try await process.start()
      do throws(PluginConnectionError) {
        let opened = try await PluginConnection.open(
          path: process.socketPath, settings: settings, revision: revision)
        connection = opened
        return opened
      } catch {
        switch error {
        case .unreachable, .notSent, .lost:
          guard isLast else {
            await process.stop()
            continue
          }
          // Whatever was lost, it was no delivery.
          throw PluginConnectionError.unreachable(path: process.socketPath, reason: "\(error)")
        default: throw error
        }
      }
    }
    preconditionFailure("the last try returns or throws")
  }
}

extension PluginConnectionError {
  /// Somebody has to change something before this can work.
  fileprivate var isConfiguration: Bool {
    switch self {
    case .wrongContract, .settingsRefused, .unusable: true
    case .unreachable, .noticeRefused, .refused, .notSent, .lost: false
    }
  }
}

extension Answer {
  init(_ outcome: Outcome) {
    switch outcome {
    case .accepted(let detail): self = .accepted(detail: detail)
    case .rejected(let reason): self = .rejected(reason: reason)
    case .deferred(_, let reason, .ambiguous): self = .lost(.relay, reason: reason)
    case .deferred(let seconds, let reason, .configuration):
      self = .deferred(.configuration, afterSeconds: seconds.map(Double.init), reason: reason)
    case .deferred(let seconds, let reason, .temporary):
      self = .deferred(.temporary, afterSeconds: seconds.map(Double.init), reason: reason)
    }
  }
}
