import Foundation
import Testing

/// Channels from the command line, where no systemd is asked.
@Suite(.timeLimit(.minutes(5))) struct ChannelTests {
  @Test func `every channel is listed, described and tried through the daemon`() throws {
    let bureau = try RunningBureau()
    let list = try bureau.ask("channel", "list")
    #expect(list.status == 0, "\(list.errors)")
    for channel in ["mail", "drop", "log"] {
      #expect(list.output.contains("well   \(channel)"), "\(list.output)")
    }
    #expect(
      try bureau.ask("channel", "describe", "drop").output.contains("folder (an absolute path; required)"))
    for channel in ["mail", "drop", "log"] {
      let probed = try bureau.ask("channel", "probe", channel)
      #expect(probed.status == 0, "\(probed.errors)")
    }
    let unknown = try bureau.ask("channel", "probe", "fax")
    #expect(unknown.status == 4)
    #expect(unknown.errors.contains("there are mail, drop, log"))
  }

  @Test func `a drop-in for another's program grants what was named and nothing else`() throws {
    let added = try Program.shell(
      "orglifectl",
      [
        "channel", "add", "chat", "--program", "/opt/chat/webhook", "--network", "--credential",
        "hook:/etc/hook",
        "--write", "/srv/chat", "--dry-run",
      ])
    #expect(added.status == 0, "\(added.errors)")
    #expect(
      added.output == """
        [Service]
        # An empty line first: what another drop-in says is replaced.
        ExecStart=
        ExecStart=/opt/chat/webhook --idle-exit=30
        ExecPaths=/opt/chat/webhook
        PrivateNetwork=no
        IPAddressDeny=
        RestrictAddressFamilies=
        RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
        LoadCredential=hook:/etc/hook
        ReadWritePaths=/srv/chat

        """)
  }

  @Test(arguments: [
    ["chat/x", "--program", "/x"], ["chat", "--program", "x"], ["chat"],
    ["chat", "--program", "/x\nUser=root"],
    ["chat", "--program", "/x %h"], ["chat", "--program", "/x", "--write", "/a/../b"],
    ["chat", "--program", "/x", "--credential", "a/b:/c"], ["chat", "--program", "/x", "--user", "a b"],
    ["chat", "--plugin", "email", "--program", "/x"],
  ])
  func `what cannot stand in a unit's file is refused`(arguments: [String]) throws {
    let result = try Program.shell("orglifectl", ["channel", "add", "--dry-run"] + arguments)
    #expect(result.status == 64, "\(result.output)\(result.errors)")
    #expect(result.output.isEmpty)
  }

  @Test func `the plugin in Swift that the documentation shows keeps the contract, says plugin test`() throws
  {
    let folder = try Scratch()
    let result = try Program.shell(
      "orglifectl",
      [
        "plugin", "test", try Program.path("orglife-plugin-append"), "--settings",
        #"{"file": "\#(folder.path)/lines"}"#, "--deliver",
      ])
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    #expect(try folder.text("lines").contains("\n"))
  }

  /// A hook that takes everything, as long as the plugin is tried.
  private static let tryingWebhook = #"""
    exec 3< <(exec python3 -c '
    import http.server
    class Hook(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
        def log_message(self, *words): pass
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    print(server.server_port, flush=True)
    server.serve_forever()
    ')
    hook=$!
    # With KILL: what a test starts may have TERM blocked.
    trap 'kill -KILL "$hook"' EXIT
    read -r port <&3
    orglifectl plugin test examples/plugins/webhook.py --settings "{\"url\": \"http://127.0.0.1:$port/\"}" --deliver
    """#

  @Test func `the plugin in Python that the documentation shows keeps the contract, says plugin test`() throws
  {
    let result = try Program.shell("bash", ["--norc", "-c", Self.tryingWebhook])
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    #expect(result.output.contains("claims hold"))
  }

  @Test func `the page shows the very program that is tested`() throws {
    let page = try String(
      contentsOf: Program.root.appendingPathComponent("docs/writing-a-plugin.md"), encoding: .utf8)
    let program = try String(
      contentsOf: Program.root.appendingPathComponent("examples/plugins/append/main.swift"), encoding: .utf8)
    #expect(page.contains("```swift\n\(program)```"))
  }
}
