import PluginKit

/// Sends one message for each delivery, by a relay or into a Maildir.
public struct EmailChannel: NotificationPlugin {
  public typealias Settings = EmailSettings

  /// The ten minutes that a relay may take after the last byte (RFC 5321 section 4.5.3.2.6), and five for the rest.
  public static let description = PluginDescription(
    name: "email", version: "1.0.0",
    summary: "sends each reminder as a mail, by an SMTP relay or into a Maildir",
    settings: EmailSettings.documentation, longestDeliverySeconds: 900, neverDoubled: false)

  private enum Way {
    case maildir(Maildir)
    case relay(Relay)
  }

  private let from: MailAddress
  private let domain: String
  private let way: Way

  public init(settings: EmailSettings, environment: PluginEnvironment) async throws {
    guard let from = MailAddress(parsing: settings.from) else {
      throw SettingsError(
        "from", "must be a mail address in ASCII, for instance OrgLife <orglife@example.org>")
    }
    self.from = from
    domain = settings.messageIDDomain ?? from.domain
    guard MailAddress.isDomain(domain) else {
      throw SettingsError("message-id-domain", "must be a domain, for instance example.org")
    }
    switch (settings.maildir, settings.smtp) {
    case (let path?, nil):
      guard path.hasPrefix("/"), !path.split(separator: "/").contains(".."), !path.contains("\0") else {
        throw SettingsError("maildir", "must be an absolute path, for instance /var/mail/orglife")
      }
      let maildir = Maildir(path: path)
      await maildir.forgetOldMarkers()
      way = .maildir(maildir)
    case (nil, let smtp?): way = .relay(Relay(try RelayAddress(smtp), environment: environment))
    case (_?, _?): throw SettingsError("maildir", "cannot stand beside smtp: give one of them")
    case (nil, nil): throw SettingsError("smtp", "is missing: give smtp with a host, or maildir with a path")
    }
  }

  public func probe() async throws {
    switch way {
    case .maildir(let maildir): try await maildir.probe()
    case .relay(let relay): try await relay.probe()
    }
  }

  public func render(_ notice: Notice) throws(NoticeRefused) -> Payload {
    let name = notice.recipient.name
    guard let address = notice.recipient.address, !address.isEmpty else {
      throw NoticeRefused("\(name) (\(notice.recipient.id)) has no mail address in the roster")
    }
    guard let to = MailAddress(address: address, name: name) else {
      throw NoticeRefused(
        "the mail address of \(name) (\(notice.recipient.id)) in the roster is none that mail can go to")
    }
    let bytes = try MailMessage(notice, from: from, to: to, domain: domain).bytes()
    return Payload(
      bytes: bytes, contentType: "message/rfc822", envelope: ["from": from.address, "to": to.address])
  }

  public func deliver(_ payload: Payload, attempt: Attempt) async -> Outcome {
    guard let from = payload.envelope["from"].flatMap({ MailAddress(address: $0) }),
      let to = payload.envelope["to"].flatMap({ MailAddress(address: $0) })
    else { return .rejected(reason: "the envelope lacks a usable sender or recipient address") }
    // Some relays take a bare LF for an end of line, and what stands behind LF.LF for commands.
    guard !Self.hasBareLineEnd(payload.bytes) else {
      return .rejected(reason: "the payload is none of this plugin's: a line of it does not end with CRLF")
    }
    switch way {
    case .maildir(let maildir): return await maildir.deliver(payload.bytes, key: attempt.key)
    case .relay(let relay):
      return await relay.send(
        payload.bytes, from: from.address, to: to.address, deadlineSeconds: attempt.deadlineSeconds)
    }
  }

  private static func hasBareLineEnd(_ bytes: [UInt8]) -> Bool {
    var previous: UInt8 = 0
    for byte in bytes {
      if (byte == UInt8(ascii: "\n")) != (previous == UInt8(ascii: "\r")) { return true }
      previous = byte
    }
    return previous == UInt8(ascii: "\r")
  }
}
