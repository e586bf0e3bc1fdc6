import ArgumentParser
import Foundation
import OrgLifeCore
import OrgLifeDaemon
import Systemd
import Varlink

/// For orglife-alert@.service.
struct AlertCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alert", abstract: "Tell the operator that the daemon failed and does not come back.",
    discussion: """
      systemd runs this when orglifed.service has failed. It waits a while for the daemon to answer; when it \
      does not, the operator is told over every channel that reaches them, at most once an hour.

        orglifectl alert --unit orglifed.service

      Exit status: 0 the operator was told, or need not be; 1 no channel took it.
      """, shouldDisplay: false)

  @Option(help: ArgumentHelp("Which unit failed.", valueName: "unit")) var unit = "orglifed.service"
  @Option(help: ArgumentHelp("The folder of the programme.", valueName: "dir")) var config = "/etc/orglifed"
  @Option(help: ArgumentHelp("The daemon's state folder.", valueName: "dir")) var state = "/var/lib/orglifed"
  @Option(help: ArgumentHelp("The folder of the channels' sockets.", valueName: "dir"))
  var sockets = "/run/orglife-plugins"
  @Option(
    help: ArgumentHelp(
      "How long the daemon may take to come back [$ORGLIFE_PATIENCE, or 60].", valueName: "seconds"))
  var patience: Int?
  @OptionGroup var daemon: DaemonOptions

  func run() async throws {
    let own = ProcessInfo.processInfo.environment
    let seconds = patience ?? own["ORGLIFE_PATIENCE"].flatMap(Int.init) ?? 60
    guard await !answers(within: seconds) else { return print("\(unit) is back; nobody need be told") }
    let stamp = own["RUNTIME_DIRECTORY"].map { URL(fileURLWithPath: "\($0)/told-\(unit)") }
    guard !wasTold(stamp) else { return print("the operator was told within the last hour") }
    guard let alert = kept() else {
      return try fail("neither \(state)/\(Alert.file) nor \(config) says who the operator is")
    }
    let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    var told: [String] = []
    var failures: [String] = []
    for message in alert.messages {
      if let reason = await alert.tell(message, of: unit, at: now) {
        failures.append("\(message.channel): \(reason)")
      } else {
        told.append(message.channel)
      }
    }
    guard !told.isEmpty else {
      return try fail(failures.isEmpty ? "no channel reaches the operator" : failures.joined(separator: "; "))
    }
    if let stamp { try? Data().write(to: stamp) }
    Journal.send(
      .warning,
      "\(unit) failed and does not come back; the operator was told by \(told.joined(separator: ", "))",
      fields: [("ORGLIFE_UNIT", unit)], messageID: "6f0c5c1de0c3453c8ad64a9b1d5b4c34")
  }

  private func answers(within seconds: Int) async -> Bool {
    for second in 0...max(0, seconds) {
      if second > 0 { try? await Task.sleep(for: .seconds(1)) }
      guard let client = try? await VarlinkClient.connect(to: daemon.path, timeoutSeconds: 1) else {
        continue
      }
      defer { client.close() }
      let answer = try? await client.call(
        "\(Control.interface).GetStatus", returning: Control.StatusAnswer.self, deadlineSeconds: 5)
      if answer != nil { return true }
    }
    return false
  }

  private func wasTold(_ stamp: URL?) -> Bool {
    guard let stamp,
      let told = try? FileManager.default.attributesOfItem(atPath: stamp.path)[.modificationDate] as? Date
    else { return false }
    return (0..<3600).contains(-told.timeIntervalSinceNow)
  }

  /// What the daemon kept; where it never ran, what the configuration says.
  private func kept() -> Alert? {
    (try? Alert(folder: state)) ?? (try? Alert(configuration: config, sockets: sockets)) ?? nil
  }

  private func fail(_ reason: String) throws {
    Journal.send(
      .emergency, "\(unit) failed, does not come back, and nobody could be told: \(reason)",
      fields: [("ORGLIFE_UNIT", unit)], messageID: "6f0c5c1de0c3453c8ad64a9b1d5b4c35")
    throw Exit.no
  }
}
