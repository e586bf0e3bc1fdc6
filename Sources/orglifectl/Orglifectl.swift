import ArgumentParser
import Foundation
import OrgLifeDaemon

@main
struct Orglifectl: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "orglifectl",
    abstract: "Asks and tells orglifed: what is owed, what was held, what goes out.",
    discussion: """
      What is owed:
        orglifectl list
      A meeting was held, by its organisation and duty:
        orglifectl record branch-01 member-assembly --date 2026-03-20 \\
          --chair 书记 --present 14 --due 16
      A matter to follow until it is closed:
        orglifectl item add ZG-2026-012 --organisation branch-03 \\
          --owner b03-accountant --due 2026-08-31 --title 固定资产盘点
      Before a change of the configuration, and to put it in force:
        orglifectl check-config /etc/orglifed && orglifectl reload

      A key or an id may be given by its beginning, where only one begins so. \
      “-” in place of a key reads keys from standard input. With --json every \
      answer is an object that names its schema.

      Exit status: 0 fine; 1 the answer is no; 3 the daemon is not running; 4 no such thing; 64 wrong usage; \
      66 cannot be read; 73 cannot be written; 75 a daemon has the ledger; 77 not permitted; 78 the configuration was refused.
      """,
    version: Version.current,
    groupedSubcommands: [
      CommandGroup(
        name: "Asking",
        subcommands: [
          StatusCommand.self, ListCommand.self, ExplainCommand.self, PreviewCommand.self,
          QuorumCommand.self, CalendarCommand.self, DutyCommand.self, PeopleCommand.self,
        ]),
      CommandGroup(
        name: "Telling",
        subcommands: [
          RecordCommand.self, ItemCommand.self, CourseCommand.self, TermCommand.self, SeasonCommand.self,
          AcknowledgeCommand.self, DelegateCommand.self, AbsentCommand.self,
          WaiveCommand.self, SilenceCommand.self, QueueCommand.self,
        ]),
      CommandGroup(
        name: "Administering",
        subcommands: [
          DoctorCommand.self, CheckConfigCommand.self, ConfigCommand.self, SimulateCommand.self,
          ReloadCommand.self,
          AdoptCommand.self, ClockCommand.self, LedgerCommand.self,
          ChannelCommand.self, PluginCommand.self, AlertCommand.self,
          VersionCommand.self, ManualCommand.self,
        ]),
    ])

  static func main() async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if let script = CompletionScript.forBash(arguments) { return print(script) }
    do {
      var command = try await asyncParseAsRoot(NameCompletion.mended(arguments))
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      if let failure = outputFailure() { throw failure }
    } catch let failure as Failure {
      StandardError.ofThisProcess.say(failure)
      Foundation.exit(failure.code.rawValue)
    } catch {
      let code = exitCode(for: error)
      let message = message(for: error)
      if StandardError.ofThisProcess.asJSON, code != .success, !message.isEmpty {
        StandardError.ofThisProcess.say(Failure(message: message, code: code))
        Foundation.exit(code.rawValue)
      }
      let text = foldingUsage(fullMessage(for: error), to: outputWidth ?? 80)
      guard code == .success else {
        if !text.isEmpty { StandardError.write("\(text)\n") }
        Foundation.exit(code.rawValue)
      }
      if !text.isEmpty { print(text) }
      if let failure = outputFailure() {
        StandardError.ofThisProcess.say(failure)
        Foundation.exit(failure.code.rawValue)
      }
      Foundation.exit(code.rawValue)
    }
  }

  /// What was printed has reached its file, or this is not fine. Whoever reads no further, such as “head”, has what it wants.
  private static func outputFailure() -> Failure? {
    guard fflush(nil) != 0, errno != EPIPE else { return nil }
    return Exit.saying("the answer cannot be written: \(String(cString: strerror(errno)))", Exit.cannotWrite)
  }

  /// The parser writes some lines, usage above all, as one however long they are.
  static func foldingUsage(_ text: String, to width: Int) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      guard ["USAGE: ", "Usage: ", "Help: "].contains(where: line.hasPrefix) else { return String(line) }
      // An option and its value stay together.
      let joined = line.replacing(#/(\[?--[a-z-]+) </#) { "\($0.output.1)\u{A0}<" }
      return wrapped(String(joined), to: width, indent: 9).replacing("\u{A0}", with: " ")
    }.joined(separator: "\n")
  }
}

struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version", abstract: "Print the version of this program.",
    discussion: """
      The daemon's own version stands in the answer of “status”; after an upgrade both are the same.

        orglifectl version --json
      """)

  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    if json {
      try printJSON(schema: "version", ["version": Version.current])
    } else {
      print("orglifectl \(Version.current)")
    }
  }
}
