import ArgumentParser
import OrgLifeDaemon
import PluginTesting

struct PluginCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plugin", abstract: "For authors of plugins.", subcommands: [Test.self])

  struct Test: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Hold a plugin's program against the conformance suite.")

    @Argument(help: "The program.") var path: String

    func run() async throws {
      throw CleanExit.message(path)
    }
  }
}
