import PluginKit

/// A plugin that keeps everything to itself.
struct QuietPlugin: NotificationPlugin {
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
