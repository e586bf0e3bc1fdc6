import ArgumentParser
import Glibc
import OrgLifeDaemon
import Systemd

@main
struct Orglifed: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "orglifed",
    abstract: "Keeps an organisation's promises: reminds in time, and carries up what is overdue.",
    discussion: """
      Reads the programme from a folder, works out what is owed and when, and sends reminders through its \
      channels. It is made to run as a systemd service and runs as well in the foreground:

        orglifed --config examples/bureau --state .run

      Ask it and tell it things with orglifectl. It reads its configuration again on SIGHUP or on \
      “orglifectl reload”, and stops on SIGTERM.

      Exit status: 0 stopped; 64 wrong usage; 71 the system refused a socket or a descriptor; \
      73 a folder cannot be made; 74 the ledger cannot be used; 75 another daemon has the ledger; 78 the configuration was refused.
      """,
    version: Version.current)

  @Option(help: ArgumentHelp("The folder of the programme.", valueName: "dir"))
  var config = "/etc/orglifed"

  @Option(
    help: ArgumentHelp("The folder of the ledger [$STATE_DIRECTORY, or /var/lib/orglifed].", valueName: "dir")
  )
  var state: String?

  @Option(
    help: ArgumentHelp(
      "The folder of the sockets [$RUNTIME_DIRECTORY, or run/ in the state folder].", valueName: "dir"))
  var runtime: String?

  @Option(help: ArgumentHelp("Where the plugins' programs are [beside this one].", valueName: "dir"))
  var plugins: String?

  @Option(
    help: ArgumentHelp(
      "Start no plugin; each channel is reached at its socket, CHANNEL.sock, in this folder [none].",
      valueName: "dir"))
  var sockets: String?

  @Option(
    help: ArgumentHelp(
      "For trying out: run on from this time, such as 2026-03-24T08:25, in the programme's zone.",
      valueName: "time"))
  var clockStart: String?

  /// Neither this process nor a plugin that it starts gains rights by what it executes. Every thread has this for
  /// itself and hands it to those that it starts, so it comes before there is a second one.
  static func main() async {
    Privileges.gainNoMore()
    await main(nil)
  }

  mutating func run() async throws {
    // The environment of the service manager is read first, so that no child ever sees it.
    let notify = Notify.ofThisProcess
    _ = Watchdog.intervalSeconds
    signal(SIGPIPE, SIG_IGN)
    // A limit on the size of files is an error like any other of the disk.
    signal(SIGXFSZ, SIG_IGN)
    // The ledger is for the daemon and its group.
    umask(0o027)
    let installation = Installation(
      config: config, state: state ?? environment("STATE_DIRECTORY") ?? "/var/lib/orglifed",
      runtime: runtime ?? environment("RUNTIME_DIRECTORY"), plugins: plugins,
      sockets: sockets)
    do {
      let daemon = try Daemon(installation: installation, clockStart: clockStart, notify: notify)
      try await daemon.run()
    } catch let failure as Daemon.StartFailure {
      Journal.send(.error, failure.description, messageID: "6f0c5c1de0c3453c8ad64a9b1d5b4c10")
      notify.send(
        ["STATUS=\(failure.description)", "EXIT_STATUS=\(failure.exitStatus)"]
          + (failure.errno.map { ["ERRNO=\($0)"] } ?? []))
      throw ExitCode(failure.exitStatus)
    }
  }

  private func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}
