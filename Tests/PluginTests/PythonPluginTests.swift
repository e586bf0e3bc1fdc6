import Dispatch
import Glibc
import PluginKit
import PluginTesting
import Testing
import Varlink

private let program: String = {
  var root = #filePath.split(separator: "/")
  root.removeLast(3)
  return "/" + root.joined(separator: "/") + "/examples/plugins/webhook.py"
}()

/// `examples/plugins/webhook.py`: what the contract says holds in a language that knows nothing of ours.
@Suite(.timeLimit(.minutes(3))) struct PythonPluginTests {
  @Test(arguments: ["text", "msgtype"])
  func `the plugin in Python keeps the contract`(form: String) async throws {
    let server = try WebhookServer()
    let suite = PluginConformance(
      settings: ["url": .string(server.url("200")), "form": .string(form)],
      badSettings: [
        .init([:], names: "url"), .init(["url": 5], names: "url"),
        .init(["url": "ftp://chat.example/"], names: "url"), .init(["url": "https://"], names: "url"),
        .init(["url": "http://h:port/"], names: "url"), .init(["url": "http://h/\r\nX: y"], names: "url"),
        .init(["url": "https://a:b@chat.example/"], names: "url"),
        .init(["url": "https://chat.example/", "credential": "hook"], names: "url"),
        .init(["credential": "../hook"], names: "credential"),
        .init(["url": "https://chat.example/", "form": "xml"], names: "form"),
      ], arrivals: { server.posts.count })
    let findings = await suite.check(executable: program)
    for finding in findings { #expect(finding.holds, "\(finding)") }
    #expect(findings.count >= 30)
  }

  /// What the webhook does, and what the plugin makes of it.
  struct Row: CustomTestStringConvertible, Sendable {
    var path: String
    var isExpected: @Sendable (Outcome) -> Bool
    var testDescription: String { path }
  }

  static let rows: [Row] = [
    Row(path: "200") { $0 == .accepted(detail: "HTTP 200") },
    Row(path: "429") { kind($0) == .temporary && pause($0) == 17 },
    Row(path: "503") { kind($0) == .temporary && pause($0) == nil },
    Row(path: "502") { kind($0) == .ambiguous },
    Row(path: "drop") { kind($0) == .ambiguous },
    Row(path: "silent") { kind($0) == .ambiguous },
    Row(path: "302") { kind($0) == .configuration },
    Row(path: "404") { kind($0) == .configuration },
    Row(path: "refused") { kind($0) == .configuration },
    Row(path: "413") { if case .rejected = $0 { true } else { false } },
  ]

  private static func kind(_ outcome: Outcome) -> Outcome.Deferral? {
    guard case .deferred(_, _, let kind) = outcome else { return nil }
    return kind
  }

  private static func pause(_ outcome: Outcome) -> Int? {
    guard case .deferred(let seconds, _, _) = outcome else { return nil }
    return seconds
  }

  @Test func `each answer of the webhook has its outcome, and the bytes are those that were handed in`()
    async throws
  {
    let server = try WebhookServer()
    let process = try await PluginProcess.start(program)
    var sent: [[UInt8]] = []
    for row in Self.rows {
      let plugin = try await open(process.socketPath, ["url": .string(server.url(row.path))])
      let payload = Payload(
        bytes: Array("{\"text\": \"\(row.path) 第一支部\"}".utf8), contentType: "application/json")
      sent.append(payload.bytes)
      let outcome = try await plugin.deliver(
        payload, attempt: Attempt(key: row.path, number: 1, deadlineSeconds: row.path == "silent" ? 0.5 : 20))
      #expect(row.isExpected(outcome), "\(row.path): \(outcome)")
      plugin.close()
    }
    #expect(server.posts == sent)
    #expect(await process.end(SIGTERM, withinSeconds: 2) == 0)
  }

  @Test func `a webhook that is not there defers, and Probe says so`() async throws {
    let process = try await PluginProcess.start(program)
    let plugin = try await open(process.socketPath, ["url": "http://127.0.0.1:1/"])
    let outcome = try await plugin.deliver(
      Payload(bytes: [123, 125], contentType: "application/json"),
      attempt: Attempt(key: "a", number: 1, deadlineSeconds: 5))
    #expect(Self.kind(outcome) == .temporary, "\(outcome)")
    await #expect(throws: PluginConnectionError.self) { try await plugin.probe() }
    plugin.close()
    _ = await process.end(SIGTERM, withinSeconds: 2)
  }

  @Test func `a secret address comes from a credential, and one that is missing is said by its name`()
    async throws
  {
    let server = try WebhookServer()
    let scratch = Scratch()
    scratch.write("hook", Array("\(server.url("200"))\n".utf8))
    let process = try await PluginProcess.start(
      program, environment: ["CREDENTIALS_DIRECTORY=\(scratch.path)"])
    let payload = Payload(bytes: [123, 125], contentType: "application/json")
    let attempt = Attempt(key: "a", number: 1, deadlineSeconds: 5)
    let plugin = try await open(process.socketPath, ["credential": "hook"])
    #expect(try await plugin.deliver(payload, attempt: attempt) == .accepted(detail: "HTTP 200"))
    plugin.close()
    let other = try await open(process.socketPath, ["credential": "other"])
    let outcome = try await other.deliver(payload, attempt: attempt)
    #expect(Self.kind(outcome) == .configuration, "\(outcome)")
    #expect("\(outcome)".contains("other"))
    other.close()
    _ = await process.end(SIGTERM, withinSeconds: 2)
  }

  /// Keeps the plugin's standard input open, and says what it wrote and how it ended.
  private static let holdingLifeline = """
    import signal, subprocess, sys
    signal.alarm(60)
    words = [sys.argv[1], '--varlink=unix:' + sys.argv[2], '--lifeline', '--idle-exit=0.05']
    plugin = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    print(plugin.stdout.read() + str(plugin.wait()))
    """

  /// Becomes the plugin, with a listening socket as systemd passes one; sd_listen_fds(3).
  private static let handingSocket = """
    import os, socket, sys
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(sys.argv[2])
    listening.listen()
    os.dup2(listening.fileno(), 3)
    os.set_inheritable(3, True)
    own = dict(os.environ, LISTEN_PID=str(os.getpid()), LISTEN_FDS='1')
    os.execve(sys.argv[1], [sys.argv[1], '--idle-exit=0.05'], own)
    """

  @Test func `it says when it is ready, leaves when it is idle, and serves a socket that it is handed`()
    async throws
  {
    let scratch = Scratch()
    let path = "\(scratch.path)/plugin.sock"
    let own = started(["-c", Self.holdingLifeline, program, path])
    try await describe(path)
    for await ended in own { #expect(ended.output == "READY=1\n0\n") }

    let handed = "\(scratch.path)/handed.sock"
    let passed = started(["-c", Self.handingSocket, program, handed])
    try await describe(handed)
    for await ended in passed { #expect(ended.status == 0) }
    #expect(access(handed, F_OK) == 0, "the socket belongs to whoever passed it")
  }

  @Test(arguments: [
    (["--help"], 0, "--idle-exit=SECONDS"), (["--version"], 0, "webhook.py 1.0.0\n"), ([], 64, ""),
    (["--varlink=tcp:1"], 64, ""), (["--idle-exit=0"], 64, ""), (["--verbose"], 64, ""),
    (["--varlink=unix:/no/such/folder/x.sock"], 69, ""),
  ])
  func `its command line is that of every plugin`(arguments: [String], status: Int32, says: String) {
    let result = run(program, arguments)
    #expect(result.status == status)
    #expect(says.isEmpty ? result.output.isEmpty : result.output.contains(says))
  }

  private func open(_ path: String, _ settings: JSONValue) async throws -> PluginConnection {
    try await PluginConnection.open(path: path, settings: settings, revision: "1", timeoutSeconds: 60)
  }

  /// Runs Python on a thread that no other test waits for.
  ///
  /// - Returns: one element, when it has ended.
  private func started(_ arguments: [String]) -> AsyncStream<(status: Int32, output: String)> {
    let (ends, end) = AsyncStream<(status: Int32, output: String)>.makeStream()
    DispatchQueue(label: "tests.python").async {
      end.yield(run("/usr/bin/python3", arguments))
      end.finish()
    }
    return ends
  }

  /// Asks as soon as somebody listens, for two minutes at most.
  private func describe(_ path: String) async throws {
    let end = ContinuousClock.now + .seconds(120)
    while true {
      do {
        #expect(try await PluginConnection.describe(path: path).name == "webhook")
        return
      } catch { if ContinuousClock.now > end { throw error } }
      try await Task.sleep(for: .milliseconds(5))
    }
  }
}
