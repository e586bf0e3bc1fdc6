import Foundation
import OrgLifeCore
import OrgLifeProgramme
import OrgLifeSchedule

/// A year's working-day calendar on its way into a configuration: checked with all the rest of it before anything is
/// written.
public struct CalendarLoading: Sendable {
  /// The programme as it will be.
  public let programme: Programme
  /// What it moves, facts aside; nil where it changes nothing.
  public let change: Bulletin?
  /// The calendar's file in the configuration.
  public let path: String

  private let folder: String
  private let files: [(path: String, bytes: [UInt8])]

  /// - Parameters:
  ///   - bytes: the file, as `calendars/YEAR.csv` has it, of one year.
  ///   - folder: the configuration.
  /// - Throws: ``ReloadRefused`` with every reason; nothing is written.
  public init(of bytes: [UInt8], into folder: String, at now: Timestamp) throws {
    let sources: ProgrammeSources
    do { sources = try ProgrammeSources(folder: folder) } catch {
      throw ReloadRefused(diagnostics: ["\(error)"])
    }
    let year = try CalendarLoading.year(of: bytes)
    let name = "calendars/\(year).csv"
    var next = sources
    var files = [(name, bytes)]
    next.files[name] = bytes
    if let settings = sources.files[CalendarLoading.settings] {
      let published = CalendarLoading.published(year, in: settings)
      next.files[CalendarLoading.settings] = published
      if published != settings { files.append((CalendarLoading.settings, published)) }
    }
    guard let before = ProgrammeReader.read(sources).programme else {
      throw ReloadRefused(diagnostics: [
        "\(folder) has errors already; “orglifectl check-config \(folder)” lists them"
      ])
    }
    let reading = ProgrammeReader.read(next)
    guard let programme = reading.programme else {
      throw ReloadRefused(diagnostics: reading.errors.map(\.description))
    }
    guard programme.calendar.status(of: year) == .official else {
      throw ReloadRefused(diagnostics: [
        "\(year) would still be provisional: take statutory days out of the file, and the year out of “provisional-years” in \(CalendarLoading.settings)"
      ])
    }
    self.programme = programme
    self.folder = folder
    self.files = files
    path = "\(folder)/\(name)"
    change = Planner(programme: programme, inServiceSince: now)
      .calendarChange(from: before.calendar, facts: Facts(), at: now)
  }

  /// Each file is replaced whole or not at all, the calendar first. Again writes the same.
  public func write() throws {
    for (name, bytes) in files {
      let target = "\(folder)/\(name)"
      try FileManager.default.createDirectory(
        atPath: URL(filePath: target).deletingLastPathComponent().path, withIntermediateDirectories: true)
      let permissions = try? FileManager.default.attributesOfItem(atPath: target)[.posixPermissions]
      try Data(bytes).write(to: URL(filePath: target), options: .atomic)
      try FileManager.default.setAttributes([.posixPermissions: permissions ?? 0o644], ofItemAtPath: target)
    }
  }

  private static let settings = "orglifed.yaml"

  /// The year of every row.
  private static func year(of bytes: [UInt8]) throws -> Int {
    let reading = CalendarReading(bytes)
    guard reading.errors.isEmpty else { throw ReloadRefused(diagnostics: reading.errors.map(\.description)) }
    guard let year = reading.years.first, reading.years.count == 1 else {
      let found = reading.years.map(String.init).joined(separator: ", ")
      throw ReloadRefused(diagnostics: [
        found.isEmpty
          ? "the file has no day in it; it needs rows like 2027-01-01,holiday,元旦"
          : "the file has days of \(found); load one year at a time"
      ])
    }
    return year
  }

  /// The settings with the year taken out of a list written on one line, `provisional-years: [2027]`; written
  /// otherwise they are left, and the check says what to do.
  private static func published(_ year: Int, in settings: [UInt8]) -> [UInt8] {
    let lines = String(decoding: settings, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    let changed = lines.map { line -> String in
      guard line.hasPrefix("provisional-years:"), let open = line.firstIndex(of: "["),
        let close = line[open...].firstIndex(of: "]")
      else { return String(line) }
      let years = line[line.index(after: open)..<close].split(separator: ",").map {
        $0.filter { !$0.isWhitespace }
      }
      let kept = years.filter { $0 != String(year) }.joined(separator: ", ")
      return line[...open] + kept + line[close...]
    }
    return Array(changed.joined(separator: "\n").utf8)
  }
}
