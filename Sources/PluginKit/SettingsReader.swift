import FoundationEssentials
import Varlink

/// Settings as they came, checked against the plugin's own documentation before its type sees them.
struct SettingsReader {
  var documented: [SettingDescription]

  /// - Throws: ``SettingsError`` for the first setting that is unknown, missing or of the wrong type.
  func read<Settings: Decodable>(_ type: Settings.Type, from value: JSONValue) throws -> Settings {
    try check(value, prefix: "")
    do {
      return try JSONText.value(type, from: JSONText.bytes(of: value))
    } catch let error as SettingsError {
      throw error
    } catch let error as DecodingError {
      throw settingsError(error)
    }
  }

  private func check(_ value: JSONValue, prefix: String) throws(SettingsError) {
    guard case .object(let members) = value else {
      throw SettingsError(
        prefix.isEmpty ? "settings" : String(prefix.dropLast()), "must be a list of names and values")
    }
    for name in members.keys.sorted() {
      let path = prefix + name
      let inner = documented.contains { $0.name.hasPrefix(path + ".") }
      if inner, let member = members[name], member != .null {
        try check(member, prefix: path + ".")
      } else if !documented.contains(where: { $0.name == path }) {
        throw SettingsError(path, unknown(path, prefix))
      }
    }
    for setting in documented where setting.required && setting.name.hasPrefix(prefix) {
      let name = String(setting.name.dropFirst(prefix.count))
      if !name.contains("."), members[name] ?? .null == .null {
        throw SettingsError(setting.name, "is required and missing; it is \(setting.type): \(setting.help)")
      }
    }
  }

  private func unknown(_ path: String, _ prefix: String) -> String {
    let secrets = ["password", "passwd", "secret", "token", "api-key", "passphrase"]
    let hint = documented.first { $0.name.hasPrefix(prefix) && $0.name.hasSuffix("credential") }
    let last = String(path.split(separator: ".").last ?? "")
    if secrets.contains(last) {
      let instead = hint.map { "; name a credential with \($0.name) instead" } ?? ""
      return "a secret never stands in the configuration\(instead)"
    }
    let known = documented.map(\.name).filter { $0.hasPrefix(prefix) }
    return known.isEmpty
      ? "is not a setting; this plugin has none"
      : "is not a setting; known are \(known.joined(separator: ", "))"
  }

  private func settingsError(_ error: DecodingError) -> SettingsError {
    let path: [any CodingKey] =
      switch error {
      case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
        context.codingPath
      case .keyNotFound(let key, let context): context.codingPath + [key]
      @unknown default: []
      }
    let name = path.filter { $0.intValue == nil }.map(\.stringValue).joined(separator: ".")
    let known = documented.first { $0.name == name }
    let wanted = known.map { "must be \($0.type): \($0.help)" } ?? "has the wrong type"
    return SettingsError(name.isEmpty ? "settings" : name, wanted)
  }
}
