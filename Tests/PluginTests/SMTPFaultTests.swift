import EmailPlugin
import Glibc
import PluginKit
import PluginTesting
import Testing
import Varlink

/// The catalogue of what a relay may do, each line with one message and with five that follow each other.
@Suite(.timeLimit(.minutes(3))) struct SMTPFaultTests {
  /// What a message must become.
  enum Fate: String, Sendable {
    case accepted
    /// Certainly not there, and worth another try.
    case deferred = "deferred temporary"
    /// Its address or its content is refused for good.
    case refused = "rejected"
    /// Nobody knows: it may be there.
    case ambiguous = "deferred ambiguous"
    /// Certainly not there, and no message of this channel can be until somebody mends something.
    case channelFault = "deferred configuration"

    init(_ outcome: Outcome) {
      self =
        switch outcome {
        case .accepted: .accepted
        case .deferred(_, _, .temporary): .deferred
        case .deferred(_, _, .ambiguous): .ambiguous
        case .deferred(_, _, .configuration): .channelFault
        case .rejected: .refused
        }
    }
  }

  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var script: [String: String]
    var fate: Fate
    /// What the reason must say.
    var words: String
    /// Whether the script is about one message alone, the third of five; the others are accepted then.
    var concernsOne = false
    var certificate = FaultyRelay.Certificate.none
    var smtp: [String: JSONValue] = [:]
    /// How many connections five messages take; nil where it does not matter.
    var connections: Int?
    /// How long a message may take: only where the relay is never through is it short.
    var seconds = 20
    var testDescription: String { name }

    func within(_ seconds: Int) -> Case {
      var row = self
      row.seconds = seconds
      return row
    }
  }

  private static func every(
    _ name: String, _ script: [String: String], _ fate: Fate, _ words: String = "", connections: Int? = nil
  ) -> Case {
    Case(name: name, script: script, fate: fate, words: words, connections: connections)
  }

  private static func one(_ name: String, _ step: String, _ does: String, _ fate: Fate, _ words: String = "")
    -> Case
  {
    Case(name: name, script: [step: does], fate: fate, words: words, concernsOne: true)
  }

  /// With the secrets of a login; `password` is the name of a credential.
  private static func login(_ name: String, _ script: [String: String], _ fate: Fate, _ words: String = "")
    -> Case
  {
    Case(
      name: name, script: script, fate: fate, words: words,
      smtp: ["security": "none", "user": "orglife", "credential": "password"])
  }

  private static func secure(
    _ name: String, _ script: [String: String], _ fate: Fate, _ words: String = "",
    certificate: FaultyRelay.Certificate = .good, isVouchedFor: Bool = true, security: String = "starttls"
  ) -> Case {
    Case(
      name: name, script: script, fate: fate, words: words, certificate: certificate,
      smtp: ["security": .string(security), "vouched": .bool(isVouchedFor)])
  }

  static let cases: [Case] = [
    every("a good relay", [:], .accepted, "250 2.0.0 taken", connections: 1),

    every("too busy to begin", ["banner": "421 4.3.2 Busy, then cut"], .deferred, "421 4.3.2 Busy"),
    every("no service here", ["banner": "554 5.3.2 None, then cut"], .channelFault, "554 5.3.2 None"),
    every("hangs up instead of a greeting", ["banner": "cut"], .deferred),
    every("resets instead of a greeting", ["banner": "reset"], .deferred),
    every("a silent greeting", ["banner": "silence"], .deferred, "time").within(2),
    every("another service's greeting", ["banner": "SSH-2.0-OpenSSH_9.2p1"], .deferred).within(2),
    every("a greeting of noise", ["banner": "\u{1}\u{2}ÿ\u{7F}\u{0}nul"], .deferred).within(2),
    every(
      "a greeting of many lines", ["banner": "220-relay\n220-test\n220 ESMTP"], .accepted, connections: 1),
    every("an endless line for a greeting", ["banner": "endless line"], .deferred),
    every("a greeting without end", ["banner": "endless lines"], .deferred),

    every("replies byte by byte", steps { "drip \($0)" }, .accepted, connections: 1),
    every("replies that end with LF", steps { "feed \($0)" }, .accepted, connections: 1),
    every("a tarpit", steps { "tarpit \($0)" }, .deferred, "time").within(2),
    every("no extension at all", ["EHLO": "250 relay.test"], .accepted, connections: 1),
    every("HELO alone", ["EHLO": "502 5.5.1 What"], .accepted, connections: 1),
    every(
      "refuses to talk to us", ["EHLO": "550 No", "HELO": "550 5.7.1 No"], .channelFault, "550 5.7.1 No"),
    every("closing down", ["EHLO": "421 No", "HELO": "421 4.3.2 Later"], .deferred, "421 4.3.2 Later"),

    one("sender, later", "MAIL", "451 4.3.0 Later", .deferred, "451 4.3.0 Later"),
    one("sender, closing", "MAIL", "421 4.7.0 Too many, then cut", .deferred, "421 4.7.0 Too many"),
    every("our sender is refused", ["MAIL": "550 5.7.1 Not you"], .channelFault, "550 5.7.1 Not you"),
    every("a login is wanted", ["MAIL": "530 5.7.0 Log in"], .channelFault, "530 5.7.0 Log in"),
    one("too large", "MAIL", "552 5.3.4 Too large", .refused, "552 5.3.4 Too large"),
    one("no answer to the sender", "MAIL", "silence", .deferred, "time").within(2),
    one("cut after the sender", "MAIL", "250 ok, then cut", .deferred),
    one("an endless answer to the sender", "MAIL", "endless lines", .deferred),

    one("greylisted", "RCPT", "451 4.7.1 Greylisted", .deferred, "451 4.7.1 Greylisted"),
    one("full mailbox", "RCPT", "452 4.2.2 Full", .deferred, "452 4.2.2 Full"),
    one("no such address", "RCPT", "550 5.1.1 No such user", .refused, "550 5.1.1 No such user"),
    one("one address of many lines", "RCPT", "550-5.1.1 No\n550 5.1.1 Moved", .refused, "550 5.1.1 Moved"),
    one("cut at the address", "RCPT", "cut", .deferred),

    one("later, after DATA", "DATA", "451 4.3.0 Later", .deferred, "451 4.3.0 Later"),
    one("refused after DATA", "DATA", "554 5.5.1 No valid recipients", .refused, "554 5.5.1"),
    one("cut after DATA", "DATA", "cut", .deferred),
    one("reset after DATA", "DATA", "reset", .deferred),
    one("DATA is not answered", "DATA", "silence", .deferred, "time").within(2),

    one("later, after the dot", "dot", "452 4.3.1 Disk full", .deferred, "452 4.3.1 Disk full"),
    one("closing, after the dot", "dot", "421 4.3.2 Bye, then cut", .deferred, "421 4.3.2 Bye"),
    one("refused after the dot", "dot", "554 5.6.0 Spam", .refused, "554 5.6.0 Spam"),
    one("cut after the dot", "dot", "cut", .ambiguous, "ambiguous"),
    one("reset after the dot", "dot", "reset", .ambiguous, "ambiguous"),
    one("silent after the dot", "dot", "silence", .ambiguous, "ambiguous").within(2),
    one("noise after the dot", "dot", "taken, or not", .ambiguous, "ambiguous").within(2),
    one("an endless line after the dot", "dot", "endless line", .ambiguous, "ambiguous"),
    one("an answer without end after the dot", "dot", "endless lines", .ambiguous, "ambiguous"),
    every("every answer after the dot is lost", ["dot": "cut"], .ambiguous, "ambiguous"),
    every("hangs up after each message", ["dot": "250 taken, then cut"], .accepted, connections: 5),

    login("a login", [:], .accepted),
    login("a refused login", ["AUTH": "535 5.7.8 Wrong"], .channelFault, "535 5.7.8 Wrong"),
    login("a login without an end", ["AUTH": "334 \n334 \n334 "], .channelFault),
    login("a login, later", ["AUTH": "454 4.7.0 Later"], .deferred, "454 4.7.0 Later"),
    login("a new password is wanted", ["AUTH": "432 4.7.12 New one"], .channelFault, "432 4.7.12 New one"),
    login("cut at the login", ["AUTH": "cut"], .deferred),

    secure("a secure relay", [:], .accepted),
    secure("nobody vouches", [:], .channelFault, "self-signed certificate", isVouchedFor: false),
    secure("an expired certificate", [:], .channelFault, "certificate has expired", certificate: .expired),
    secure("another host's certificate", [:], .channelFault, "target host name", certificate: .other),
    secure("STARTTLS stripped", ["EHLO": "250 relay.test"], .channelFault, "smtp.security"),
    secure("STARTTLS refused", ["STARTTLS": "554 5.7.3 No"], .channelFault),
    secure("STARTTLS, later", ["STARTTLS": "454 4.7.0 Later"], .deferred, "454 4.7.0 Later"),
    secure("words before the handshake", ["STARTTLS": "220 go on\n250 taken"], .deferred),
    secure("cut before the handshake", ["STARTTLS": "220 go on, then cut"], .deferred),
    secure("no STARTTLS for who knows only HELO", ["EHLO": "502 What"], .channelFault),
    secure("secure from the beginning", ["implicit": "yes"], .accepted, security: "tls"),
    secure(
      "an expired certificate from the beginning", ["implicit": "yes"], .channelFault,
      "certificate has expired", certificate: .expired, security: "tls"),
    secure("plain text where TLS begins", [:], .channelFault, "smtp.security", security: "tls"),
    secure("cut where TLS begins", ["banner": "cut"], .deferred, security: "tls"),
    secure("silent where TLS begins", ["banner": "silence"], .deferred, security: "tls").within(2),
  ]

  private static func steps(_ way: (String) -> String) -> [String: String] {
    [
      "banner": "220 relay", "EHLO": "250-relay\n250 8BITMIME", "MAIL": "250 ok", "RCPT": "250 ok",
      "DATA": "354 go on", "dot": "250 2.0.0 taken",
    ].mapValues(way)
  }

  private func channel(_ relay: FaultyRelay, _ row: Case, _ scratch: Scratch) async throws -> EmailChannel {
    var smtp: [String: JSONValue] = [
      "host": row.certificate == .none ? "127.0.0.1" : "localhost", "port": .integer(relay.port),
      "security": "none", "timeout": .integer(row.seconds),
    ]
    for (name, value) in row.smtp where name != "vouched" { smtp[name] = value }
    if row.smtp["vouched"] == true { smtp["ca-file"] = .string(relay.certificate) }
    scratch.write("password", Array("opensesame".utf8))
    let settings: JSONValue = ["from": "OrgLife <orglife@example.org>", "smtp": .object(smtp)]
    return try await EmailChannel(
      settings: try JSONText.value(EmailSettings.self, from: JSONText.bytes(of: settings)),
      environment: PluginEnvironment(credentialsDirectory: scratch.path, log: { _, _ in }))
  }

  @Test(arguments: cases, [1, 5])
  func `each message becomes what the relay made of it, and no other pays for it`(
    row: Case, messages: Int
  ) async throws {
    let which = messages == 1 ? 1 : 3
    let script = Dictionary(
      uniqueKeysWithValues: row.script.map { (row.concernsOne ? "\($0) \(which)" : $0, $1) })
    let relay = try FaultyRelay(script, certificate: row.certificate)
    let scratch = Scratch()
    let channel = try await channel(relay, row, scratch)
    var mayBeThere: [[UInt8]] = []
    var mustBeThere: [[UInt8]] = []
    for number in 1...messages {
      let payload = try channel.render(SampleNotices.reminder(address: "zhang@example.org", run: "\(number)"))
      let began = ContinuousClock.now
      let outcome = await channel.deliver(
        payload, attempt: Attempt(key: "k\(number)", number: 1, deadlineSeconds: 20))
      let isConcerned = !row.concernsOne || number == which
      #expect(Fate(outcome) == (isConcerned ? row.fate : .accepted), "message \(number): \(outcome)")
      if isConcerned { #expect(reason(outcome).contains(row.words), "\(outcome)") }
      #expect(reason(outcome).unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
      #expect(reason(outcome).utf8.count <= 2000)
      #expect(!reason(outcome).contains("opensesame"))
      // With a wide margin for a busy machine: what matters is that it ends.
      #expect(ContinuousClock.now - began < .seconds(row.seconds + 20))
      switch Fate(outcome) {
      case .accepted: mustBeThere.append(payload.bytes)
      case .ambiguous: mayBeThere.append(payload.bytes)
      case .deferred, .refused, .channelFault: break
      }
      // Its end has to be there before the next message looks whether the connection still is.
      if script["dot"]?.hasSuffix(", then cut") == true {
        for _ in 0..<500 where relay.count("closed") < number { usleep(10_000) }
      }
    }
    let there = relay.messages
    #expect(mustBeThere.allSatisfy(there.contains))
    #expect(
      there.allSatisfy { mustBeThere.contains($0) || mayBeThere.contains($0) },
      "something came that was said not to")
    #expect(Set(there).count == there.count, "something came twice")
    #expect(relay.endlessBytes < 64 << 20, "\(relay.endlessBytes) bytes were taken")
    if messages == 5, let connections = row.connections { #expect(relay.count("open") == connections) }
  }

  @Test func `on the wire a line ends with CRLF, and a dot at its beginning is doubled`() async throws {
    let relay = try FaultyRelay()
    let channel = try await channel(relay, Self.every("", [:], .accepted), Scratch())
    var notice = SampleNotices.hostile(address: "zhang@example.org")
    notice.body += [.paragraph("a\n.\nb\r.\rc\r\n.\r\nMAIL FROM:<x@example.org>\n.\r\n..\n")]
    var payload = try channel.render(notice)
    #expect(
      Fate(await channel.deliver(payload, attempt: Attempt(key: "k", number: 1, deadlineSeconds: 20)))
        == .accepted)
    payload.bytes = Array("Subject: x\r\n\r\n.\r\n..\r\n.x\r\n\r\n.\r\n".utf8)
    #expect(
      Fate(await channel.deliver(payload, attempt: Attempt(key: "l", number: 1, deadlineSeconds: 20)))
        == .accepted)
    let there = relay.messages
    try #require(there.count == 2)
    #expect(there[1] == Array("Subject: x\r\n\r\n..\r\n...\r\n..x\r\n\r\n..\r\n".utf8))
    for message in there {
      for (index, byte) in message.enumerated() where byte == 10 || byte == 13 {
        let isPair =
          byte == 10 ? index > 0 && message[index - 1] == 13 : message.dropFirst(index + 1).first == 10
        #expect(isPair, "a bare line end at \(index)")
      }
    }
  }

  /// Some relays take LF.LF for the end of a message, and read commands behind it.
  @Test(arguments: ["a\n.\nb\r\n", "a\r.\r\nb", "a\nb\r\n"])
  func `bytes with a bare line end are never sent`(text: String) async throws {
    let relay = try FaultyRelay()
    let channel = try await channel(relay, Self.every("", [:], .accepted), Scratch())
    var payload = try channel.render(SampleNotices.reminder(address: "zhang@example.org"))
    payload.bytes = Array("Subject: x\r\n\r\n\(text)".utf8)
    let outcome = await channel.deliver(payload, attempt: Attempt(key: "k", number: 1, deadlineSeconds: 20))
    #expect(Fate(outcome) == .refused, "\(outcome)")
    #expect(relay.count("open") == 0)
  }

  private func reason(_ outcome: Outcome) -> String {
    switch outcome {
    case .accepted(let text), .deferred(_, let text, _), .rejected(let text): text
    }
  }
}
