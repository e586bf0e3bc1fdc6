import EmailPlugin
import FileDropPlugin
import Glibc
import LogPlugin
import PluginKit
import PluginTesting
import Testing
import Varlink

@Suite(.timeLimit(.minutes(3))) struct ConformanceTests {
  /// One plugin as the suite meets it.
  struct Row: CustomTestStringConvertible, Sendable {
    var program: String
    var service: @Sendable (ListeningSocket) -> VarlinkService
    var settings: @Sendable (String) -> JSONValue
    var bad: [PluginConformance.BadSettings]
    var address: String?
    /// The folder below the scratch folder where things arrive.
    var arrivals: String?
    var testDescription: String { "\(program) \(arrivals ?? "")" }
  }

  static let rows: [Row] = [
    Row(
      program: "orglife-plugin-log", service: { LogChannel.service(listening: $0, environment: silent) },
      settings: { _ in ["target": "stderr"] },
      bad: [.init(["target": "syslog"], names: "target"), .init(["target": 5], names: "target")]),
    Row(
      program: "orglife-plugin-filedrop",
      service: { FileDropChannel.service(listening: $0, environment: silent) },
      settings: { ["folder": .string("\($0)/drop")] },
      bad: [
        .init([:], names: "folder"), .init(["folder": "drop"], names: "folder"),
        .init(["folder": "/a/../b"], names: "folder"),
        .init(["folder": "/a", "format": "pdf"], names: "format"),
        .init(["folder": "/a", "mode": "rw-"], names: "mode"),
        .init(["folder": "/a", "state": "/a"], names: "state"),
      ], arrivals: "drop"),
    Row(
      program: "orglife-plugin-filedrop",
      service: { FileDropChannel.service(listening: $0, environment: silent) },
      settings: { ["folder": .string("\($0)/mails"), "format": "eml", "state": .string("\($0)/state")] },
      bad: [], arrivals: "mails"),
    Row(
      program: "orglife-plugin-filedrop",
      service: { FileDropChannel.service(listening: $0, environment: silent) },
      settings: { ["folder": .string("\($0)/data"), "format": "json"] }, bad: [], arrivals: "data"),
    Row(
      program: "orglife-plugin-email", service: { EmailChannel.service(listening: $0, environment: silent) },
      settings: { ["from": "OrgLife 提醒 <orglife@example.org>", "maildir": .string("\($0)/maildir")] },
      bad: [
        .init(["maildir": "/tmp/x"], names: "from"),
        .init(["from": "nobody", "maildir": "/tmp/x"], names: "from"),
        .init(["from": "a@b"], names: "smtp"), .init(["from": "a@b", "smtp": [:]], names: "smtp.host"),
        .init(["from": "a@b", "smtp": ["host": "h", "password": "p"]], names: "smtp.password"),
        .init(["from": "a@b", "smtp": ["host": "h", "security": "none"]], names: "smtp.security"),
        .init(["from": "a@b", "smtp": ["host": "h\r\n"]], names: "smtp.host"),
        .init(["from": "a@b", "smtp": ["host": "h", "port": 0]], names: "smtp.port"),
        .init(["from": "a@b", "smtp": ["host": "h", "port": "x"]], names: "smtp.port"),
        .init(["from": "a@b", "smtp": ["host": "h", "user": "u"]], names: "smtp.credential"),
      ], address: "zhang@example.org", arrivals: "maildir/new"),
  ]

  static let silent = PluginEnvironment(log: { _, _ in })

  private func suite(_ row: Row, _ scratch: Scratch) -> PluginConformance {
    PluginConformance(
      settings: row.settings(scratch.path), badSettings: row.bad, address: row.address,
      arrivals: row.arrivals.map { folder in { @Sendable in scratch.names(folder).count } })
  }

  @Test(arguments: rows)
  func `the executable keeps the contract`(row: Row) async throws {
    let scratch = Scratch()
    let findings = await suite(row, scratch).check(executable: try Programs.path(row.program))
    for finding in findings { #expect(finding.holds, "\(finding)") }
    #expect(findings.count >= 20)
  }

  @Test(arguments: rows)
  func `the plugin keeps the contract inside the test's own process`(row: Row) async throws {
    let scratch = Scratch()
    let path = "\(scratch.path)/plugin.sock"
    let service = row.service(try ListeningSocket(path: path))
    let running = Task { await service.run() }
    for finding in await suite(row, scratch).check(socket: path) { #expect(finding.holds, "\(finding)") }
    service.stop()
    #expect(await running.value == .stopped)
  }

  @Test func `a plugin that breaks the contract is found out`() async throws {
    let scratch = Scratch()
    let path = "\(scratch.path)/plugin.sock"
    let service = BrokenChannel.service(listening: try ListeningSocket(path: path), environment: Self.silent)
    let running = Task { await service.run() }
    let failures = await PluginConformance(settings: [:]).check(socket: path).filter { !$0.holds }.map(
      \.claim)
    #expect(failures.contains { $0.hasPrefix("render is pure") })
    #expect(failures.contains { $0.hasPrefix("a plugin that claims neverDoubled") })
    #expect(failures.contains { $0.hasPrefix("Describe answers") })
    #expect(failures.count == 3, "\(failures)")
    service.stop()
    _ = await running.value
  }

  @Test func `the interface file and the program say the same`() throws {
    var root = #filePath.split(separator: "/")
    root.removeLast(3)
    let file = "/" + root.joined(separator: "/") + "/share/orglifed/varlink/org.orglife.Plugin.varlink"
    let text = run("/bin/cat", [file]).output
    #expect(text == PluginInterface.text)
  }
}

/// Renders differently each time, doubles, and explains nothing.
private struct BrokenChannel: NotificationPlugin {
  struct Settings: Decodable, Sendable {}
  static let description = PluginDescription(
    name: "broken", version: "0", summary: "broken", settings: [], longestDeliverySeconds: 5,
    neverDoubled: true)
  init(settings: Settings, environment: PluginEnvironment) {}
  func probe() {}
  func render(_ notice: Notice) -> Payload {
    Payload(bytes: Array("\(UInt64.random(in: 0 ... .max))".utf8), contentType: "text/plain")
  }
  func deliver(_ payload: Payload, attempt: Attempt) async -> Outcome {
    attempt.number == 1 ? .accepted(detail: "") : .rejected(reason: "a second time")
  }
}
