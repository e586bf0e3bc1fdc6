import ArgumentParser
import Foundation
import OrgLifeDaemon
import Varlink

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "How the daemon stands: what is next, overdue, held; what is wrong.",
    discussion: """
      The first line is the one that “systemctl status orglifed” shows. Warnings stand at the end.

        orglifectl status
        orglifectl status --wait 30 --json
      """)

  @OptionGroup var daemon: DaemonOptions

  @Option(help: ArgumentHelp("Wait up to so many seconds for the daemon to come up.", valueName: "seconds"))
  var wait: Int = 0

  func run() async throws {
    try await awaitSocket()
    let status: Control.StatusAnswer = try await daemon.call("GetStatus")
    if daemon.json { return try printJSON(schema: "status", status) }
    print(text(of: status.status, width: outputWidth, style: .ofThisProcess))
  }

  private func text(of status: Control.Status, width: Int?, style: Style) -> String {
    let next = status.next.map { "\($0.at), \($0.reminders) \($0.reminders == 1 ? "reminder" : "reminders")" }
    let states = status.deliveries.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    var rows: [(name: String, text: String, colour: Style.Colour?)] = [
      ("Version", "\(status.version), programme \(status.revision.prefix(12))", nil),
      ("Now", "\(status.now)\(status.clockShifted ? " (shifted for trying out)" : "")", nil),
      ("In service", "since \(status.inServiceSince)", nil),
      ("Planned", "through \(status.plannedThrough)", nil),
      ("Next", next ?? "nothing in sight", nil),
      ("Overdue", "\(status.overdue)", status.overdue > 0 ? .red : nil),
      ("Deliveries", states.isEmpty ? "none yet" : states.joined(separator: ", "), nil),
      ("Configuration", status.configuration, status.configuration == "ok" ? nil : .red),
    ]
    rows += status.warnings.map { ("Warning", $0, .yellow) }
    let lines = rows.map { row in
      let name = row.name.padding(toLength: 16, withPad: " ", startingAt: 0)
      return name
        + style.painted(String(wrapped(name + row.text, to: width, indent: 16).dropFirst(16)), row.colour)
    }
    return ([wrapped(status.line, to: width), ""] + lines).joined(separator: "\n")
  }

  /// A daemon that starts makes its socket when it takes questions; nothing tells that to another process.
  private func awaitSocket() async throws {
    // A daemon that was killed leaves the socket's file behind, so only a connection tells.
    for _ in 0..<wait * 10 {
      if let client = try? await VarlinkClient.connect(to: daemon.path) { return client.close() }
      try await Task.sleep(for: .milliseconds(100))
    }
  }
}
