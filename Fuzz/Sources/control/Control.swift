import Foundation
import Fuzzing
import Synchronization
import Systemd

@testable import OrgLifeDaemon

/// What somebody says to the daemon's control socket.
enum ControlTrial {
  static func run(_ input: [UInt8]) {
    guard let daemon = Office.now() else { return hold(false, "a daemon with the small programme starts") }
    Conversation(input).check(ControlHandler.interface, ControlHandler(daemon: daemon))
  }
}

/// A daemon that sends nothing, since it does not run: it only answers.
private final class Office {
  private static let current = Mutex<(daemon: Daemon, folder: String, trials: Int)?>(nil)

  /// The same daemon for a hundred trials, then another with an empty ledger: what was said before stays small.
  static func now() -> Daemon? {
    current.withLock { office in
      if let (daemon, folder, trials) = office {
        if trials < 100 {
          office?.trials += 1
          return daemon
        }
        office = nil
        try? FileManager.default.removeItem(atPath: folder)
      }
      office = try? open().map { ($0.daemon, $0.folder, 1) }
      return office?.daemon
    }
  }

  private static func open() throws -> (daemon: Daemon, folder: String)? {
    let home = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : "/tmp"
    let folder = "\(home)/orglife-fuzz-\(ProcessInfo.processInfo.processIdentifier)"
    try? FileManager.default.removeItem(atPath: folder)
    for (path, content) in Base.files {
      let file = URL(fileURLWithPath: "\(folder)/config/\(path)")
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(content).write(to: file)
    }
    let installation = Installation(config: "\(folder)/config", state: "\(folder)/state")
    let daemon = try Daemon(
      installation: installation, clockStart: "2026-03-24T08:25", notify: Notify(path: nil))
    return (daemon, folder)
  }
}

@_cdecl("LLVMFuzzerTestOneInput")
public func trial(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  ControlTrial.run(bytes(start, count))
  return 0
}
