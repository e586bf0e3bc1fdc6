import PluginKit

/// The relay of a channel as its settings name it, checked.
struct RelayAddress: Sendable {
  var host: String
  var port: Int
  var security: EmailSettings.SMTP.Security
  var user: String?
  var secret: Secret?
  var caFile: String?
  var timeoutSeconds: Double

  /// Where the password is; it is read anew for each connection, so that a changed one needs no restart.
  enum Secret: Sendable {
    case credential(String)
    case file(String)
  }

  init(_ settings: EmailSettings.SMTP) throws(SettingsError) {
    let security = settings.security ?? .starttls
    guard Self.isHost(settings.host) else {
      throw SettingsError("smtp.host", "must be a host name or an address, for instance mail.example.org")
    }
    if security == .none, !Self.isLoopback(settings.host), settings.allowPlaintext != true {
      throw SettingsError(
        "smtp.security",
        "none sends everything readable to \(settings.host); use starttls or tls, or set "
          + "allow-plaintext: true when nobody can listen on the way")
    }
    port = settings.port ?? (security == .tls ? 465 : 587)
    guard (1...65535).contains(port) else { throw SettingsError("smtp.port", "must be from 1 to 65535") }
    timeoutSeconds = settings.timeout ?? 300
    guard timeoutSeconds >= 1, timeoutSeconds <= 900 else {
      throw SettingsError("smtp.timeout", "must be from 1 to 900 seconds")
    }
    for (name, path) in [("password-file", settings.passwordFile), ("ca-file", settings.caFile)] {
      guard let path else { continue }
      guard path.hasPrefix("/"), !path.contains("\0") else {
        throw SettingsError("smtp.\(name)", "must be an absolute path")
      }
    }
    switch (settings.credential, settings.passwordFile) {
    case (_?, _?):
      throw SettingsError("smtp.password-file", "give either credential or password-file, not both")
    case (let name?, nil): secret = .credential(name)
    case (nil, let path?): secret = .file(path)
    case (nil, nil): secret = nil
    }
    if settings.user != nil && secret == nil {
      throw SettingsError(
        "smtp.credential", "is missing: the user needs a password; name a credential that holds it")
    }
    if settings.user == nil && secret != nil {
      throw SettingsError("smtp.user", "is missing: a password without an account is of no use")
    }
    host = settings.host
    self.security = security
    user = settings.user
    caFile = settings.caFile
  }

  /// Brackets around an address of IPv6.
  var url: String {
    "\(security == .tls ? "smtps" : "smtp")://\(host.contains(":") ? "[\(host)]" : host):\(port)/"
  }

  private static func isHost(_ host: String) -> Bool {
    MailAddress.isDomain(host)
      || (host.contains(":") && host.utf8.allSatisfy { "0123456789abcdefABCDEF:.%".utf8.contains($0) })
  }

  private static func isLoopback(_ host: String) -> Bool {
    host == "localhost" || host == "::1"
      || (host.hasPrefix("127.") && host.utf8.allSatisfy { "0123456789.".utf8.contains($0) })
  }
}
