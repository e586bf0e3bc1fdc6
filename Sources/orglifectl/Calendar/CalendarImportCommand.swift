import ArgumentParser
import Foundation
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeProgramme

struct CalendarImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Load the working-day calendar of a year, and say what it moves.",
    discussion: """
      The file has the columns date,kind,name; kind is holiday or makeup_workday. It becomes calendars/YEAR.csv \
      of the configuration, the year leaves “provisional-years”, and the daemon reads it at once. The operator \
      gets one list of the days that moved; nothing that was sent is sent again.

        orglifectl calendar import 2027.csv --dry-run
        orglifectl calendar import 2027.csv
        orglifectl calendar import - < 2027.csv

      Exit status: 0 loaded; 66 the file cannot be read; 73 the configuration cannot be written; 78 refused, \
      and nothing was changed.
      """)

  @Argument(
    help: ArgumentHelp("The calendar, or - for standard input.", valueName: "file"), completion: .file())
  var file: String
  @Option(help: ArgumentHelp("The configuration.", valueName: "folder"), completion: .directory)
  var config = "/etc/orglifed"
  @Flag(help: "Only say what would move.") var dryRun = false
  @OptionGroup var daemon: DaemonOptions

  func run() async throws {
    let loading = try loading()
    if !daemon.json {
      print(
        loading.change.map { text(of: $0, in: loading.programme) } ?? "This calendar is in force already.")
    }
    guard !dryRun, loading.change != nil else { return try report(loading, written: false) }
    do { try loading.write() } catch {
      throw Exit.saying("the configuration cannot be written: \(error)", Exit.cannotWrite)
    }
    if !daemon.json { print("\nWritten to \(loading.path).") }
    try await reload()
    try report(loading, written: true)
  }

  private struct Report: Encodable {
    var years: [Int]
    var moves: [Bulletin.Move]
    var written: Bool
  }

  private func report(_ loading: CalendarLoading, written: Bool) throws {
    guard daemon.json else { return }
    var report = Report(years: [], moves: [], written: written)
    if case .calendarChanged(let years, let moves) = loading.change?.matter {
      report.years = years
      report.moves = moves
    }
    try printJSON(schema: "calendar-import", ["change": report])
  }

  private func loading() throws -> CalendarLoading {
    do {
      let bytes =
        try file == "-"
        ? FileHandle.standardInput.readToEnd() ?? Data() : Data(contentsOf: URL(filePath: file))
      return try CalendarLoading(of: Array(bytes), into: config, at: Wallclock().now)
    } catch let refused as ReloadRefused {
      throw Exit.saying("\(refused)\nNothing was changed.", Exit.configuration)
    } catch {
      throw Exit.saying("\(file) cannot be read: \(error.localizedDescription)", Exit.cannotRead)
    }
  }

  /// A configuration that no daemon has in force is written all the same.
  private func reload() async throws {
    do {
      let _: Control.ReloadAnswer = try await daemon.call("Reload")
      if !daemon.json { print("The daemon has it in force; the operator is told.") }
    } catch let failure as Failure where failure.code == Exit.notRunning {
      if !daemon.json { print("The daemon is not running: it reads the calendar when it starts.") }
    }
  }

  private func text(of change: Bulletin, in programme: Programme) -> String {
    guard case .calendarChanged(let years, let moves) = change.matter else { return "" }
    let title = years.map(String.init).joined(separator: ", ")
    guard !moves.isEmpty else { return "\(title): no day moves." }
    var table = Table("FROM", "TO", "WHAT")
    for move in moves {
      let name = programme.duty(move.duty)?.name[programme.language] ?? move.duty.text
      let rung = move.rung.map { " \($0)" } ?? ""
      table.add(move.from.description, move.to.description, "\(name) \(move.word)\(rung)")
    }
    return
      "\(table.text(width: outputWidth))\n\n\(title): \(moves.count) \(moves.count == 1 ? "day moves" : "days move"), the rest stays."
  }
}
