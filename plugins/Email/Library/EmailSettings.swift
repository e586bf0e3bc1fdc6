import PluginKit

/// What a channel of mail says about itself.
public struct EmailSettings: Decodable, Sendable {
  var from: String
  var messageIDDomain: String?
  var maildir: String?
  var smtp: SMTP?

  private enum CodingKeys: String, CodingKey {
    case from, maildir, smtp
    case messageIDDomain = "message-id-domain"
  }

  struct SMTP: Decodable, Sendable {
    enum Security: String, Decodable, Sendable {
      case starttls, tls, none
    }
    var host: String
    var port: Int?
    var security: Security?
    var allowPlaintext: Bool?
    var user: String?
    var passwordFile: String?
    var credential: String?
    var caFile: String?
    var timeout: Double?

    private enum CodingKeys: String, CodingKey {
      case host, port, security, user, credential, timeout
      case allowPlaintext = "allow-plaintext"
      case passwordFile = "password-file"
      case caFile = "ca-file"
    }
  }

  static let documentation = [
    SettingDescription(
      "from", type: "a mail address, perhaps with a name", required: true,
      help: "who the messages are from, for instance OrgLife <orglife@example.org>"),
    SettingDescription(
      "message-id-domain", type: "a domain", default: "that of from",
      help: "what stands after the @ in Message-ID; never change it while reminders are open"),
    SettingDescription(
      "maildir", type: "an absolute path", help: "deliver into this Maildir; give either maildir or smtp"),
    SettingDescription(
      "smtp.host", type: "a host name or address", required: true, help: "the relay to send by"),
    SettingDescription(
      "smtp.port", type: "a whole number", default: "587, or 465 with security tls", help: "the relay's port"),
    SettingDescription(
      "smtp.security", type: "starttls, tls or none", default: "starttls",
      help: "none is for a relay on this machine; elsewhere it also needs allow-plaintext: true"),
    SettingDescription(
      "smtp.allow-plaintext", type: "yes or no", default: "no",
      help: "lets security none reach another machine: everybody on the way can read and change the messages"),
    SettingDescription("smtp.user", type: "text", help: "the account at the relay; none means no login"),
    SettingDescription(
      "smtp.credential", type: "the name of a credential",
      help: "holds the password; LoadCredential= in the channel's unit provides it"),
    SettingDescription(
      "smtp.password-file", type: "an absolute path",
      help: "a file with the password, where there are no credentials"),
    SettingDescription(
      "smtp.ca-file", type: "an absolute path", default: "the system's",
      help: "certificates (PEM) that may vouch for the relay"),
    SettingDescription(
      "smtp.timeout", type: "a number of seconds up to 900", default: "300",
      help: "how long one message may take in all; connecting alone at most 30"),
  ]
}
