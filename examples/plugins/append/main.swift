import Glibc
import PluginKit

/// Appends one line for each delivery to a text file.
struct AppendChannel: NotificationPlugin {
  struct Settings: Decodable, Sendable {
    var file: String
  }

  static let description = PluginDescription(
    name: "append", version: "1.0.0", summary: "appends one line for each reminder to a text file",
    settings: [
      SettingDescription(
        "file", type: "an absolute path", required: true, help: "where lines go; made when it is missing")
    ],
    longestDeliverySeconds: 30, neverDoubled: false)

  private let path: String

  init(settings: Settings, environment: PluginEnvironment) throws {
    guard settings.file.hasPrefix("/") else {
      throw SettingsError("file", "must be an absolute path, for instance /srv/reminders.txt")
    }
    path = settings.file
  }

  func probe() throws {
    let folder = path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex) + "/"
    guard access(String(folder), W_OK) == 0 else {
      throw ChannelUnusable("cannot write into \(folder): \(String(cString: strerror(errno)))")
    }
  }

  func render(_ notice: Notice) -> Payload {
    let line = "\(notice.date) \(notice.recipient.name): \(notice.subject)\n"
    return Payload(bytes: Array(line.utf8), contentType: "text/plain; charset=utf-8")
  }

  func deliver(_ payload: Payload, attempt: Attempt) -> Outcome {
    let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o640)
    guard file >= 0 else {
      let reason = "cannot open \(path): \(String(cString: strerror(errno)))"
      return .deferred(reason: reason, kind: .configuration)
    }
    defer { close(file) }
    guard write(file, payload.bytes, payload.bytes.count) == payload.bytes.count, fsync(file) == 0 else {
      return .deferred(reason: "\(path): \(String(cString: strerror(errno)))", kind: .ambiguous)
    }
    return .accepted(detail: path)
  }
}

await AppendChannel.serve()
