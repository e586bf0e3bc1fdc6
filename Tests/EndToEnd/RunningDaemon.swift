import Fixtures
import Foundation
import Testing

/// The built daemon with its real plugins on a copy of the example, mail going to a real SMTP server.
final class RunningDaemon {
  let folder: String
  let notify: NotifySocket
  private let process = Process()
  private let errors: URL

  /// - Parameters:
  ///   - folder: holds `config` and, after the first start, `state`; it may be used again.
  ///   - plugins: where the plugins' programs are; nil for those that the build has made.
  init(
    in folder: String, at clockStart: String, environment: [String: String] = [:], plugins: String? = nil
  ) throws {
    self.folder = folder
    // A socket's path is short, so a folder for each start is named by a number.
    let starts = try FileManager.default.contentsOfDirectory(atPath: folder).count { $0.hasPrefix("start-") }
    let run = folder + "/start-\(starts)"
    try FileManager.default.createDirectory(atPath: run, withIntermediateDirectories: true)
    notify = NotifySocket(in: run)
    errors = URL(fileURLWithPath: run + "/stderr")
    try Data().write(to: errors)
    let program = try Programs.path("orglifed")
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = [
      "--config", folder + "/config", "--state", folder + "/state", "--clock-start", clockStart,
    ]
    if let plugins { process.arguments? += ["--plugins", plugins] }
    var own = ProcessInfo.processInfo.environment
    own["NOTIFY_SOCKET"] = notify.path
    own["JOURNAL_STREAM"] = nil
    process.environment = own.merging(environment) { _, last in last }
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  var pid: Int32 { process.processIdentifier }
  var log: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }

  func becomesReady() -> Bool { notify.wait { $0.contains("READY=1") } }

  /// The exit status after a signal; nil where it does not end in time.
  func end(_ signal: Int32, within seconds: Double = 10) -> Int32? {
    kill(pid, signal)
    return status(within: seconds)
  }

  func status(within seconds: Double) -> Int32? {
    let ended = DispatchSemaphore(value: 0)
    let process = process
    DispatchQueue.global().async {
      process.waitUntilExit()
      ended.signal()
    }
    guard ended.wait(timeout: .now() + seconds) == .success else { return nil }
    return process.terminationStatus
  }

  /// Plugin processes of this folder's daemon.
  var plugins: [Int32] { started { !$0.contains("orglife-keeper") } }

  /// The keepers of its plugins.
  var keepers: [Int32] { started { $0.contains("orglife-keeper") } }

  /// Processes that it started for its plugins, by their program.
  private func started(_ isWanted: (String) -> Bool) -> [Int32] {
    let pids = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { Int32($0) } ?? []
    return pids.filter { pid in
      let words = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data()
      let line = String(decoding: words, as: UTF8.self)
      return line.contains(folder + "/state/run/plugin-") && isWanted(String(line.prefix { $0 != "\0" }))
    }
  }

  /// Runs orglifectl against this daemon.
  func ctl(_ arguments: String...) throws -> (status: Int32, output: String) { try ctl(arguments) }

  func ctl(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let ctl = Process()
    ctl.executableURL = URL(fileURLWithPath: try Programs.path("orglifectl"))
    ctl.arguments = arguments
    ctl.environment = ProcessInfo.processInfo.environment.merging(
      ["ORGLIFE_CONTROL": folder + "/state/run/control"]) { _, last in last }
    let output = Pipe()
    ctl.standardOutput = output
    ctl.standardError = output
    try ctl.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    ctl.waitUntilExit()
    return (ctl.terminationStatus, text)
  }

  /// Waits until every delivery is settled and at least one was.
  func delivers(atLeast count: Int) throws -> Bool {
    try notify.wait { said in
      guard said.contains(where: { $0.hasPrefix("STATUS=") }) else { return false }
      let (status, text) = try ctl("status", "--json")
      guard status == 0, let answer = try? JSONDecoder().decode(Answer.self, from: Data(text.utf8)) else {
        return false
      }
      let deliveries = answer.status.deliveries
      let open = ["pending", "claimed", "deferred"].compactMap { deliveries[$0] }.reduce(0, +)
      return open == 0 && (deliveries["delivered"] ?? 0) >= count
    }
  }

  private struct Answer: Decodable {
    struct Status: Decodable {
      var deliveries: [String: Int]
    }

    var status: Status
  }
}
