import PluginKit

/// Puts one file for each delivery into a folder, whole and never twice.
public struct FileDropChannel: NotificationPlugin {
  public struct Settings: Decodable, Sendable {
    enum Format: String, Decodable, Sendable {
      case md, json, eml
    }
    var folder: String
    var format: Format?
    var state: String?
    var mode: String?
    var from: String?
  }

  public static let description = PluginDescription(
    name: "filedrop", version: "1.0.0",
    summary: "puts each reminder as a file into a folder",
    settings: [
      SettingDescription(
        "folder", type: "an absolute path", required: true,
        help: "where files appear; made when only its last part is missing"),
      SettingDescription("format", type: "md, json or eml", default: "md", help: "what a file holds"),
      SettingDescription(
        "state", type: "an absolute path", default: "FOLDER/.orglife",
        help: "the plugin's own notes, on the same file system as the folder; readers leave it alone"),
      SettingDescription(
        "mode", type: "octal text such as \"0640\"", default: "0640", help: "the permissions of a file"),
      SettingDescription(
        "from", type: "a mail address", default: "orglife@localhost",
        help: "the sender in files of format eml"),
    ],
    longestDeliverySeconds: 120, neverDoubled: true)

  private let format: Settings.Format
  private let from: MailAddress
  private let drop: DropFolder

  public init(settings: Settings, environment: PluginEnvironment) async throws {
    format = settings.format ?? .md
    guard let from = MailAddress(parsing: settings.from ?? "orglife@localhost") else {
      throw SettingsError("from", "must be a mail address, for instance OrgLife <orglife@example.org>")
    }
    self.from = from
    let folder = try Self.path("folder", settings.folder)
    let state = try Self.path("state", settings.state ?? "\(folder)/.orglife")
    guard state != folder else { throw SettingsError("state", "must be another folder than the drop folder") }
    drop = DropFolder(path: folder, state: state, mode: try Self.mode(settings.mode ?? "0640"))
    await drop.forgetOldMarkers()
  }

  public func probe() async throws { try await drop.probe() }

  public func render(_ notice: Notice) throws -> Payload {
    let (bytes, contentType) =
      switch format {
      case .md: (Array(notice.markdown.utf8), "text/markdown; charset=UTF-8")
      case .json: (notice.json, "application/json")
      case .eml: (try message(notice), "message/rfc822")
      }
    let name = DropName(key: notice.key, suffix: ".\(format.rawValue)").text
    return Payload(bytes: bytes, contentType: contentType, envelope: ["name": name])
  }

  public func deliver(_ payload: Payload, attempt: Attempt) async -> Outcome {
    guard let name = payload.envelope["name"], DropName.isSafe(name) else {
      return .rejected(reason: "the payload is none of this plugin's: its envelope holds no safe file name")
    }
    return await drop.deliver(payload.bytes, name: name, key: attempt.key)
  }

  private func message(_ notice: Notice) throws(NoticeRefused) -> [UInt8] {
    let to = notice.recipient.address.flatMap { MailAddress(address: $0, name: notice.recipient.name) }
    return try MailMessage(notice, from: from, to: to, domain: from.domain).bytes()
  }

  private static func path(_ setting: String, _ text: String) throws(SettingsError) -> String {
    let parts = text.split(separator: "/")
    guard text.hasPrefix("/"), !parts.isEmpty, !parts.contains(".."), !text.contains("\0") else {
      throw SettingsError(setting, "must be an absolute path without .., for instance /srv/orglife/drop")
    }
    return "/" + parts.filter { $0 != "." }.joined(separator: "/")
  }

  private static func mode(_ text: String) throws(SettingsError) -> UInt32 {
    guard let mode = UInt32(text, radix: 8), mode & 0o400 != 0, mode <= 0o777 else {
      throw SettingsError("mode", "must be octal permissions that its owner can read, for instance \"0640\"")
    }
    return mode
  }
}
