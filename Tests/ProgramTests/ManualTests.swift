import Foundation
import Testing

/// The manual pages, made of the built programs' own help.
@Suite(.timeLimit(.minutes(5))) struct ManualTests {
  @Test(arguments: [("orglifectl", "1"), ("orglifed", "8")])
  func `a page has every command, fits eighty columns, and no formatter complains`(
    program: String, section: String
  )
    throws
  {
    let folder = try Scratch()
    let made = try shell("scripts/manual \(folder.path) \(try programs())", in: folder)
    try #require(made.status == 0, "\(made.errors)")
    let page = "\(folder.path)/man\(section)/\(program).\(section)"
    let warned = try shell("man --warnings -E UTF-8 -l -Tutf8 -Z \(page) >/dev/null", in: folder)
    #expect(warned.status == 0)
    #expect(warned.errors.isEmpty)
    #expect(try shell("mandoc -T lint \(page)", in: folder).output.isEmpty)

    let shown = try shell("MANWIDTH=80 man -E UTF-8 -l -Tutf8 \(page) | col -bx", in: folder).output
    let lines = shown.split(separator: "\n")
    #expect(lines.count > 50)
    for line in lines { #expect(columns(line) <= 80, "\(line)") }
    for command in try CommandTree.of(program) where !command.path.isEmpty {
      #expect(lines.contains("   \(program) \(command.path.joined(separator: " "))"), "\(command.path)")
    }
    for section in [
      "NAME", "SYNOPSIS", "DESCRIPTION", "EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES", "SEE ALSO",
    ] {
      #expect(lines.contains(Substring(section)), "\(section)")
    }
    // What is copied from the page must work: a minus is a minus, and a quote a quote.
    #expect(shown.contains("--config"))
    #expect(!shown.contains("\u{2010}") && !shown.contains("\u{2212}"))
  }

  private func programs() throws -> String {
    URL(fileURLWithPath: try Program.path("orglifectl")).deletingLastPathComponent().path
  }

  private func shell(_ command: String, in folder: Scratch) throws -> Program.Result {
    try Program.shell("bash", ["--norc", "-c", command], environment: ["LC_ALL": "C.UTF-8"])
  }
}
