import PluginKit
import PluginTesting
import Testing

@testable import PluginKit

@Suite struct MailMessageTests {
  private func message(_ notice: Notice, from: String = "OrgLife 提醒 <orglife@example.org>") throws -> [UInt8]
  {
    let from = try #require(MailAddress(parsing: from))
    let to = try #require(MailAddress(address: "zhang@example.org", name: notice.recipient.name))
    return try MailMessage(notice, from: from, to: to, domain: "example.org").bytes()
  }

  private func lines(_ bytes: [UInt8]) -> [String] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false).map(
      String.init)
  }

  @Test(arguments: SampleNotices.all(address: nil))
  func `a message is ASCII with CRLF and short lines`(notice: Notice) throws {
    let bytes = try message(notice)
    #expect(bytes.allSatisfy { $0 < 127 && ($0 >= 32 || $0 == 13 || $0 == 10 || $0 == 9) })
    var previous: UInt8 = 0
    for byte in bytes {
      if byte == 10 || previous == 13 { #expect(byte == 10 && previous == 13) }
      previous = byte
    }
    for line in lines(bytes) {
      #expect(line.utf8.count <= 998)
      if line.contains("=?UTF-8?B?") { #expect(line.utf8.count <= 76, "\(line)") }
      for word in line.split(separator: " ") where word.hasPrefix("=?") { #expect(word.utf8.count <= 75) }
      #expect(!line.lowercased().hasPrefix("bcc:"))
    }
  }

  @Test func `a language or a domain that nobody has makes no line too long for a relay`() throws {
    var notice = try #require(SampleNotices.all(address: nil).first)
    notice.language = String(repeating: "a", count: 1100)
    #expect(try lines(message(notice)).allSatisfy { $0.utf8.count <= 998 })
    #expect(MailAddress.isDomain([String](repeating: "a", count: 127).joined(separator: ".")))
    #expect(!MailAddress.isDomain([String](repeating: "a", count: 128).joined(separator: ".")))
  }

  /// What Python's `email` package reads out of a message.
  private static let reader = """
    import sys, email, email.policy, hashlib
    m = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
    text = m.get_body(('plain',)); html = m.get_body(('html',))
    assert not m.defects, m.defects
    assert m.get_content_type() == 'multipart/alternative', m.get_content_type()
    assert [p.get_content_type() for p in m.iter_parts()] == ['text/plain', 'text/html']
    for k in ['From', 'To', 'Subject', 'Date', 'Message-ID', 'MIME-Version']:
        assert len(m.get_all(k)) == 1, k
        assert not m[k].defects, (k, m[k].defects)
    for k in ['Subject', 'From', 'To', 'Date', 'Message-ID', 'In-Reply-To', 'References', 'List-Id', 'Importance',
              'X-OrgLife-Key', 'Auto-Submitted', 'X-Auto-Response-Suppress', 'Content-Language']:
        print(k + '=' + str(m[k]).strip())
    print('DisplayName=' + m['To'].addresses[0].display_name + '|' + m['To'].addresses[0].addr_spec)
    print('When=' + m['Date'].datetime.isoformat())
    print('Text=' + text.get_content().replace('\\r\\n', '|'))
    print('HTML=' + str('<html lang=' in html.get_content()))
    """

  private func read(_ bytes: [UInt8]) -> [String: String] {
    let scratch = Scratch()
    scratch.write("message", bytes)
    let result = run("/usr/bin/python3", ["-c", Self.reader, "\(scratch.path)/message"])
    #expect(result.status == 0)
    var facts: [String: String] = [:]
    for line in result.output.split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      if parts.count == 2 { facts[parts[0]] = parts[1] }
    }
    return facts
  }

  @Test func `another mail library reads the message as it was meant`() throws {
    let notice = SampleNotices.reminder(tone: .escalation, address: "zhang@example.org")
    let facts = read(try message(notice))
    #expect(facts["Subject"] == notice.subject)
    #expect(facts["From"] == "OrgLife 提醒 <orglife@example.org>")
    #expect(facts["DisplayName"] == "张三|zhang@example.org")
    #expect(facts["When"] == "2026-03-24T08:30:00+08:00")
    #expect(
      facts["Message-ID"]
        == "<member-assembly.branch-01.2026-Q1.T-5-escalation.secretary=3Azhang.sample=231@example.org>")
    #expect(facts["References"] == "<member-assembly.branch-01.2026-Q1-sample@example.org>")
    #expect(facts["In-Reply-To"] == facts["References"])
    #expect(facts["List-Id"] == "<branch-01.example.org>")
    #expect(facts["Importance"] == "high")
    #expect(facts["X-OrgLife-Key"] == notice.key)
    #expect(facts["Auto-Submitted"] == "auto-generated")
    #expect(facts["X-Auto-Response-Suppress"] == "All")
    #expect(facts["Content-Language"] == "zh-Hans")
    #expect(
      facts["Text"]
        == notice.plainText.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "|"))
    #expect(facts["HTML"] == "True")
  }

  @Test func `a hostile notice stays inside its headers`() throws {
    let notice = SampleNotices.hostile(address: nil)
    var later = notice
    later.date = "2028-02-29T23:59:59-03:30"
    let facts = read(try message(later))
    #expect(facts["Subject"]?.hasPrefix("Line Bcc: everybody@example.org") == true)
    #expect(facts["Subject"]?.hasSuffix("👨‍👩‍👧‍👦字") == true)
    #expect(facts["DisplayName"] == "\(notice.recipient.name)|zhang@example.org")
    #expect(facts["When"] == "2028-02-29T23:59:59-03:30")
    #expect(facts["Importance"] == "None")
  }

  @Test(
    arguments: [
      ("2026-03-24T08:30:00+08:00", "Tue, 24 Mar 2026 08:30:00 +0800"),
      ("2000-02-29T00:00:00Z", "Tue, 29 Feb 2000 00:00:00 +0000"),
      ("1999-12-31t23:59:60.25-03:30", "Fri, 31 Dec 1999 23:59:60 -0330"), ("2026-02-29T00:00:00Z", nil),
      ("2026-13-01T00:00:00Z", nil), ("2026-03-24T24:00:00Z", nil), ("2026-03-24T08:30:00", nil), ("", nil),
      ("2026-03-24T08:30:00+08:00x", nil), ("2026-03-24T08:30:00Z\r\nX: y", nil),
    ] as [(String, String?)])
  func `a date of RFC 3339 becomes one of mail`(from: String, to: String?) {
    #expect(MailDate.text(rfc3339: from) == to)
  }

  @Test func `different keys give different identifiers, each a dot-atom`() {
    let long = String(repeating: "x/", count: 150)
    let keys = [
      "a/b", "a.b", "a=2Eb", "a//b", "a/=2Fb", "/a", "a/", "a", "A", "a b", "a\r\nb", "长", long, long + "y",
      "", "a@b",
    ]
    let identifiers = keys.map { MessageID.text($0, domain: "example.org") }
    #expect(Set(identifiers).count == keys.count)
    for (key, identifier) in zip(keys, identifiers) where !key.isEmpty {
      let atom = identifier.dropFirst().dropLast("@example.org>".count)
      #expect(
        MailAddress(address: "\(atom.prefix(64).drop { $0 == "." })@example.org") != nil || atom.count > 64,
        "\(identifier)")
      #expect(!atom.contains("..") && !atom.hasPrefix(".") && !atom.hasSuffix("."))
      #expect(identifier.utf8.count <= 230)
    }
  }

  @Test(
    arguments: [
      ("a@b", "a@b", nil), ("Li <li@example.org>", "li@example.org", "Li"),
      ("\"Li, X\" <li@example.org>", "li@example.org", "Li, X"), ("a.b+c@x-y.org", "a.b+c@x-y.org", nil),
      ("a", nil, nil), ("a@", nil, nil), ("@b", nil, nil), ("a@b@c", nil, nil), ("a b@c", nil, nil),
      (".a@b", nil, nil),
      ("a..b@c", nil, nil), ("a@b\r\nRCPT TO:<x@y>", nil, nil), ("张@example.org", nil, nil),
      ("a@例.org", nil, nil),
      ("X\r\n <a@b>", nil, nil), ("<a@b", nil, nil), (String(repeating: "a", count: 65) + "@b", nil, nil),
    ] as [(String, String?, String?)])
  func `an address is one that every relay takes, or none`(text: String, address: String?, name: String?) {
    let parsed = MailAddress(parsing: text)
    #expect(parsed?.address == address)
    #expect(parsed?.name == name)
  }

  @Test func `text, Markdown and HTML show a text as it is`() {
    var notice = SampleNotices.reminder(address: nil)
    notice.subject = "# *1*"
    notice.body = [.heading("<b>"), .paragraph("1. x_y"), .list(["- a", "b"]), .steps(["c", "d"])]
    #expect(notice.plainText == "<b>\n\n1. x_y\n\n- - a\n- b\n\n1. c\n2. d\n")
    #expect(notice.markdown == "# \\# \\*1\\*\n\n## \\<b\\>\n\n1\\. x\\_y\n\n- \\- a\n- b\n\n1. c\n2. d\n")
    #expect(
      notice.html.contains("<h2>&lt;b&gt;</h2>\n<p>1. x_y</p>\n<ul>\n<li>- a</li>\n<li>b</li>\n</ul>\n<ol>"))
    #expect(notice.html.contains(#"<html lang="zh-Hans">"#))
    #expect(!notice.html.contains("http"))
  }
}
