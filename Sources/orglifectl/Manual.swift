/// The manual of a program: a page that lists its verbs, and a page for each of them.
struct Manual {
  var dump: HelpDump
  /// In which order and under which headings the first page lists the verbs.
  var groups: [ManualPage.Group]
  var section: Int
  /// yyyy-mm-dd
  var date: String
  var version: String

  var pages: [ManualPage] {
    let program = page(of: dump.command, surroundings: .of(dump.command.commandName))
    return [program] + dump.command.shownSubcommands.map { page(of: $0, surroundings: surroundings(of: $0)) }
  }

  private func page(of command: HelpDump.Command, surroundings: ManualPage.Surroundings) -> ManualPage {
    ManualPage(
      command: command, groups: command.isProgram ? groups : [], section: section, date: date,
      version: version, surroundings: surroundings)
  }

  /// A verb's page leaves the environment and the files to the program's, and points to the verbs that it speaks of.
  private func surroundings(of verb: HelpDump.Command) -> ManualPage.Surroundings {
    let program = dump.command.commandName
    let words = verb.everyText
    let related = dump.command.shownSubcommands.filter { other in
      other.commandName != verb.commandName
        && ["\(program) \(other.commandName)", "“\(other.commandName)”"].contains { words.contains($0) }
    }
    let seeAlso = [program] + related.map { "\(program)-\($0.commandName)" }
    return ManualPage.Surroundings(
      environment: [], files: [], seeAlso: seeAlso.map { "\($0)(\(section))" })
  }
}
