import ArgumentParser
import Foundation
import OrgLifeDaemon
import Varlink

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "How the daemon stands: what is next, overdue, held; what is wrong.")

  @OptionGroup var daemon: DaemonOptions

  @Option(help: ArgumentHelp("Wait up to so many seconds for the daemon to come up.", valueName: "seconds"))
  var wait: Int = 0

  func run() async throws {
    try await awaitSocket()
    let status: Control.StatusAnswer = try await daemon.call("GetStatus")
    if daemon.json { return try printJSON(status.status) }
    print(text(of: status.status))
  }

  private func text(of status: Control.Status) -> String {
    var lines = [
      status.line, "",
      "Version         \(status.version), programme \(status.revision.prefix(12))",
      "Now             \(status.now)\(status.clockShifted ? " (shifted for trying out)" : "")",
      "In service      since \(status.inServiceSince)",
      "Planned         through \(status.plannedThrough)",
      "Next            \(status.next.map { "\($0.at), \($0.reminders) \($0.reminders == 1 ? "reminder" : "reminders")" } ?? "nothing in sight")",
      "Overdue         \(status.overdue)",
    ]
    let states = status.deliveries.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    lines.append("Deliveries      \(states.isEmpty ? "none yet" : states.joined(separator: ", "))")
    lines.append("Configuration   \(status.configuration)")
    lines += status.warnings.map { "Warning         \($0)" }
    return lines.joined(separator: "\n")
  }

  /// A daemon that starts makes its socket when it takes questions; nothing tells that to another process.
  private func awaitSocket() async throws {
    let path =
      daemon.socket ?? ProcessInfo.processInfo.environment["ORGLIFE_CONTROL"] ?? "/run/orglifed/control"
    // A daemon that was killed leaves the socket's file behind, so only a connection tells.
    for _ in 0..<wait * 10 {
      if let client = try? await VarlinkClient.connect(to: path) { return client.close() }
      try await Task.sleep(for: .milliseconds(100))
    }
  }
}
