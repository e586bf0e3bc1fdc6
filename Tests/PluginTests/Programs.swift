import Glibc
import Testing

/// The plugins' executables, which the same build has made.
enum Programs {
  static func path(_ name: String) throws -> String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = try #require(Optional(readlink("/proc/self/exe", &buffer, 4095)))
    // The tests' own program lies in the build's folder, or, under `swift test`, its folder is an argument.
    let own = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let candidates = [own] + CommandLine.arguments
    for candidate in candidates where candidate.hasPrefix("/") {
      var parts = candidate.split(separator: "/")
      while !parts.isEmpty {
        parts.removeLast()
        let path = "/" + parts.joined(separator: "/") + "/" + name
        if access(path, X_OK) == 0 { return path }
      }
    }
    throw Missing(name: name, arguments: CommandLine.arguments + [own])
  }

  struct Missing: Error {
    var name: String
    var arguments: [String]
  }
}

/// A folder that is gone when the test is.
final class Scratch: Sendable {
  let path: String

  init() {
    var template = Array("/tmp/orglife-test-XXXXXX".utf8CString)
    precondition(mkdtemp(&template) != nil)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { _ = run("/bin/rm", ["-rf", path]) }

  /// Names in a folder below, hidden ones left out; none when it is not there.
  func names(_ folder: String = "") -> [String] {
    guard let list = opendir("\(path)/\(folder)") else { return [] }
    defer { closedir(list) }
    var names: [String] = []
    while let entry = readdir(list) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  func read(_ name: String) -> [UInt8]? {
    let file = open("\(path)/\(name)", O_RDONLY)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = Glibc.read(file, &buffer, buffer.count)
      if count <= 0 { return bytes }
      bytes += buffer[..<count]
    }
  }

  func write(_ name: String, _ bytes: [UInt8]) {
    let file = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    precondition(file >= 0)
    _ = Glibc.write(file, bytes, bytes.count)
    close(file)
  }
}

/// Runs a program to its end.
///
/// - Returns: its exit status and what it wrote to standard output.
func run(_ program: String, _ arguments: [String]) -> (status: Int32, output: String) {
  var ends: [Int32] = [0, 0]
  precondition(pipe(&ends) == 0)
  _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
  posix_spawn_file_actions_addclose(&actions, ends[1])
  defer { posix_spawn_file_actions_destroy(&actions) }
  var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
  defer { for word in words { free(word) } }
  var child: pid_t = 0
  guard posix_spawn(&child, program, &actions, nil, &words, environ) == 0 else { return (-1, "") }
  close(ends[1])
  var output: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65536)
  while true {
    let count = read(ends[0], &buffer, buffer.count)
    if count <= 0 { break }
    output += buffer[..<count]
  }
  close(ends[0])
  var status: Int32 = 0
  while waitpid(child, &status, 0) < 0 && errno == EINTR {}
  return (status & 0x7F == 0 ? (status >> 8) & 0xFF : -1, String(decoding: output, as: UTF8.self))
}
