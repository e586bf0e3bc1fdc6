import OrgLifeCore

/// `calendars/*.csv`: holidays and make-up working days.
struct CalendarReader {
  static let columns = ["date", "kind", "name"]

  private(set) var entries: [CivilDate: WorkingDayCalendar.Entry] = [:]
  private(set) var places: [CivilDate: Place] = [:]
  private var years: [Int: WorkingDayCalendar.Status] = [:]
  private var hasNotice = Set<Int>()
  private var isComplete = true

  private let findings: Findings

  init(_ findings: Findings) {
    self.findings = findings
  }

  mutating func read(_ bytes: [UInt8], file: String) {
    guard let table = CSVTable(bytes, file: file, required: CalendarReader.columns, findings: findings) else {
      isComplete = false
      return
    }
    for column in table.header where !CalendarReader.columns.contains(column.value) {
      findings.error(
        "unknown-column", column.place, "there is no column “\(shown(column.value))”",
        hint: "the columns are date,kind,name")
    }
    for row in table.rows { read(row) }
  }

  private mutating func read(_ row: CSVTable.Row) {
    let date = row.required("date", .date)
    let kind: Placed<WorkingDayCalendar.Kind>? = row.required("kind", .choice())
    let name = row.optional("name", .line)?.value ?? ""
    guard let date, let kind else {
      isComplete = false
      return
    }
    if let first = places[date.value] {
      findings.error(
        "duplicate-date", date.place, "\(date.value) is given again; it stands already at \(first)",
        hint: "keep one of them")
      return
    }
    places[date.value] = date.place
    if kind.value == .makeupWorkday, !date.value.weekday.isWeekend {
      findings.error(
        "makeup-on-weekday", kind.place, "\(date.value) is a \(date.value.weekday), which is worked anyway",
        hint: "a make-up working day is a Saturday or Sunday; check the date")
    }
    entries[date.value] = WorkingDayCalendar.Entry(kind: kind.value, name: name)
    let year = date.value.year
    if kind.value == .makeupWorkday { hasNotice.insert(year) }
    if kind.value == .statutory {
      years[year] = .provisional
    } else if years[year] == nil {
      years[year] = .official
    }
  }

  /// The calendar of all the files, with the years that the settings call provisional.
  func calendar(provisional: [Placed<Int>]) -> WorkingDayCalendar {
    var years = years
    for year in provisional {
      if hasNotice.contains(year.value) {
        findings.warning(
          "provisional-year-published", year.place,
          "\(year.value) is marked as provisional, but its make-up working days are there",
          hint: "delete \(year.value) from “provisional-years” if the notice was entered in full")
      }
      if years[year.value] == nil {
        findings.warning(
          "provisional-year-without-days", year.place,
          "for \(year.value) only weekends are free: no file names its holidays",
          hint: "add calendars/\(year.value).csv with the statutory days")
      }
      years[year.value] = .provisional
    }
    if years.isEmpty, isComplete {
      findings.error(
        "no-calendar", Place(file: "calendars"), "there is no working-day calendar",
        hint: "add calendars/YEAR.csv with the columns date,kind,name")
    }
    return WorkingDayCalendar(entries: entries, years: years)
  }
}
