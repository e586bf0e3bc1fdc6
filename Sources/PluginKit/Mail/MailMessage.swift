import FoundationEssentials

/// A notice as a message of internet mail (RFC 5322, MIME). Pure: the same notice gives the same bytes.
public struct MailMessage: Sendable {
  public var notice: Notice
  public var from: MailAddress
  /// nil leaves the addressee's name alone, for a message that is read from a folder and never sent.
  public var to: MailAddress?
  /// What stands after the `@` of Message-ID and References.
  public var domain: String

  public init(_ notice: Notice, from: MailAddress, to: MailAddress?, domain: String) {
    self.notice = notice
    self.from = from
    self.to = to
    self.domain = domain
  }

  /// The message: ASCII, lines of at most 998 octets that end with CRLF, two alternatives of which the text is complete.
  ///
  /// - Throws: ``NoticeRefused`` when the notice's date is none.
  public func bytes() throws(NoticeRefused) -> [UInt8] {
    guard let date = MailDate.text(rfc3339: notice.date) else {
      throw NoticeRefused("\(notice.date) is no date of RFC 3339, such as 2026-03-24T08:30:00+08:00")
    }
    let boundary = "=_orglife-\(fingerprint(notice.key))"
    var lines = Self.header("From", from)
    lines +=
      to.map { Self.header("To", $0) } ?? EncodedWords.header("To", notice.recipient.name, after: " :;")
    lines += EncodedWords.header("Subject", notice.subject)
    lines += "Date: \(date)\r\n"
    lines += "Message-ID: \(MessageID.text(notice.key, domain: domain))\r\n"
    if notice.thread != notice.key, !notice.thread.isEmpty {
      let root = MessageID.text(notice.thread, domain: domain)
      lines += "In-Reply-To: \(root)\r\nReferences: \(root)\r\n"
    }
    lines += "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n"
    if notice.tone == .escalation { lines += "Importance: high\r\n" }
    if let organisation = notice.fields["organisation"], !organisation.isEmpty {
      lines += listID(organisation)
    }
    lines += keyHeader
    lines += "MIME-Version: 1.0\r\n"
    lines += languageHeader
    lines += "Content-Type: multipart/alternative;\r\n boundary=\"\(boundary)\"\r\n\r\n"
    lines += part("text/plain", notice.plainText, boundary)
    lines += part("text/html", notice.html, boundary)
    lines += "--\(boundary)--\r\n"
    return Array(lines.utf8)
  }

  private static func header(_ name: String, _ address: MailAddress) -> String {
    guard let person = address.name else { return "\(name): \(address.address)\r\n" }
    return EncodedWords.header(name, person, after: " <\(address.address)>")
  }

  /// RFC 3282. Left out when the language is no tag, or longer than any that RFC 5646 section 4.4.1 asks room for.
  private var languageHeader: String {
    let isTag = notice.language.utf8.allSatisfy { MailAddress.isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    return isTag && (1...35).contains(notice.language.utf8.count)
      ? "Content-Language: \(notice.language)\r\n" : ""
  }

  /// RFC 2919.
  private func listID(_ organisation: String) -> String {
    let isLabel = organisation.utf8.allSatisfy { MailAddress.isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    if isLabel, organisation.utf8.count <= 63 { return "List-Id: <\(organisation).\(domain)>\r\n" }
    return EncodedWords.header("List-Id", organisation, after: " <\(fingerprint(organisation)).\(domain)>")
  }

  /// Raw where it can be, so that a filter can match it.
  private var keyHeader: String {
    let name = "X-OrgLife-Key"
    let isVisible = notice.key.utf8.allSatisfy { (33..<127).contains($0) } && !notice.key.contains("=?")
    guard isVisible, notice.key.utf8.count <= 900 else { return EncodedWords.header(name, notice.key) }
    let fits = name.utf8.count + 2 + notice.key.utf8.count <= 76
    return "\(name):\(fits ? "" : "\r\n") \(notice.key)\r\n"
  }

  private func part(_ type: String, _ text: String, _ boundary: String) -> String {
    // Canonical text has CRLF, and base64 hides it from every relay (RFC 2045 section 6.8).
    let canonical = text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
    let encoded = Data(canonical.utf8).base64EncodedString(options: [.lineLength76Characters])
    return
      "--\(boundary)\r\nContent-Type: \(type); charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
      + encoded + "\r\n"
  }
}
