import ArgumentParser
import Foundation
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeProgramme

struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Every message that would go, to whom and why: offline, by the daemon's own planner.",
    discussion: """
      Nothing is sent, and no daemon is needed. The ledger is taken to be in service from the first day on. Facts are records, items and decisions with \
      the time at which they are learned; docs/configuration.md describes the file. The same input gives the \
      same bytes.

        orglifectl simulate --from 2026-12-01 --to 2027-03-31
        orglifectl simulate --config examples/bureau \\
          --from 2026-01-01 --to 2026-12-31 \\
          --facts examples/bureau/facts-2026.yaml
        orglifectl simulate --from 2026-01-01 --to 2026-12-31 \\
          --json lines | jq -r '.message.person' | sort | uniq -c
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case lines
  }

  @Option(help: ArgumentHelp("The folder of the programme.", valueName: "dir"), completion: .directory)
  var config = "/etc/orglifed"
  @Option(help: ArgumentHelp("The first day.", valueName: "yyyy-mm-dd")) var from: CivilDate
  @Option(help: ArgumentHelp("The last day.", valueName: "yyyy-mm-dd")) var to: CivilDate
  @Option(
    help: ArgumentHelp("What is learned on the way; - for standard input.", valueName: "file"),
    completion: .file(extensions: ["yaml", "yml"]))
  var facts: String?
  @Option(help: ArgumentHelp("“lines” prints one JSON object for each message and line.", valueName: "lines"))
  var json: Format?

  func validate() throws {
    guard from <= to else { throw ValidationError("--from \(from) is after --to \(to).") }
  }

  func run() async throws {
    let programme = try Programme.read(folder: config)
    let learnings = try readFacts(programme)
    guard let midnight = CivilTime(hour: 0, minute: 0) else { return }
    let zone = programme.zone
    let start = zone.timestamp(of: from, at: midnight)
    let end = zone.timestamp(of: to.adding(days: 1), at: midnight).adding(seconds: -0.001)
    var printer = SimulationPrinter(programme: programme, asLines: json == .lines)
    let clock = ContinuousClock()
    var progress = ProgressLine(isTerminal: isatty(STDERR_FILENO) == 1, from: clock.now)
    func tell(_ text: String?) {
      if let text { StandardError.write(text) }
    }
    do {
      var rehearsal = try Rehearsal(programme: programme, from: start, learnings: learnings)
      try await rehearsal.run(
        to: end,
        passing: { moment in
          let date = zone.local(at: moment).date
          tell(progress.drawing("simulating: \(date), up to \(to)", at: clock.now))
        },
        each: { sent in
          // On a terminal, what is printed now would stand behind the line.
          if isatty(STDOUT_FILENO) == 1 { tell(progress.clearing()) }
          try printer.take(sent)
        })
      tell(progress.clearing())
    } catch let refusal as Refusal {
      tell(progress.clearing())
      throw Exit.saying("a fact was not taken: \(refusal)", Exit.configuration)
    }
    try printer.finish(from: from, to: to)
  }

  private func readFacts(_ programme: Programme) throws -> [Rehearsal.Learning] {
    guard let facts else { return [] }
    let bytes: [UInt8]
    if facts == "-" {
      bytes = try StandardInput.bytes()
    } else if let data = FileManager.default.contents(atPath: facts) {
      bytes = [UInt8](data)
    } else {
      throw Exit.saying("cannot read \(facts)", Exit.noSuchThing)
    }
    let (statements, diagnostics) = FactsFile.read(bytes, file: facts, programme: programme)
    let errors = diagnostics.filter { $0.severity == .error }
    guard errors.isEmpty else {
      throw Exit.saying(errors.map(\.description).joined(separator: "\n"), Exit.configuration)
    }
    return statements.map {
      Rehearsal.Learning(at: $0.at, author: $0.by?.text ?? "facts-file", statement: $0.statement)
    }
  }
}
