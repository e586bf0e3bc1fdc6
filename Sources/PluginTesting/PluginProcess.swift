import Glibc
import PluginKit
import Varlink

/// A plugin's executable, started with a socket in a folder of its own and a lifeline.
public actor PluginProcess {
  private nonisolated let executor = BlockingExecutor("plugin.testing")
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  public nonisolated let socketPath: String
  public nonisolated let processID: Int32
  private nonisolated let folder: String
  private var lifeline: Int32
  private var status: Int32?

  /// Starts it and waits until it takes connections.
  ///
  /// - Parameter environment: `NAME=value` beside a short PATH; nothing else is inherited.
  public static func start(
    _ executable: String, environment: [String] = [], timeoutSeconds: Double = 20
  ) async throws -> PluginProcess {
    let process = try PluginProcess(executable, environment)
    do {
      try await process.waitUntilReady(timeoutSeconds)
    } catch {
      _ = await process.end(SIGKILL, withinSeconds: 5)
      throw error
    }
    return process
  }

  private init(_ executable: String, _ environment: [String]) throws {
    var template = Array("/tmp/orglife-plugin-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Refuted("cannot make a folder under /tmp") }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    socketPath = "\(folder)/plugin.sock"
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw Refuted("cannot make a pipe") }
    // Only our end of the lifeline may be ours alone: a child that held it would keep the plugin alive.
    _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
    lifeline = ends[1]
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
    // Its READY=1 is not for whoever reads the findings.
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    // As the daemon starts it: our own threads block signals, and a child would inherit that.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    defer {
      posix_spawnattr_destroy(&attributes)
      posix_spawn_file_actions_destroy(&actions)
      close(ends[0])
    }
    let words = [executable, "--varlink=unix:\(socketPath)", "--lifeline"]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] =
      (["PATH=/usr/bin:/bin"] + environment).map { strdup($0) } + [nil]
    defer { for text in arguments + variables { free(text) } }
    var child: pid_t = 0
    let result = posix_spawn(&child, executable, &actions, &attributes, &arguments, &variables)
    guard result == 0 else {
      throw Refuted("cannot start \(executable): \(String(cString: strerror(result)))")
    }
    processID = child
  }

  /// Ends its standard input.
  public func cutLifeline() {
    if lifeline >= 0 { close(lifeline) }
    lifeline = -1
  }

  /// Sends a signal (0 for none) and waits for the end of the process.
  ///
  /// - Returns: its exit status, 256 and more for a signal's number; nil when it still runs, and then it is killed.
  public func end(_ signal: Int32, withinSeconds limit: Double) async -> Int32? {
    if signal != 0 && status == nil { kill(processID, signal) }
    let ended = await exitStatus(withinSeconds: limit)
    if ended == nil {
      kill(processID, SIGKILL)
      _ = await exitStatus(withinSeconds: 5)
    }
    cutLifeline()
    unlink(socketPath)
    unlink(socketPath + ".lock")
    rmdir(folder)
    return ended
  }

  private func exitStatus(withinSeconds limit: Double) async -> Int32? {
    if let status { return status }
    let deadline = ContinuousClock.now + .milliseconds(Int(limit * 1000))
    var raw: Int32 = 0
    while true {
      let result = waitpid(processID, &raw, WNOHANG)
      if result == processID {
        status = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : 256 + (raw & 0x7F)
        return status
      }
      if result < 0 && errno != EINTR { return nil }
      if ContinuousClock.now >= deadline { return nil }
      try? await Task.sleep(for: .milliseconds(5))
    }
  }

  private func waitUntilReady(_ seconds: Double) async throws {
    let deadline = ContinuousClock.now + .milliseconds(Int(seconds * 1000))
    while true {
      do throws(VarlinkError) {
        try await VarlinkClient.connect(to: socketPath, timeoutSeconds: 1).close()
        return
      } catch {
        if ContinuousClock.now >= deadline { throw Refuted("it takes no connections: \(error)") }
        if await exitStatus(withinSeconds: 0) != nil { throw Refuted("it ended instead of serving") }
        try await Task.sleep(for: .milliseconds(5))
      }
    }
  }
}
