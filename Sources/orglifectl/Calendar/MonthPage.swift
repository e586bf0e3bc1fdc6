import OrgLifeCore

/// A month as people draw one: weeks from Monday, what is free and what is worked marked, and what falls into it below.
struct MonthPage {
  private let month: Period
  private let programme: Programme
  private let days: WorkingDays
  private var language: Language { programme.language }

  init(_ month: Period, of programme: Programme) {
    self.month = month
    self.programme = programme
    days = WorkingDays(programme.calendar)
  }

  /// At most 80 columns.
  var text: String {
    let sections = [[title, weekdays] + weeks, legend, fixedDays, notes]
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
  }

  struct Answer: Encodable {
    struct Day: Encodable {
      var date: CivilDate
      var workday: Bool
      var kind: WorkingDayCalendar.Kind?
      var name: String?
    }

    struct Held: Encodable {
      var duty: String
      var planned: CivilDate
      var held: CivilDate
    }

    var month: String
    var provisional: Bool
    var workdays: Int
    var days: [Day]
    var fixedDays: [Held]
  }

  /// The same for programs.
  var answer: Answer {
    Answer(
      month: month.description, provisional: days.isProvisional(month.firstDay),
      workdays: dates.count(where: days.isWorkingDay),
      days: dates.map {
        let entry = programme.calendar.entries[$0]
        return Answer.Day(date: $0, workday: days.isWorkingDay($0), kind: entry?.kind, name: entry?.name)
      },
      fixedDays: held.map { Answer.Held(duty: $0.duty.id.text, planned: $0.day.planned, held: $0.day.held) })
  }

  /// Fixed days that are held in the month, those moved into it as well.
  private var held: [(duty: Duty, day: FixedDay.Day)] {
    programme.duties.flatMap { duty -> [(Duty, FixedDay.Day)] in
      guard let fixedDay = duty.fixedDay else { return [] }
      let period = Period(fixedDay.cycle, containing: month.firstDay)
      return [period.previous, period, period.next].compactMap { fixedDay.day(in: $0, days) }
        .filter { month.contains($0.held) }.map { (duty, $0) }
    }
  }

  private var dates: [CivilDate] {
    (0...month.firstDay.days(until: month.lastDay)).map { month.firstDay.adding(days: $0) }
  }

  private static let cell = 6

  private var title: String {
    let name = language == .chinese ? "\(month.year)年\(month.firstDay.month)月" : "\(month)"
    let width = MonthPage.cell * 7
    return String(repeating: " ", count: max(0, (width - displayWidth(name)) / 2)) + name
  }

  private var weekdays: String {
    let names =
      language == .chinese
      ? ["一", "二", "三", "四", "五", "六", "日"] : ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    return line(names.map { language == .chinese ? "\($0)  " : $0 + " " })
  }

  private var weeks: [String] {
    var weeks: [[String]] = []
    for date in dates {
      if weeks.isEmpty || date.weekday == .monday {
        weeks.append(weeks.isEmpty ? Array(repeating: "", count: date.weekday.rawValue - 1) : [])
      }
      weeks[weeks.count - 1].append("\(date.day)\(mark(of: date))")
    }
    return weeks.map(line)
  }

  private func mark(of date: CivilDate) -> String {
    let chinese = language == .chinese
    return switch programme.calendar.entries[date]?.kind {
    case .makeupWorkday: chinese ? "班" : "+ "
    case .holiday, .statutory: chinese ? "休" : "* "
    case nil: "  "
    }
  }

  private func line(_ cells: [String]) -> String {
    let padded = cells.map { String(repeating: " ", count: max(0, MonthPage.cell - displayWidth($0))) + $0 }
    var text = padded.joined()
    while text.last == " " { text.removeLast() }
    return text
  }

  private var legend: [String] {
    let chinese = language == .chinese
    let free = named { $0 == .holiday || $0 == .statutory }
    let worked = named { $0 == .makeupWorkday }
    let count = dates.count(where: days.isWorkingDay)
    return [
      free.isEmpty ? nil : chinese ? "休  放假：\(free)" : "*  holiday: \(free)",
      worked.isEmpty ? nil : chinese ? "班  调休上班：\(worked)" : "+  worked in exchange: \(worked)",
      chinese ? "共\(count)个工作日" : "\(count) working days",
    ].compactMap(\.self)
  }

  /// `1–7 国庆节, 25 中秋节`
  private func named(_ wanted: (WorkingDayCalendar.Kind) -> Bool) -> String {
    var runs: [(first: Int, last: Int, name: String)] = []
    for date in dates {
      guard let entry = programme.calendar.entries[date], wanted(entry.kind) else { continue }
      if let run = runs.last, run.last == date.day - 1, run.name == entry.name {
        runs[runs.count - 1].last = date.day
      } else {
        runs.append((date.day, date.day, entry.name))
      }
    }
    return runs.map { ($0.first == $0.last ? "\($0.first)" : "\($0.first)–\($0.last)") + " \($0.name)" }
      .joined(separator: language == .chinese ? "，" : ", ")
  }

  private var fixedDays: [String] {
    held.map { duty, day in
      let name = duty.name[language]
      guard day.isMoved else { return "\(day.held)  \(name)" }
      return language == .chinese
        ? "\(day.held)  \(name)（原定\(day.planned)）" : "\(day.held)  \(name) (moved from \(day.planned))"
    }
  }

  private var notes: [String] {
    guard days.isProvisional(month.firstDay) else { return [] }
    return [
      language == .chinese
        ? "暂定：\(month.year)年放假安排尚未载入，调休上班日未知。"
        : "Provisional: the holidays of \(month.year) are not loaded, make-up days are not known."
    ]
  }
}
