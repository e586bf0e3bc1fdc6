import Foundation
import Testing

/// The manual pages, made of the built programs' own help.
@Suite(.timeLimit(.minutes(5))) struct ManualTests {
  @Test func `every page fits eighty columns, and no formatter complains`() throws {
    let folder = try made()
    let pages = try pages(in: folder)
    #expect(pages.count > 25)
    for page in pages {
      let warned = try shell("man --warnings -E UTF-8 -l -Tutf8 -Z \(page) >/dev/null")
      #expect(warned.status == 0)
      #expect(warned.errors.isEmpty, "\(page): \(warned.errors)")
      let lint = try shell("mandoc -T lint \(page)").output
      #expect(lint.isEmpty, "\(lint)")

      let shown = try shown(page)
      for line in shown.split(separator: "\n") { #expect(columns(line) <= 80, "\(page): \(line)") }
      // What is copied from the page must work: a minus is a minus.
      #expect(!shown.contains("\u{2010}") && !shown.contains("\u{2212}"))
    }
  }

  @Test(arguments: [("orglifectl", "1"), ("orglifed", "8")])
  func `a program's page has what a manual page has, and lists every verb with its page`(
    program: String, section: String
  ) throws {
    let folder = try made()
    let shown = try shown("\(folder.path)/man\(section)/\(program).\(section)")
    let lines = shown.split(separator: "\n")
    for heading in [
      "NAME", "SYNOPSIS", "DESCRIPTION", "EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES", "SEE ALSO",
    ] {
      #expect(lines.contains(Substring(heading)), "\(heading)")
    }
    #expect(shown.contains(program == "orglifed" ? "--config" : "--json"))
    for verb in try CommandTree.of(program)[0].shownSubcommands {
      let page = "\(program)-\(verb.commandName)"
      #expect(lines.contains { $0.hasPrefix("       \(page)(\(section))") }, "\(page)")
      #expect(FileManager.default.fileExists(atPath: "\(folder.path)/man\(section)/\(page).\(section)"))
    }
  }

  @Test func `a verb's page explains its sub-verbs and options, and names only pages that are there`() throws
  {
    let folder = try made()
    let tree = try CommandTree.of("orglifectl")
    for verb in tree[0].shownSubcommands {
      let page = "orglifectl-\(verb.commandName)"
      let shown = try shown("\(folder.path)/man1/\(page).1")
      let lines = shown.split(separator: "\n").map(String.init)
      #expect(lines.contains { $0.hasPrefix("       \(page) - ") }, "\(page)")
      for command in verb.all {
        let words = command.path.joined(separator: " ")
        if command.path.count > 1 { #expect(lines.contains("   orglifectl \(words)"), "\(page): \(words)") }
        for argument in command.arguments ?? [] where argument.shouldDisplay {
          guard let name = argument.preferredName?.name, name != "help", name != "version" else { continue }
          #expect(lines.contains { $0.hasPrefix("       --\(name)") }, "\(page): \(words) --\(name)")
        }
      }
      for heading in ["NAME", "SYNOPSIS", "DESCRIPTION", "EXIT STATUS", "SEE ALSO"] {
        #expect(lines.contains(heading), "\(page): \(heading)")
      }
      let named = shown.matches(of: #/orglifectl[a-z-]*\(1\)/#).map { String($0.output.dropLast(3)) }
      #expect(named.contains("orglifectl"))
      for other in named {
        #expect(FileManager.default.fileExists(atPath: "\(folder.path)/man1/\(other).1"), "\(page): \(other)")
      }
    }
  }

  @Test func `man finds the page of a verb`() throws {
    let folder = try made()
    let found = try shell("MANPATH=\(folder.path) man -w orglifectl-queue orglifectl-check-config")
    #expect(
      found.output
        == "\(folder.path)/man1/orglifectl-queue.1\n\(folder.path)/man1/orglifectl-check-config.1\n")
  }

  private func made() throws -> Scratch {
    let folder = try Scratch()
    let programs = URL(fileURLWithPath: try Program.path("orglifectl")).deletingLastPathComponent().path
    let made = try shell("scripts/manual \(folder.path) \(programs)")
    try #require(made.status == 0, "\(made.errors)")
    return folder
  }

  private func pages(in folder: Scratch) throws -> [String] {
    try shell("find \(folder.path) -type f | sort").output.split(separator: "\n").map(String.init)
  }

  private func shown(_ page: String) throws -> String {
    try shell("MANWIDTH=80 man -E UTF-8 -l -Tutf8 \(page) | col -bx").output
  }

  private func shell(_ command: String) throws -> Program.Result {
    try Program.shell("bash", ["--norc", "-c", command], environment: ["LC_ALL": "C.UTF-8"])
  }
}
