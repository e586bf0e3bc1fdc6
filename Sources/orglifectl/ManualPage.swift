/// A manual page in the man(7) macros, from what the argument parser knows of a program or of one of its verbs.
struct ManualPage {
  /// Verbs that stand under one heading.
  struct Group {
    var name: String
    var verbs: [String]
  }

  /// What no parser knows.
  struct Surroundings {
    var environment: [(name: String, meaning: String)]
    var files: [(path: String, meaning: String)]
    var seeAlso: [String]
  }

  var command: HelpDump.Command
  /// A program's verbs have pages of their own, which its page names; without groups there are none.
  var groups: [Group]
  var section: Int
  /// yyyy-mm-dd
  var date: String
  var version: String
  var surroundings: Surroundings

  /// `orglifectl-queue`
  var title: String { ((command.superCommands ?? []) + [command.commandName]).joined(separator: "-") }

  var text: String {
    let help = HelpText(command.discussion ?? "")
    var lines =
      [
        ".\\\" Made from the program's own help; do not edit.",
        ".TH \(title.uppercased()) \(section) \(date) \"OrgLife \(version)\" \"OrgLife\"",
        // Neither hyphens nor stretched spaces: commands and keys are copied from here.
        ".nh", ".ad l",
        ".SH NAME",
      ] + filled("\(title) - \(nameLine(command))") + [
        ".SH SYNOPSIS"
      ]
    lines += groups.isEmpty ? leaves(of: command).flatMap { synopsis(of: $0) } : verbSynopsis
    let (examples, description) = help.examplesApart
    lines += [".SH DESCRIPTION"] + filled(command.abstract ?? "")
    lines += body(description)
    lines += options(of: command, heading: ".SH OPTIONS")
    if !groups.isEmpty {
      lines += verbs
    } else if !command.shownSubcommands.isEmpty {
      lines.append(".SH COMMANDS")
      for leaf in described(below: command) {
        let help = HelpText(leaf.discussion ?? "")
        lines += [".SS \(quoted(leaf.fullName))"] + filled(leaf.abstract ?? "")
        lines += body(help.parts)
        lines += options(of: leaf, heading: nil)
        lines += statuses(help.statuses, heading: [".PP", "Exit status:"])
      }
    }
    lines += statuses(help.statuses, heading: [".SH EXIT STATUS"])
    if let program = command.superCommands?.first {
      lines += [help.statuses.isEmpty ? ".SH EXIT STATUS" : ".PP"]
      lines += filled("What every verb may end with stands in \(program)(\(section)).")
    }
    if !surroundings.environment.isEmpty { lines.append(".SH ENVIRONMENT") }
    for variable in surroundings.environment {
      lines += [".TP", "\\fB\(escaped(variable.name))\\fR"] + filled(variable.meaning)
    }
    if !surroundings.files.isEmpty { lines.append(".SH FILES") }
    for file in surroundings.files {
      lines += [".TP", "\\fI\(escaped(file.path))\\fR"] + filled(file.meaning)
    }
    if !examples.isEmpty { lines += [".SH EXAMPLES"] + body(examples).dropFirst() }
    lines += [".SH SEE ALSO"]
    lines += surroundings.seeAlso.enumerated().map { index, page in
      escaped(page) + (index + 1 < surroundings.seeAlso.count ? "," : "")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var verbSynopsis: [String] {
    [".HP 8", "\\fB\(escaped(command.commandName))\\fR", "\\fIverb\\fR", "[\\fIargument\\fR\\ ...]"]
  }

  /// Each verb's page and what it does, in the order of the program's own help.
  private var verbs: [String] {
    let shown = Dictionary(uniqueKeysWithValues: command.shownSubcommands.map { ($0.commandName, $0) })
    var lines = [".SH COMMANDS"]
    for group in groups {
      lines.append(".SS \(quoted(group.name))")
      for verb in group.verbs.compactMap({ shown[$0] }) {
        lines += [".TP", "\\fB\(escaped("\(title)-\(verb.commandName)"))\\fR(\(section))"]
        lines += filled(verb.abstract ?? "")
      }
    }
    return lines
  }

  /// The abstract as the line of NAME wants it: no full stop, no capital.
  private func nameLine(_ command: HelpDump.Command) -> String {
    var text = command.abstract ?? ""
    if text.hasSuffix(".") { text.removeLast() }
    return text.prefix(1).lowercased() + text.dropFirst()
  }

  /// The commands that do something.
  private func leaves(of command: HelpDump.Command) -> [HelpDump.Command] {
    let below = command.shownSubcommands
    return below.isEmpty ? [command] : below.flatMap(leaves)
  }

  /// Every command below, those with subcommands before them.
  private func described(below command: HelpDump.Command) -> [HelpDump.Command] {
    command.shownSubcommands.flatMap { [$0] + described(below: $0) }
  }

  private func synopsis(of command: HelpDump.Command) -> [String] {
    let words = command.shownArguments.map { argument in
      let value = "\\fI\(escaped(argument.valueName ?? ""))\\fR"
      let name = argument.preferredName.map { "\\fB\(escaped($0.text))\\fR" } ?? ""
      let word = argument.isPositional ? value : argument.isFlag ? name : "\(name)\\ \(value)"
      return argument.isOptional ? "[\(word)]" : word
    }
    return [".HP 8", "\\fB\(escaped(command.fullName))\\fR"] + words
  }

  private func body(_ parts: [HelpText.Part]) -> [String] {
    parts.flatMap { part in
      switch part {
      case .paragraph(let text): [".PP"] + filled(text)
      case .verbatim(let lines): [".PP", ".nf"] + lines.map(escaped) + [".fi"]
      }
    }
  }

  private func options(of command: HelpDump.Command, heading: String?) -> [String] {
    let arguments = command.shownArguments
    guard !arguments.isEmpty else { return [] }
    return (heading.map { [$0] } ?? [])
      + arguments.flatMap { argument in
        let value = "\\fI\(escaped(argument.valueName ?? ""))\\fR"
        let name = argument.preferredName.map { "\\fB\(escaped($0.text))\\fR" } ?? ""
        let label = argument.isPositional ? value : argument.isFlag ? name : "\(name) \(value)"
        let standard = argument.defaultValue.map { " Default: \($0)." } ?? ""
        return [".TP", label] + filled((argument.abstract ?? "") + standard)
      }
  }

  private func statuses(_ statuses: [HelpText.Status], heading: [String]) -> [String] {
    guard !statuses.isEmpty else { return [] }
    return heading + statuses.flatMap { [".TP", "\\fB\($0.code)\\fR"] + filled($0.meaning) }
  }

  private func quoted(_ text: String) -> String { "\"\(escaped(text))\"" }

  /// Running text on lines that are not long: roff joins them again.
  private func filled(_ text: String) -> [String] {
    wrapped(text, to: 60).split(separator: "\n").map { escaped(String($0)) }
  }

  /// Text that roff takes as it is: a minus that can be copied, no escapes, no request at the start of a line.
  private func escaped(_ text: String) -> String {
    let plain = text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("'", with: "\\(aq")
      .replacing("\"", with: "\\(dq").replacing("`", with: "\\(ga").replacing("^", with: "\\(ha")
      .replacing("~", with: "\\(ti")
    return plain.hasPrefix(".") ? "\\&" + plain : plain
  }
}

extension ManualPage.Surroundings {
  static func of(_ program: String) -> Self {
    program == "orglifed" ? daemon : control
  }

  private static let configuration = [
    ("/etc/orglifed/", "The programme: organisations, people, duties, ladders, channels, holidays."),
    ("/var/lib/orglifed/ledger.sqlite", "The ledger: what people said and what was done."),
    ("/run/orglifed/control", "The daemon's control socket."),
  ]

  private static let control = Self(
    environment: [
      ("ORGLIFE_CONTROL", "The control socket, where --socket does not name one."),
      ("NO_COLOR", "Set and not empty: nothing is coloured, not on a terminal either."),
      ("COLUMNS", "How wide tables are, in place of the terminal's width."),
    ],
    files: configuration.map { (path: $0.0, meaning: $0.1) } + [
      (
        path: "/usr/share/doc/orglifed/docs/json.md",
        meaning: "What is printed with --json, field by field."
      )
    ],
    seeAlso: ["orglifed(8)", "orglifed.yaml(5)", "systemctl(1)", "journalctl(1)"])

  private static let daemon = Self(
    environment: [
      ("STATE_DIRECTORY", "The folder of the ledger, where --state does not name one; systemd sets it."),
      ("RUNTIME_DIRECTORY", "The folder of the sockets, where --runtime does not name one; systemd sets it."),
      ("CREDENTIALS_DIRECTORY", "Where passwords are that the configuration names; systemd sets it."),
      ("NOTIFY_SOCKET", "Where systemd is told that the daemon is ready, reloads and stops."),
    ],
    files: configuration.map { (path: $0.0, meaning: $0.1) } + [
      (path: "/usr/libexec/orglifed/", meaning: "The plugins, one for each kind of channel.")
    ],
    seeAlso: ["orglifectl(1)", "systemd.exec(5)", "journalctl(1)"])
}
