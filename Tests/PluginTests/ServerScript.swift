import Glibc
import Testing

/// A server in Python that prints the port it listens on and leaves when its standard input ends, at the latest with
/// this value.
final class ServerScript: Sendable {
  let port: Int
  private let process: Int32
  private let lifeline: Int32

  init(_ program: String, _ arguments: [String]) throws {
    var input: [Int32] = [0, 0]
    var output: [Int32] = [0, 0]
    try #require(pipe(&input) == 0 && pipe(&output) == 0)
    for end in [input[1], output[0]] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, input[0], 0)
    posix_spawn_file_actions_adddup2(&actions, output[1], 1)
    for end in [input[0], output[1]] where end > 2 { posix_spawn_file_actions_addclose(&actions, end) }
    defer { posix_spawn_file_actions_destroy(&actions) }
    let texts = ["/usr/bin/python3", "-c", program] + arguments
    var words: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var child: pid_t = 0
    try #require(posix_spawn(&child, texts[0], &actions, nil, &words, environ) == 0)
    close(input[0])
    close(output[1])
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while read(output[0], &byte, 1) == 1, byte != 10 { line.append(byte) }
    close(output[0])
    process = child
    lifeline = input[1]
    port = Int(String(decoding: line, as: UTF8.self)) ?? 0
    try #require(port > 0)
  }

  deinit {
    close(lifeline)
    kill(process, SIGKILL)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
  }
}
