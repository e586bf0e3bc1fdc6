import ArgumentParser
import OrgLifeDaemon
import OrgLifeProgramme

struct CheckConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-config",
    abstract: "Read a configuration as the daemon would, and print every error with its place.",
    discussion: """
      Nothing is changed and no daemon is needed. Where there are errors, all of them are told at once, each \
      as FILE:LINE:COLUMN; a warning does not hinder.

        orglifectl check-config
        orglifectl check-config examples/bureau
        orglifectl check-config /etc/orglifed && systemctl reload orglifed

      Exit status: 0 it is good, with counts of what was read; 78 it would be refused.
      """)

  @Argument(help: "The folder.", completion: .directory) var folder = "/etc/orglifed"
  @Flag(help: "Print JSON.") var json = false

  private struct Report: Encodable {
    var diagnostics: [Diagnostic]
    var summary: ProgrammeSummary?
  }

  func run() throws {
    let reading: ProgrammeReading
    do { reading = ProgrammeReader.read(try ProgrammeSources(folder: folder)).checkingTemplates() } catch {
      throw Exit.saying("\(error)", Exit.configuration)
    }
    let summary = reading.programme.map(ProgrammeSummary.init)
    if json {
      try printJSON(schema: "check-config", Report(diagnostics: reading.diagnostics, summary: summary))
    } else {
      for diagnostic in reading.diagnostics { print(diagnostic) }
      if let summary {
        print(summary.text)
      } else {
        print(
          "\n\(reading.errors.count) \(reading.errors.count == 1 ? "error" : "errors"); nothing was changed.")
      }
    }
    if reading.programme == nil { throw Exit.configuration }
  }
}
