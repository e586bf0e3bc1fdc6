import ArgumentParser
import Foundation
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeProgramme
import Varlink

struct ConfigCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Look at a configuration before it is in force.",
    discussion: """
        orglifectl config diff orglifed.new
      """,
    subcommands: [Diff.self])

  struct Diff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What would be owed and sent otherwise in the days ahead.",
      discussion: """
        What a reload would change; the folder NEW; or two folders, without a daemon and with nothing recorded. \
        It is computed by the daemon's own planner with what is recorded, as if nothing more were recorded. \
        Nothing is changed.

          orglifectl config diff
          orglifectl config diff orglifed.new --days 30
          orglifectl config diff NEW --config OLD

        Exit status: 0 whatever the difference; 78 the configuration has errors, which are printed.
        """)

    @Argument(help: "The folder that would be put in force.", completion: .directory)
    var folder = "/etc/orglifed"
    @Option(help: ArgumentHelp("How many days to look ahead, up to 400.", valueName: "days")) var days = 90
    @Option(
      help: ArgumentHelp(
        "Compare with this folder in place of what the daemon has in force.", valueName: "folder"),
      completion: .directory)
    var config: String?
    @Option(help: ArgumentHelp("With --config: the first day [today].", valueName: "yyyy-mm-dd"))
    var from: CivilDate?
    @OptionGroup var daemon: DaemonOptions

    func validate() throws {
      guard (1...400).contains(days) else { throw ValidationError("--days is 1 to 400.") }
      guard from == nil || config != nil else { throw ValidationError("--from goes with --config.") }
    }

    func run() async throws {
      let (sources, programme) = try read(folder)
      let comparison: Comparison
      if let config {
        comparison = try compare(programme, with: read(config).programme)
      } else {
        comparison = try await ask(sources)
      }
      if daemon.json { return try printJSON(schema: "config-diff", ["comparison": comparison]) }
      print(ComparisonPrinter(comparison).text)
    }

    /// Refuses a folder with errors as check-config does.
    private func read(_ folder: String) throws -> (sources: ProgrammeSources, programme: Programme) {
      if let sources = try? ProgrammeSources(folder: folder),
        let programme = ProgrammeReader.read(sources).programme
      {
        return (sources, programme)
      }
      try CheckConfigCommand.parse([folder] + (daemon.json ? ["--json"] : [])).run()
      throw Exit.configuration
    }

    private func compare(_ programme: Programme, with old: Programme) throws -> Comparison {
      var now = Wallclock().now
      if let from, let midnight = CivilTime(hour: 0, minute: 0) {
        now = old.zone.timestamp(of: from, at: midnight)
      }
      return try Desk.empty(old, inServiceSince: now).comparison(with: programme, days: days, at: now)
    }

    /// Only what differs is sent: a large roster would not fit into one question.
    private func ask(_ sources: ProgrammeSources) async throws -> Comparison {
      let known: Control.SourcesAnswer = try await daemon.call("ListSources")
      let same = sources.paths.filter { known.files[$0] == Digest(of: sources.files[$0] ?? []).description }
      let changed = sources.files.filter { !same.contains($0.key) }.mapValues { Data($0) }
      let size = changed.values.reduce(0) { $0 + $1.count * 4 / 3 }
      guard size < VarlinkLimits.frameBytes - 65_536 else {
        throw Exit.saying(
          "too much is changed to ask the daemon; compare with --config and the folder that is in force",
          Exit.no)
      }
      let answer: Control.CompareAnswer = try await daemon.call(
        "Compare", Control.CompareQuestion(files: changed, unchanged: same, days: days))
      return answer.comparison
    }
  }
}
