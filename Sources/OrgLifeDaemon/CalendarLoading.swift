import Glibc
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

  /// Why a file of the configuration cannot be replaced.
  public struct WriteFailure: Error, Sendable, CustomStringConvertible {
    public var path: String
    public var reason: String

    public var description: String { "\(path): \(reason)" }
  }

  /// Each file is replaced whole or not at all, the calendar first; between the two the year is provisional still.
  /// Again writes the same, so that what broke off half-way is finished.
  public func write() throws(WriteFailure) {
    let calendars = "\(folder)/calendars"
    guard mkdir(calendars, 0o755) == 0 || errno == EEXIST else { throw CalendarLoading.failure(calendars) }
    for (name, bytes) in files { try CalendarLoading.replace("\(folder)/\(name)", with: bytes) }
  }

  /// Keeps the mode that the file has.
  private static func replace(_ path: String, with bytes: [UInt8]) throws(WriteFailure) {
    var status = stat()
    let mode = stat(path, &status) == 0 ? status.st_mode & 0o777 : 0o644
    let draft = path + ".new"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw failure(draft) }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count >= 0 || errno == EINTR else {
        let failure = failure(draft)
        unlink(draft)
        throw failure
      }
      rest = rest.dropFirst(max(0, count))
    }
    guard fchmod(descriptor, mode) == 0, fsync(descriptor) == 0, rename(draft, path) == 0 else {
      let failure = failure(path)
      unlink(draft)
      throw failure
    }
  }

  private static func failure(_ path: String) -> WriteFailure {
    WriteFailure(path: path, reason: String(cString: strerror(errno)))
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
