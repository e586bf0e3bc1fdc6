import Dispatch
import Glibc
import Varlink

extension NotificationPlugin {
  /// The whole `main` of a plugin: reads the command line, serves until it is told to leave, and ends the process.
  ///
  /// ```swift
  /// await LogPlugin.serve()
  /// ```
  ///
  /// Exit status: 0 after `SIGTERM`, an ended lifeline or idleness; 64 for a wrong command line; 75 when another process
  /// served the channel for more than 30 s; 69 when the socket cannot be made.
  public static func serve() async -> Never {
    let program =
      CommandLine.arguments.first.flatMap { $0.split(separator: "/").last }.map(String.init) ?? "plugin"
    do throws(PluginOptions.Mistake) {
      let options = try PluginOptions(CommandLine.arguments.dropFirst())
      switch options.wish {
      case .help: printAndLeave(description.help(program: program))
      case .version: printAndLeave("\(program) \(description.version)\n")
      case .serve: await serve(options)
      }
    } catch {
      StandardError.line(.error, "\(program): \(error.sentence)")
      exit(64)
    }
  }

  /// The service that a plugin's process runs, for tests that run it inside their own.
  public static func service(
    listening: ListeningSocket, environment: PluginEnvironment
  ) -> VarlinkService {
    let underWay = DeliveriesUnderWay()
    return VarlinkService(
      listening: listening, interfaces: [PluginInterface.interface],
      identity: ServiceIdentity(
        vendor: "OrgLife", product: "orglife-plugin-\(description.name)", version: description.version,
        url: "https://varlink.org")
    ) { _ in
      PluginHandler<Self>(environment: environment, underWay: underWay)
    }
  }

  private static func serve(_ options: PluginOptions) async -> Never {
    signal(SIGPIPE, SIG_IGN)
    let path = options.path
    if options.hasLifeline {
      // Not exit(3): what it runs may meet threads that are still at work.
      Lifeline.watch { _exit(0) }
    }
    let service = Self.service(listening: await listeningSocket(path), environment: .ofThisProcess)
    if options.hasLifeline {
      // Whoever holds the lifeline waits for this line, not for the socket's file to appear.
      let ready = Array("READY=1\n".utf8)
      _ = write(1, ready, ready.count)
    }
    TerminationSignal.hear {
      service.stop(graceSeconds: 1.5)
      DispatchQueue.global().asyncAfter(deadline: .now() + 1.9) { _exit(0) }
    }
    switch await service.run(idleSeconds: options.idleSeconds, firstClientSeconds: 60) {
    case .stopped, .idle: _exit(0)
    case .failed(let reason): leave(69, "cannot take connections: \(reason)")
    }
  }

  private static func listeningSocket(_ path: String?) async -> ListeningSocket {
    if let passed = PassedSocket.take() {
      return ListeningSocket(adopting: passed)
    }
    guard let path else {
      leave(64, "no socket: start it with --varlink=unix:PATH or by a systemd socket unit; --help tells more")
    }
    switch await ChannelLock.take(beside: path, waitSeconds: 30) {
    case .taken: break
    case .stillHeld: leave(75, "another process has been serving \(path) for more than 30 s")
    case .impossible(let reason): leave(69, "cannot lock \(path).lock: \(reason)")
    }
    do { return try ListeningSocket(path: path, mode: 0o600) } catch { leave(69, "\(error)") }
  }

  private static func leave(_ status: Int32, _ sentence: String) -> Never {
    StandardError.line(.error, sentence)
    _exit(status)
  }

  private static func printAndLeave(_ text: String) -> Never {
    print(text, terminator: "")
    exit(0)
  }
}
