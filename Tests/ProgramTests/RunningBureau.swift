import Fixtures
import Foundation
import Testing

/// The daemon on the bureau's programme, until the test is done.
final class RunningBureau {
  let folder: Scratch
  private let process: Process

  init(at clockStart: String = "2026-03-30T09:00", config: String = Bureau.folder) throws {
    folder = try Scratch()
    process = try Program.start(
      "orglifed", ["--config", config, "--state", folder.path, "--clock-start", clockStart])
    let up = try ask("status", "--wait", "60")
    try #require(up.status == 0, "\(up.errors)")
  }

  deinit {
    process.terminate()
    process.waitUntilExit()
  }

  var socket: String { folder.path + "/run/control" }
  var environment: [String: String] { ["ORGLIFE_CONTROL": socket] }

  func ask(_ arguments: String..., input: String? = nil) throws -> Program.Result {
    try Program.shell("orglifectl", arguments, environment: environment, input: input)
  }
}
