import ArgumentParser
import Foundation
import OrgLifeDaemon

/// For the installation: turns a program's own account of its arguments into its manual page.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual", abstract: "Print a manual page.",
    discussion: """
      Reads what a program says with --experimental-dump-help.

        orglifectl --experimental-dump-help |
          orglifectl manual --section 1 --date 2026-01-01
      """, shouldDisplay: false)

  @Option(help: "The section of the manual.") var section: Int
  @Option(help: ArgumentHelp("The page's day.", valueName: "yyyy-mm-dd")) var date: String

  func run() throws {
    let bytes = FileHandle.standardInput.readDataToEndOfFile()
    guard let dump = try? JSONDecoder().decode(HelpDump.self, from: bytes) else {
      throw Exit.saying("standard input is not what --experimental-dump-help prints", Exit.usage)
    }
    let page = ManualPage(
      dump: dump, section: section, date: date, version: Version.current,
      surroundings: .of(dump.command.commandName))
    print(page.text, terminator: "")
  }
}
