import Foundation

/// Every command of a program as its parser knows it, so that a new one is tested without being named here.
struct CommandTree: Decodable {
  struct Command: Decodable {
    struct Argument: Decodable {
      struct Name: Decodable {
        var name: String
      }

      var preferredName: Name?
      var shouldDisplay: Bool
    }

    var superCommands: [String]?
    var commandName: String
    var shouldDisplay: Bool?
    var discussion: String?
    var subcommands: [Command]?
    var arguments: [Argument]?

    /// The words after the program's name.
    var path: [String] { Array(((superCommands ?? []) + [commandName]).dropFirst()) }

    var shownSubcommands: [Command] {
      (subcommands ?? []).filter { $0.shouldDisplay != false && $0.commandName != "help" }
    }

    /// Itself and all below.
    var all: [Command] { [self] + shownSubcommands.flatMap(\.all) }

    var isLeaf: Bool { shownSubcommands.isEmpty }
    func has(option: String) -> Bool { (arguments ?? []).contains { $0.preferredName?.name == option } }
  }

  var command: Command

  static func of(_ program: String) throws -> [Command] {
    let folder = try Scratch()
    let process = try Program.start(
      program, ["--experimental-dump-help"], output: try folder.handle("out"))
    process.waitUntilExit()
    return try JSONDecoder().decode(CommandTree.self, from: Data(folder.text("out").utf8)).command.all
  }
}
