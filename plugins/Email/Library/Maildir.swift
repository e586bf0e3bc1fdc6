import Glibc
import PluginKit

/// A Maildir: each message is one file that appears in `new`, whole. Source: https://cr.yp.to/proto/maildir.html
///
/// The file's name follows from the key, and a marker in the folder `orglife` stays when a reader moves or removes the
/// message, so a repeat makes no second copy.
struct Maildir: Sendable {
  private let path: String
  private let arrivals: DropFolder

  init(path: String) {
    self.path = path
    arrivals = DropFolder(path: "\(path)/new", state: "\(path)/orglife", mode: 0o600)
  }

  func probe() async throws {
    makeFolders()
    try await arrivals.probe()
  }

  func deliver(_ message: [UInt8], key: String) async -> Outcome {
    makeFolders()
    // The readers' order comes from the file's time; the number in front is only there because they expect one.
    return await arrivals.deliver(message, name: "1.K\(fingerprint(key)).orglife", key: key)
  }

  func forgetOldMarkers() async { await arrivals.forgetOldMarkers() }

  /// What fails here fails again, with a sentence, when the message is put there.
  private func makeFolders() {
    mkdir(path, 0o700)
    for folder in ["cur", "new", "tmp"] { mkdir("\(path)/\(folder)", 0o700) }
  }
}
