import Fuzzing
import Glibc
import PluginKit

@testable import PluginKit
@testable import Varlink

/// One connection to a plugin's service whose client has said all that it says before it listens.
struct Conversation {
  private let words: [UInt8]
  private let requests: [[UInt8]]

  /// At most sixteen requests are kept: their answers have to fit into the socket, since nobody reads them meanwhile.
  init(_ input: [UInt8]) {
    var ends = 0
    words = Array(
      input.prefix { byte in
        if byte == 0 { ends += 1 }
        return ends < 16
      }.prefix(60_000))
    requests = words.split(separator: 0, omittingEmptySubsequences: false).dropLast().map { Array($0) }
  }

  func check() {
    var ends: [Int32] = [0, 0]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else {
      return hold(false, "a socket pair")
    }
    let (client, server) = (Socket(owning: ends[0]), Socket(owning: ends[1]))
    hold(send(client.descriptor, words, words.count, 0) == words.count, "the words fit into the socket")
    _ = Glibc.shutdown(client.descriptor, Int32(SHUT_WR))
    let connection = Connection(
      socket: server, peer: Peer(processID: 1, userID: 1, groupID: 1),
      catalogue: ServiceCatalogue(identity: Conversation.identity, interfaces: [PluginInterface.interface]),
      handler: PluginHandler<QuietPlugin>(
        environment: PluginEnvironment { _, _ in }, underWay: DeliveriesUnderWay()))
    connection.serve()
    checkAnswers(client)
  }

  private static let identity = ServiceIdentity(vendor: "OrgLife", product: "fuzz", version: "1", url: "")

  private func checkAnswers(_ client: Socket) {
    var reader = FrameReader(client)
    var count = 0
    while let frame = try? reader.next(until: .after(seconds: 2)) {
      count += 1
      hold(frame.count <= VarlinkLimits.frameBytes, "an answer is no longer than a message may be")
      guard let answer = try? JSONText.value(JSONValue.self, from: frame), case .object(let members) = answer
      else {
        return hold(false, "an answer is an object: \(String(decoding: frame, as: UTF8.self))")
      }
      hold(members["parameters"] != nil || members["error"] != nil, "an answer says something: \(answer)")
      if let error = members["error"] {
        hold(error.string?.contains(".") == true, "an error has a full name: \(error)")
        // An error of Foundation's or of the language's own would be a fault that nobody thought of.
        hold(error.string != "org.orglife.Unforeseen", "no error is unforeseen: \(answer)")
      }
    }
    hold(count <= requests.count, "\(count) answers to \(requests.count) requests")
  }
}

/// A plugin that keeps everything to itself.
private struct QuietPlugin: NotificationPlugin {
  struct Settings: Decodable, Sendable {
    struct Inner: Decodable, Sendable { var host: String }
    var from: String
    var limit: Int?
    var share: Double?
    var smtp: Inner?
  }

  static let description = PluginDescription(
    name: "quiet", version: "1", summary: "delivers nothing",
    settings: [
      SettingDescription("from", type: "text", required: true, help: "who it is from"),
      SettingDescription("limit", type: "whole number", help: "how many"),
      SettingDescription("share", type: "number", help: "how much"),
      SettingDescription("smtp.host", type: "text", required: true, help: "where"),
    ], longestDeliverySeconds: 1, neverDoubled: true)

  private let from: MailAddress

  init(settings: Settings, environment: PluginEnvironment) async throws {
    guard let from = MailAddress(parsing: settings.from) else {
      throw SettingsError("from", "must be an address")
    }
    self.from = from
  }

  func probe() async throws { throw ChannelUnusable("never") }

  func render(_ notice: Notice) throws -> Payload {
    let bytes = try MailMessage(notice, from: from, to: nil, domain: from.domain).bytes()
    return Payload(bytes: bytes, contentType: "message/rfc822")
  }

  func deliver(_ payload: Payload, attempt: Attempt) async -> Outcome {
    .deferred(untilSeconds: payload.bytes.count, reason: attempt.key, kind: .ambiguous)
  }
}
