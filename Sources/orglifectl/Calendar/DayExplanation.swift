import OrgLifeCore
import OrgLifeProgramme

/// Why a day is worked or free, and what falls on it.
struct DayExplanation {
  private let date: CivilDate
  private let programme: Programme
  private let places: ProgrammePlaces
  private let days: WorkingDays

  init(_ date: CivilDate, programme: Programme, places: ProgrammePlaces) {
    self.date = date
    self.programme = programme
    self.places = places
    days = WorkingDays(programme.calendar)
  }

  struct Answer: Encodable {
    var date: CivilDate
    var workday: Bool
    var provisional: Bool
    var why: String
    var previousWorkday: CivilDate
    var nextWorkday: CivilDate
    var duties: [String]
  }

  /// The same for programs.
  var answer: Answer {
    Answer(
      date: date, workday: days.isWorkingDay(date), provisional: days.isProvisional(date), why: reason,
      previousWorkday: days.previous(from: date.adding(days: -1)),
      nextWorkday: days.next(from: date.adding(days: 1)), duties: programme.duties.flatMap(fallsOnIt))
  }

  var text: String {
    let isWorked = days.isWorkingDay(date)
    var lines = ["\(date.weekday.short) \(date): \(isWorked ? "worked" : "free")", "  why       \(reason)"]
    if days.isProvisional(date) {
      lines.append("  note      provisional: the official calendar of \(date.year) is not loaded")
    }
    if isWorked {
      let first = Period(.month, containing: date).firstDay.adding(days: -1)
      lines.append("  counts    working day \(days.count(from: first, to: date)) of its month")
    } else {
      lines.append("  previous  \(day(days.previous(from: date)))")
      lines.append("  next      \(day(days.next(from: date)))")
    }
    for duty in programme.duties { lines += fallsOnIt(duty).map { "  duty      \($0)" } }
    return lines.joined(separator: "\n")
  }

  private var reason: String {
    guard let entry = programme.calendar.entries[date] else {
      return date.weekday.isWeekend ? "a weekend that no notice makes a working day" : "an ordinary weekday"
    }
    let place = places.calendarDays[date].map { " (\($0))" } ?? ""
    return switch entry.kind {
    case .holiday: "holiday by the year's notice: \(entry.name)\(place)"
    case .statutory: "free by the decree on public holidays: \(entry.name)\(place)"
    case .makeupWorkday: "worked in exchange for \(entry.name), by the year's notice\(place)"
    }
  }

  private func day(_ date: CivilDate) -> String { "\(date) \(date.weekday.short)" }

  private func fallsOnIt(_ duty: Duty) -> [String] {
    guard let fixedDay = duty.fixedDay else { return [] }
    let period = Period(fixedDay.cycle, containing: date)
    return [period.previous, period, period.next].compactMap { period in
      guard let day = fixedDay.day(in: period, days), date == day.held || date == day.planned else {
        return nil
      }
      let place = places.duties[duty.id].map { " (\($0))" } ?? ""
      let what = "\(duty.name[programme.language]) of \(period): \(fixedDay.rule)\(place)"
      guard day.isMoved else { return what }
      return date == day.held
        ? "\(what), moved here from \(day.planned)" : "\(what), moved to \(day.held)"
    }
  }

  /// Why the day of a rule is held when it is.
  static func why(_ planned: CivilDate, held: CivilDate, _ days: WorkingDays) -> String {
    let entry = days.calendar.entries[planned]
    let provisional = days.isProvisional(planned) || days.isProvisional(held) ? "; provisional" : ""
    if planned == held {
      if days.isWorkingDay(planned) {
        return (entry == nil ? "a working day" : "a make-up working day (\(entry?.name ?? ""))") + provisional
      }
      return "free, and stays\(provisional)"
    }
    let free = entry.map { "\($0.name) holiday" } ?? "a weekend"
    let skipped = days.next(from: planned) < held && held > planned ? ", past a make-up weekend" : ""
    return "\(free): \(held > planned ? "next" : "previous") working day\(skipped)\(provisional)"
  }
}
