import Fixtures
import Foundation
import Testing

/// A Varlink client that knows nothing of ours introspects and calls what we serve.
@Suite(
  .serialized, .timeLimit(.minutes(5)),
  .enabled(if: PythonClient.isWanted, "pip reaches no index to install Python's varlink from"))
struct InteropTests {
  @Test func `the control interface is understood, and its errors arrive with name and parameters`() throws {
    let scratch = Scratch()
    let config = scratch.path + "/config"
    try FileManager.default.copyItem(atPath: Bureau.folder, toPath: config)
    let daemon = try RunningDaemon(in: scratch.path, at: "2026-03-20T12:00")
    #expect(daemon.becomesReady(), "\(daemon.log)")
    let asked = try PythonClient.asked("control.py", [scratch.path + "/state/run/control"])
    #expect(asked.output == "as agreed\n")
    #expect(daemon.end(SIGTERM, within: 5) == 0)
  }

  @Test(arguments: ["email", "filedrop", "log", "webhook.py"])
  func `a plugin is introspected, configured, renders and delivers`(name: String) throws {
    let scratch = Scratch()
    let server = try WebhookServer()
    let settings =
      switch name {
      case "email": #"{"from": "orglife@example.org", "maildir": "\#(scratch.path)/mail"}"#
      case "filedrop": #"{"folder": "\#(scratch.path)/drop"}"#
      case "log": #"{"target": "stderr"}"#
      default: #"{"url": "\#(server.url("200"))"}"#
      }
    let program =
      name == "webhook.py"
      ? Bureau.root.path + "/examples/plugins/webhook.py" : try Programs.path("orglife-plugin-" + name)
    let asked = try PythonClient.asked(
      "plugin.py", [program, scratch.path + "/plugin.sock", settings, "zhang@example.org"])
    #expect(asked.output.hasSuffix("as agreed\n"), "\(asked.output)")
    switch name {
    case "email": #expect(scratch.names("mail/new").count == 1)
    case "filedrop": #expect(scratch.names("drop").count == 1)
    case "log": #expect(asked.output.contains("支部党员大会"))
    default: #expect(server.posts.count == 1)
    }
  }
}
