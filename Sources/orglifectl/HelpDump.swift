/// What the argument parser tells about a program (`--experimental-dump-help`), as far as a manual page needs it.
struct HelpDump: Decodable {
  struct Command: Decodable {
    var superCommands: [String]?
    var shouldDisplay: Bool?
    var commandName: String
    var abstract: String?
    var discussion: String?
    var subcommands: [Command]?
    var arguments: [Argument]?

    /// `orglifectl record add`.
    var fullName: String { ((superCommands ?? []) + [commandName]).joined(separator: " ") }

    /// It is no verb of another.
    var isProgram: Bool { (superCommands ?? []).isEmpty }

    /// All that its help and that of its sub-verbs tells.
    var everyText: String {
      ([abstract ?? "", discussion ?? ""] + shownSubcommands.map(\.everyText)).joined(separator: "\n")
    }

    /// What people are shown; the parser's own `help` needs no page.
    var shownSubcommands: [Command] {
      (subcommands ?? []).filter { $0.shouldDisplay != false && $0.commandName != "help" }
    }

    /// What is this command's own: every command has --help.
    var shownArguments: [Argument] {
      (arguments ?? []).filter {
        $0.shouldDisplay && !["help", "version"].contains($0.preferredName?.name ?? "")
      }
    }
  }

  struct Argument: Decodable {
    struct Name: Decodable {
      var kind: String
      var name: String

      var text: String { (kind == "long" ? "--" : "-") + name }
    }

    var kind: String
    var shouldDisplay: Bool
    var isOptional: Bool
    var preferredName: Name?
    var valueName: String?
    var defaultValue: String?
    var abstract: String?

    var isPositional: Bool { kind == "positional" }
    var isFlag: Bool { kind == "flag" }
  }

  var command: Command
}
