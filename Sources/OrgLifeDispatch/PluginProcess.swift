import Glibc
import PluginKit
import Subprocess
import SystemPackage
import Synchronization

/// The process of one channel's plugin: started when it is needed, gone when it is idle, never two at a time.
///
/// The child's standard input is its lifeline: it ends when the daemon does, however that ends. It says on
/// standard output that it listens; what it says on standard error is said on, bounded. It gets a group of its own and
/// nothing of the daemon's environment but what is named here. The keeper stands between: it sets the limits before the
/// plugin runs, and is gone only when all that the plugin started is.
public actor PluginProcess {
  public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
    case cannotStart(executable: String, reason: String)

    public var description: String {
      switch self {
      case .cannotStart(let executable, let reason): "cannot start \(executable): \(reason)"
      }
    }
  }

  public nonisolated let socketPath: String
  private nonisolated let executable: String
  private nonisolated let keeper: String
  private nonisolated let voice: PluginVoice
  private nonisolated let environment: [String: String]
  private nonisolated let idleSeconds: Double
  private nonisolated let startSeconds: Double
  private var running: Running?

  private struct Running {
    var task: Task<Void, Never>
    var readiness: Readiness
    var generation: Int
  }

  private var generation = 0

  /// - Parameters:
  ///   - keeper: the program `orglife-keeper`.
  ///   - said: what the plugin says on standard error, line by line, from any thread.
  public init(
    executable: String, keeper: String, socketPath: String, environment: [String: String],
    idleSeconds: Double = 30, startSeconds: Double = 10,
    said: @escaping @Sendable (PluginSpeech.Line) -> Void
  ) {
    self.executable = executable
    self.keeper = keeper
    voice = PluginVoice(say: said)
    self.socketPath = socketPath
    self.environment = environment
    self.idleSeconds = idleSeconds
    self.startSeconds = startSeconds
  }

  /// Returns when the plugin takes connections; starts it where it does not run. One that does not say in time that it
  /// listens is ended.
  public func start() async throws(Failure) {
    if running == nil {
      generation += 1
      let readiness = Readiness()
      let number = generation
      running = Running(
        task: Task { await run(readiness, number: number) }, readiness: readiness, generation: number)
    }
    guard let readiness = running?.readiness else { return }
    let seconds = startSeconds
    let alarm = Alarm(seconds: seconds) {
      Task { await readiness.settle("it did not say within \(Int(seconds)) s that it listens") }
    }
    defer { alarm.stop() }
    if let reason = await readiness.wait() {
      await stop()
      throw .cannotStart(executable: executable, reason: reason)
    }
  }

  /// Ends the process and everything it started, and returns when it is gone. Again does nothing.
  public func stop() async {
    guard let task = running?.task else { return }
    task.cancel()
    await task.value
  }

  /// Returns when no process runs any more, be it for idleness.
  public func ended() async {
    await running?.task.value
  }

  /// A delivery is asked for: it may be some lines on standard error.
  nonisolated func asks() { voice.grant() }

  /// Returns when all is said that the plugin wrote on standard error before it answered.
  nonisolated func hasAnswered() { voice.hear() }

  private func run(_ readiness: Readiness, number: Int) async {
    var options = PlatformOptions()
    options.processGroupID = 0
    // The keeper is through a little earlier.
    options.teardownSequence = [
      .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(3))
    ]
    let keys = environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
    let arguments =
      PluginLimits().arguments + [
        executable, "--varlink=unix:\(socketPath)", "--lifeline", "--idle-exit=\(idleSeconds)",
      ]
    let group = Mutex<pid_t?>(nil)
    do {
      let result = try await Subprocess.run(
        .path(FilePath(keeper)), arguments: Arguments(arguments),
        environment: .custom(Dictionary(keys, uniquingKeysWith: { _, last in last })),
        platformOptions: options, input: .inputWriter, output: .sequence,
        error: .fileDescriptor(try voice.listen(), closeAfterSpawningProcess: true)
      ) { execution in
        group.withLock { $0 = execution.processIdentifier.value }
        // Held until the child ends: its end is what the child's lifeline watches.
        let lifeline = execution.standardInputWriter
        for try await line in execution.standardOutput.strings() where line.contains("READY=1") {
          await readiness.settle(nil)
        }
        try? await lifeline.finish()
      }
      voice.finish()
      let words = voice.lastWords.map { "; it said: \($0)" } ?? ""
      await readiness.settle("it ended with \(result.terminationStatus) before it listened\(words)")
    } catch {
      voice.finish()
      await readiness.settle("\(error)")
    }
    // Where the keeper itself was killed, the others of its group are left.
    if let group = group.withLock({ $0 }) { kill(-group, SIGKILL) }
    if running?.generation == number { running = nil }
  }
}

/// Whether a child listens, told once.
private actor Readiness {
  private var verdict: String??
  private var waiting: [CheckedContinuation<String?, Never>] = []

  /// - Returns: nil when it listens, else why it does not.
  func wait() async -> String? {
    if let verdict { return verdict }
    return await withCheckedContinuation { waiting.append($0) }
  }

  func settle(_ reason: String?) {
    guard verdict == nil else { return }
    verdict = .some(reason)
    for continuation in waiting { continuation.resume(returning: reason) }
    waiting = []
  }
}
