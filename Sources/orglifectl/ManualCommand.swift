import ArgumentParser
import Foundation
import OrgLifeDaemon

/// For the installation: turns a program's own account of its arguments into its manual pages.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual", abstract: "Write manual pages.",
    discussion: """
      Reads what a program says with --experimental-dump-help, and writes PROGRAM.SECTION and, for each verb, \
      PROGRAM-VERB.SECTION. What is there is replaced.

        orglifectl --experimental-dump-help |
          orglifectl manual --section 1 --date 2026-01-01 --folder man1
      """, shouldDisplay: false)

  @Option(help: "The section of the manual.") var section: Int
  @Option(help: ArgumentHelp("The pages' day.", valueName: "yyyy-mm-dd")) var date: String
  @Option(help: ArgumentHelp("Where to write them.", valueName: "dir"), completion: .directory)
  var folder: String

  func run() throws {
    let bytes = Data(try StandardInput.bytes())
    guard let dump = try? JSONDecoder().decode(HelpDump.self, from: bytes) else {
      throw Exit.saying("standard input is not what --experimental-dump-help prints", Exit.usage)
    }
    let program = dump.command.commandName
    let groups = Orglifectl.configuration.groupedSubcommands.map { group in
      ManualPage.Group(name: group.name, verbs: group.subcommands.compactMap { $0.configuration.commandName })
    }
    let manual = Manual(
      dump: dump, groups: program == Orglifectl.configuration.commandName ? groups : [], section: section,
      date: date, version: Version.current)
    for page in manual.pages {
      let path = "\(folder)/\(page.title).\(section)"
      do { try page.text.write(toFile: path, atomically: true, encoding: .utf8) } catch {
        throw Exit.saying("cannot write \(path): \(error.localizedDescription)", Exit.cannotWrite)
      }
    }
  }
}
