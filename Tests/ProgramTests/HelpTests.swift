import Foundation
import Testing

@testable import orglifectl

/// What a newcomer reads first, for every command there is.
@Suite(.serialized, .timeLimit(.minutes(5))) struct HelpTests {
  @Test(arguments: ["orglifectl", "orglifed"])
  func `every command shows an example that fits its line`(program: String) throws {
    let commands = try CommandTree.of(program)
    #expect(!commands.isEmpty)
    for command in commands {
      let lines = (command.discussion ?? "").split(separator: "\n").map(String.init)
      let examples = lines.filter { $0.hasPrefix("  \(program) ") }
      #expect(!examples.isEmpty, "\(command.path) shows none")
      // A manual page sets them in by five more.
      for line in lines where line.hasPrefix("  ") { #expect(columns(line) <= 75, "\(line)") }
      let first = examples.first?.trimmingCharacters(in: .whitespaces).split(separator: " ").map(String.init)
      let isOwn =
        command.path.isEmpty || command.path.contains("add") || first?.contains(command.path[0]) == true
      #expect(isOwn, "\(command.path) shows another's example")
    }
  }

  @Test(arguments: ["orglifectl", "orglifed"])
  func `help fits a terminal of eighty columns`(program: String) throws {
    for command in try CommandTree.of(program) {
      let folder = try Scratch()
      let process = try Program.start(program, command.path + ["--help"], output: try folder.handle("out"))
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      // orglifed leaves its one usage line to the parser.
      let wide = try folder.text("out").split(separator: "\n").filter {
        columns($0) > 80 && !(program == "orglifed" && $0.hasPrefix("USAGE:"))
      }
      #expect(wide.isEmpty, "\(command.path)")
    }
  }

  @Test func `every command that answers can answer in JSON`() throws {
    let leaves = try CommandTree.of("orglifectl").filter(\.isLeaf)
    #expect(leaves.count > 15)
    for command in leaves { #expect(command.has(option: "json"), "\(command.path)") }
  }

  @Test func `the top level has its groups`() throws {
    let help = try Program.orglifectl("--help").output
    for group in ["ASKING", "TELLING", "ADMINISTERING"] {
      #expect(help.contains("\n\(group) SUBCOMMANDS:\n"))
    }
    #expect(!help.contains("manual"))
  }

  @Test func `a long line of usage is folded between its words, an option beside its value`() {
    let folded = Orglifectl.foldingUsage("x\nUSAGE: orglifectl a <b> --until <time> [--by <c>]\n", to: 34)
    #expect(folded == "x\nUSAGE: orglifectl a <b>\n         --until <time> [--by <c>]\n")
  }

  @Test func `a discussion falls into paragraphs, lines that stand, and statuses`() {
    let text = HelpText("One.\n\n  orglifectl a \\\n    --b\n\nExit status: 0 fine; 78 it was refused.")
    #expect(text.parts == [.paragraph("One."), .verbatim(["orglifectl a \\", "  --b"])])
    #expect(
      text.statuses == [
        HelpText.Status(code: "0", meaning: "fine"), HelpText.Status(code: "78", meaning: "it was refused"),
      ])
  }
}
