import ArgumentParser
import Foundation
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeProgramme

extension RecordCommand {
  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Record meetings from a CSV or JSON file, with a line about each row.",
      discussion: """
        The first line of a CSV file names the columns: organisation, duty, date, chair, present and due are \\
        needed; docs/officers.md has all of them, in Chinese too. Read again, a row that is known changes nothing.

          orglifectl record import 2026-Q1.csv --dry-run
          orglifectl record import 2026-Q1.csv

        Exit status: 0 every row was taken, or is known; 1 some were refused; 66 the file cannot be read.
        """)

    @Argument(help: "The file; - for CSV on standard input.", completion: .file(extensions: ["csv", "json"]))
    var file: String
    @Flag(help: "Only say what would become of each row.") var dryRun = false
    @OptionGroup var author: AuthorOptions
    @OptionGroup var daemon: DaemonOptions

    /// A message to the daemon holds so many rows.
    private static let together = 100

    func run() async throws {
      let read = RecordFile(try bytes(), name: file, format: RecordFile.Format(name: file) ?? .csv)
      var by = author.by
      if let given = by { by = try await daemon.whole(given, .person) }
      var outcomes = read.faults.map(RowOutcome.init)
      for start in stride(from: 0, to: read.rows.count, by: Self.together) {
        let rows = Array(read.rows[start..<min(start + Self.together, read.rows.count)])
        let answer: Control.RowsAnswer = try await daemon.call(
          "TakeRows", Control.RowsQuestion(rows: rows, dryRun: dryRun, by: by))
        outcomes += answer.outcomes
      }
      outcomes.sort { $0.line < $1.line }
      if daemon.json {
        try printJSON(schema: "import", ["outcomes": outcomes])
      } else {
        report(outcomes)
      }
      if outcomes.isEmpty || outcomes.contains(where: { $0.outcome == .refused }) { throw Exit.no }
    }

    private func bytes() throws -> [UInt8] {
      if file == "-" { return try StandardInput.bytes() }
      guard let data = FileManager.default.contents(atPath: file) else {
        throw Exit.saying("cannot read \(file)", Exit.cannotRead)
      }
      return [UInt8](data)
    }

    private func report(_ outcomes: [RowOutcome]) {
      guard !outcomes.isEmpty else { return print("There is no record in the file.") }
      for outcome in outcomes {
        var page = Paragraph()
        let place = outcome.line > 0 ? "line \(outcome.line)" : "the file"
        page.add("\(place): \(outcome.outcome.words)\(outcome.key.map { " \($0)" } ?? "")", hang: 2)
        for reason in outcome.reasons { page.add(reason.english, indent: 4) }
        print(page.text)
      }
      let counts = Dictionary(grouping: outcomes, by: \.outcome).mapValues(\.count)
      let order: [RowOutcome.Kind] = [.recorded, .awaiting, .incomplete, .known, .refused]
      let parts = order.compactMap { kind in counts[kind].map { "\($0) \(kind.words)" } }
      print(
        wrapped(
          "\(dryRun ? "nothing was recorded; it would be: " : "")\(parts.joined(separator: "; "))",
          to: outputWidth))
    }
  }
}

extension RowOutcome.Kind {
  /// As a report calls it.
  fileprivate var words: String {
    switch self {
    case .recorded: "recorded"
    case .known: "known already"
    case .awaiting: "recorded, awaiting confirmation"
    case .incomplete: "recorded, incomplete"
    case .refused: "refused"
    }
  }
}
