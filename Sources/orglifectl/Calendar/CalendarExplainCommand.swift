import ArgumentParser
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeProgramme

struct CalendarExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say why a day is worked or free, or which days a rule names and why.",
    discussion: """
      A day with its notice and what falls on it; or the days of a duty with a fixed day, or of a rule, and why \
      each is held when it is.

        orglifectl calendar explain 2026-10-10
        orglifectl calendar explain party-day
        orglifectl calendar explain 'FREQ=MONTHLY;BYDAY=1FR' --shift previous
      """)

  @Argument(
    help: ArgumentHelp("A date, a duty, or a rule of RFC 5545.", valueName: "date|duty|rule"),
    completion: .configured(.duty))
  var subject: String
  @Option(help: "For a rule: next, previous, none or avoid-makeup-weekends.") var shift = "next"
  @Option(help: ArgumentHelp("For a rule or duty: the first day; today where not given.", valueName: "date"))
  var from: String?
  @Option(help: "For a rule or duty: how many periods.") var count = 12
  @Flag(help: "Print JSON.") var json = false
  @OptionGroup var source: CalendarSource

  func run() async throws {
    let (programme, places) = try source.reading()
    if let date = CivilDate(subject) {
      let explanation = DayExplanation(date, programme: programme, places: places)
      if json { return try printJSON(schema: "calendar-day", ["day": explanation.answer]) }
      return print(explanation.text)
    }
    guard (1...1000).contains(count) else { throw ValidationError("--count goes from 1 to 1000") }
    let first = try from.map(day) ?? source.today(in: programme)
    let (fixedDay, heading) = try fixedDay(programme, places, from: first)
    let found = days(of: fixedDay, from: first, programme)
    if json { return try printJSON(schema: "calendar-days", ["days": found]) }
    print(heading)
    guard !found.isEmpty else { return print("No day in the 100 years from \(first).") }
    var table = Table("RULE", "HELD", "WHY")
    for day in found {
      table.add(
        "\(day.planned) \(day.planned.weekday.short)", "\(day.held) \(day.held.weekday.short)", day.why)
    }
    print(table.text(width: outputWidth))
  }

  private struct Day: Encodable {
    var planned: CivilDate
    var held: CivilDate
    var why: String
    var provisional: Bool
  }

  private func day(_ text: String) throws -> CivilDate {
    guard let date = CivilDate(text) else { throw ValidationError("“\(text)” is no date like 2026-01-01") }
    return date
  }

  private func fixedDay(_ programme: Programme, _ places: ProgrammePlaces, from first: CivilDate) throws
    -> (FixedDay, String)
  {
    if let id = Duty.ID(subject), let duty = programme.duty(id) {
      guard let fixedDay = duty.fixedDay else {
        throw Exit.saying(
          "\(id) has no fixed day: it is \(duty.quota == nil ? "due by items" : "owed by period")", Exit.no)
      }
      let place = places.duties[id].map { ", \($0)" } ?? ""
      return (
        fixedDay,
        "\(id) \(duty.name[programme.language]): \(fixedDay.rule), shift \(fixedDay.shift.rawValue)\(place)"
      )
    }
    guard let shift = FixedDay.Shift(rawValue: shift) else {
      throw ValidationError(
        "--shift is one of \(FixedDay.Shift.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    do throws(RecurrenceRule.Mistake) {
      let rule = try RecurrenceRule(subject)
      return (
        FixedDay(cycle: .month, rule: rule, start: first, shift: shift), "\(rule), shift \(shift.rawValue)"
      )
    } catch {
      throw Exit.saying(
        "“\(subject)” is no date, no duty of the programme, and no rule: \(error)", Exit.usage)
    }
  }

  private func days(of fixedDay: FixedDay, from first: CivilDate, _ programme: Programme) -> [Day] {
    let days = WorkingDays(programme.calendar)
    let horizon = first.adding(months: 12 * 100)
    var found: [Day] = []
    for planned in fixedDay.rule.days(from: fixedDay.start) where planned >= first {
      guard planned < horizon, found.count < count else { break }
      let held = fixedDay.held(planned, days)
      found.append(
        Day(
          planned: planned, held: held, why: DayExplanation.why(planned, held: held, days),
          provisional: days.isProvisional(planned) || days.isProvisional(held)))
    }
    return found
  }
}
