import ArgumentParser
import OrgLifeDaemon

@main
struct Orglifectl: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "orglifectl",
    abstract: "Asks and tells orglifed: what is owed, what was held, what goes out.",
    discussion: """
      What is owed:        orglifectl list
      A meeting was held:  orglifectl record branch-01 member-assembly \\
                             --date 2026-03-20 --chair 书记 --present 14 --due 16
      A matter to follow:  orglifectl item add ZG-2026-012 --organisation branch-03 \\
                             --owner b03-owner --due 2026-08-31 --title 固定资产盘点
      Before a change:     orglifectl check-config /etc/orglifed && orglifectl reload

      Exit status: 0 fine; 1 the answer is no; 3 the daemon is not running; 4 no such thing; 64 wrong usage; \
      77 not permitted; 78 the configuration was refused.
      """,
    version: Version.current,
    groupedSubcommands: [
      CommandGroup(
        name: "See:",
        subcommands: [
          StatusCommand.self, ListCommand.self, ExplainCommand.self, PreviewCommand.self,
          CalendarCommand.self,
        ]),
      CommandGroup(
        name: "Tell:",
        subcommands: [
          RecordCommand.self, ItemCommand.self, WaiveCommand.self, SilenceCommand.self, ReleaseCommand.self,
        ]),
      CommandGroup(
        name: "Run the service:",
        subcommands: [
          CheckConfigCommand.self, ConfigCommand.self, SimulateCommand.self, ReloadCommand.self,
          AdoptCommand.self,
          PluginCommand.self,
          VersionCommand.self,
        ]),
    ])
}

struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version", abstract: "Print the version of this program.")

  @Flag(help: "As JSON.") var json = false

  func run() throws {
    if json {
      try printJSON(["version": Version.current])
    } else {
      print("orglifectl \(Version.current)")
    }
  }
}
