import Fixtures
import Foundation

/// The client that the authors of Varlink wrote for Python, in a virtual environment below the build's folder.
enum PythonClient {
  static let version = "31.0.0"

  /// nil where pip reaches no index; in a review, where `CI` is set, that is a failure and no reason to skip.
  static let interpreter: String? = {
    let folder = Bureau.root.path + "/.build/python-varlink-" + version
    let python = folder + "/bin/python3"
    let isThere = { run(python, ["-c", "import varlink"]).status == 0 }
    if isThere() { return python }
    try? FileManager.default.removeItem(atPath: folder)
    guard run("/usr/bin/python3", ["-m", "venv", folder]).status == 0 else { return nil }
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1"]
    _ = run(python, install + ["--timeout", "10", "varlink==" + version])
    return isThere() ? python : nil
  }()

  static var isWanted: Bool {
    ProcessInfo.processInfo.environment["CI"] != nil || interpreter != nil
  }

  /// Runs one of the scripts beside this file.
  static func asked(_ script: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
    guard let interpreter else { throw Missing() }
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Python/" + script
    // What goes wrong is said on standard error; it belongs to the answer.
    let words = ["-c", "exec \"$0\" \"$@\" 2>&1", interpreter, path] + arguments
    return run("/bin/sh", words)
  }

  struct Missing: Error, CustomStringConvertible {
    var description: String {
      "pip installed no varlink \(PythonClient.version): no index reached, or no python3-venv"
    }
  }
}
