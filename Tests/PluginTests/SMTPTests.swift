import EmailPlugin
import Glibc
import PluginKit
import PluginTesting
import Testing
import Varlink

@Suite(.timeLimit(.minutes(3))) struct SMTPTests {
  private func channel(
    _ port: Int, _ smtp: [String: JSONValue] = ["security": "none"], host: String = "127.0.0.1",
    credentials: String? = nil
  ) async throws -> EmailChannel {
    var smtp = smtp
    smtp["host"] = .string(host)
    smtp["port"] = .integer(port)
    let settings: JSONValue = ["from": "OrgLife <orglife@example.org>", "smtp": .object(smtp)]
    return try await EmailChannel(
      settings: try JSONText.value(EmailSettings.self, from: JSONText.bytes(of: settings)),
      environment: PluginEnvironment(credentialsDirectory: credentials, log: { _, _ in }))
  }

  private func attempt(_ key: String = "k", seconds: Double = 20) -> Attempt {
    Attempt(key: key, number: 1, deadlineSeconds: seconds)
  }

  private func payload(_ channel: EmailChannel, to address: String) throws -> Payload {
    try channel.render(SampleNotices.reminder(address: address))
  }

  @Test func `messages arrive byte for byte, over one connection`() async throws {
    let server = try SMTPServer()
    let channel = try await channel(server.port)
    try await channel.probe()
    #expect(server.messages.isEmpty)
    var payload = try payload(channel, to: "zhang@example.org")
    payload.bytes += Array(".\r\n..dots\r\n.\r\n".utf8)
    for number in 1...3 {
      let outcome = await channel.deliver(payload, attempt: attempt())
      #expect(outcome == .accepted(detail: "250 2.0.0 Queued as \(number)"))
      #expect(server.message("\(number)") == payload.bytes)
    }
    #expect(server.connections == 1)
  }

  /// What a relay's behaviour means.
  struct Row: CustomTestStringConvertible, Sendable {
    var to: String
    var outcome: String
    var words: String
    var testDescription: String { "\(to): \(outcome)" }
  }

  static let rows = [
    Row(to: "451@example.org", outcome: "deferred temporary", words: "451 4.7.1 Greylisted, try again"),
    Row(to: "452@example.org", outcome: "deferred temporary", words: "452 4.2.2 Mailbox full"),
    Row(to: "550@example.org", outcome: "rejected", words: "550 5.1.1 No such user"),
    Row(to: "554@example.org", outcome: "rejected", words: "554 5.6.0 Refused after the dot"),
    Row(to: "drop@example.org", outcome: "deferred ambiguous", words: "ambiguous"),
    Row(to: "silent@example.org", outcome: "deferred ambiguous", words: "ambiguous"),
  ]

  @Test(arguments: rows)
  func `the relay's answer decides, and the next message is not harmed`(row: Row) async throws {
    let server = try SMTPServer()
    let channel = try await channel(server.port)
    let seconds = row.to.hasPrefix("silent") ? 1.0 : 20
    let outcome = await channel.deliver(
      try payload(channel, to: row.to), attempt: attempt(seconds: seconds))
    #expect(Self.kind(outcome) == row.outcome, "\(outcome)")
    #expect(Self.reason(outcome).contains(row.words), "\(outcome)")
    let next = await channel.deliver(try payload(channel, to: "zhang@example.org"), attempt: attempt())
    #expect(Self.kind(next) == "accepted", "\(next)")
  }

  @Test func `a connection lost before the message is not ambiguous`() async throws {
    let server = try SMTPServer()
    let channel = try await channel(server.port)
    var payload = try payload(channel, to: "zhang@example.org")
    payload.envelope["from"] = "hangup@example.org"
    let outcome = await channel.deliver(payload, attempt: attempt())
    #expect(Self.kind(outcome) == "deferred temporary", "\(outcome)")
  }

  @Test func `a relay that is not there defers`() async throws {
    let channel = try await channel(1)
    let outcome = await channel.deliver(try payload(channel, to: "a@b"), attempt: attempt())
    #expect(Self.kind(outcome) == "deferred temporary", "\(outcome)")
    await #expect(throws: ChannelUnusable.self) { try await channel.probe() }
  }

  @Test(arguments: [("right\n", "accepted"), ("wrong", "deferred configuration")])
  func `the password comes from a credential, and a refused one is the operator's to mend`(
    password: String, expected: String
  ) async throws {
    let server = try SMTPServer(.login)
    let scratch = Scratch()
    scratch.write("relay", Array(password.utf8))
    let channel = try await channel(
      server.port, ["security": "none", "user": "orglife", "credential": "relay"], credentials: scratch.path)
    let outcome = await channel.deliver(try payload(channel, to: "a@b"), attempt: attempt())
    #expect(Self.kind(outcome) == expected, "\(outcome)")
    #expect(!Self.reason(outcome).contains("wrong"))
  }

  @Test func `a missing credential is said with what to do`() async throws {
    let channel = try await channel(1, ["security": "none", "user": "u", "credential": "relay"])
    let outcome = await channel.deliver(try payload(channel, to: "a@b"), attempt: attempt())
    #expect(
      Self.kind(outcome) == "deferred configuration" && Self.reason(outcome).contains("LoadCredential=relay"))
  }

  @Test func `STARTTLS is used with a certificate that somebody vouches for`() async throws {
    let server = try SMTPServer(.tls)
    let channel = try await channel(
      server.port, ["ca-file": .string(server.certificate)], host: "localhost")
    let outcome = await channel.deliver(try payload(channel, to: "a@b"), attempt: attempt())
    #expect(Self.kind(outcome) == "accepted", "\(outcome)")
  }

  @Test func `a certificate that nobody vouches for, or one of another host, is refused`() async throws {
    let server = try SMTPServer(.tls)
    for (smtp, host) in [([:], "localhost"), (["ca-file": .string(server.certificate)], "127.0.0.1")]
      as [([String: JSONValue], String)]
    {
      let channel = try await channel(server.port, smtp, host: host)
      let outcome = await channel.deliver(try payload(channel, to: "a@b"), attempt: attempt())
      #expect(Self.kind(outcome) == "deferred configuration", "\(outcome)")
    }
    #expect(server.messages.isEmpty)
  }

  @Test func `where STARTTLS was stripped nothing is sent`() async throws {
    let server = try SMTPServer()
    let channel = try await channel(server.port, [:])
    let outcome = await channel.deliver(try payload(channel, to: "a@b"), attempt: attempt())
    #expect(Self.kind(outcome) == "deferred configuration", "\(outcome)")
    #expect(server.messages.isEmpty)
  }

  @Test(arguments: ["", "nobody", "a@b\r\nDATA", "a@b,c@d", "<a@b>"])
  func `a bad address is refused before any connection`(address: String) async throws {
    let server = try SMTPServer()
    let channel = try await channel(server.port)
    #expect(throws: NoticeRefused.self) { try payload(channel, to: address) }
    var tampered = try payload(channel, to: "a@b")
    tampered.envelope["to"] = address
    #expect(Self.kind(await channel.deliver(tampered, attempt: attempt())) == "rejected")
    #expect(server.connections == 0)
  }

  @Test func `the executable keeps the contract with a relay`() async throws {
    let server = try SMTPServer()
    let suite = PluginConformance(
      settings: [
        "from": "orglife@example.org",
        "smtp": ["host": "127.0.0.1", "port": .integer(server.port), "security": "none"],
      ], address: "zhang@example.org", arrivals: { server.messages.count })
    for finding in await suite.check(executable: try Programs.path("orglife-plugin-email")) {
      #expect(finding.holds, "\(finding)")
    }
  }

  private static func kind(_ outcome: Outcome) -> String {
    switch outcome {
    case .accepted: "accepted"
    case .deferred(_, _, let kind): "deferred \(kind)"
    case .rejected: "rejected"
    }
  }

  private static func reason(_ outcome: Outcome) -> String {
    switch outcome {
    case .accepted(let text), .deferred(_, let text, _), .rejected(let text): text
    }
  }
}
