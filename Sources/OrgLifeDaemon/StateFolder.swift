import Glibc

/// The folders that the daemon writes to, made where they are missing.
struct StateFolder {
  let path: String

  init(_ installation: Installation) throws(Daemon.StartFailure) {
    path = installation.state
    for folder in [installation.state, installation.runtime] {
      guard StateFolder.make(folder) else {
        let code = errno
        throw Daemon.StartFailure(
          description: "cannot make the folder \(folder): \(String(cString: strerror(code)))", exitStatus: 73,
          errno: code)
      }
    }
  }

  /// Makes the folder and those above it; true where it is there already.
  private static func make(_ folder: String) -> Bool {
    if mkdir(folder, 0o750) == 0 || errno == EEXIST { return true }
    guard errno == ENOENT, let slash = folder.lastIndex(of: "/"), slash != folder.startIndex else {
      return false
    }
    return make(String(folder[..<slash])) && (mkdir(folder, 0o750) == 0 || errno == EEXIST)
  }
}
