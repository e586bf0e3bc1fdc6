// bench WORK ORGANISATIONS RULES CALENDAR…, with WORK one of dates, raw, reminders, plan, next.
// Prints results, checksum, CPU seconds and peak memory in KiB; or for dates, one organisation's dates.
import Foundation
import OrgLifeCore
import OrgLifeSchedule

let words = Array(CommandLine.arguments.dropFirst())
guard words.count >= 3, let organisations = Int(words[1]) else {
  fatalError("bench WORK ORGANISATIONS RULES CALENDAR…")
}
let rules = try lines(of: words[2]).map { try RecurrenceRule($0) }
let calendar = try readCalendar(words.dropFirst(3))

switch words[0] {
case "dates":
  for (number, rule) in rules.enumerated() {
    rule.forEachDay(from: DayRules.year.lowerBound, in: DayRules.year) { print(number, $0) }
  }
case "raw": measured { DayRules(rules: rules, days: WorkingDays(calendar)).dates(organisations) }
case "reminders":
  try measured { try DayRules(rules: rules, days: WorkingDays(calendar)).reminders(organisations) }
case "plan":
  let province = Province(branches: organisations, calendar: calendar)
  measured { province.planYear() }
case "next":
  let province = Province(branches: organisations, calendar: calendar)
  measured { province.nextMoment() }
default: fatalError("there is no work \(words[0])")
}

/// What a piece of work came to.
struct Tally {
  var results = 0
  var checksum: UInt64 = 0
}

func measured(_ work: () throws -> Tally) rethrows {
  let began = usage()
  let tally = try work()
  let ended = usage()
  print(tally.results, tally.checksum, String(format: "%.6f", ended.seconds - began.seconds), ended.peakKiB)
}

func usage() -> (seconds: Double, peakKiB: Int) {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  let user = Double(usage.ru_utime.tv_sec) + Double(usage.ru_utime.tv_usec) / 1e6
  let system = Double(usage.ru_stime.tv_sec) + Double(usage.ru_stime.tv_usec) / 1e6
  return (user + system, usage.ru_maxrss)
}

func lines(of path: String) throws -> [String] {
  try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline).map(String.init)
}

func readCalendar(_ paths: some Sequence<String>) throws -> WorkingDayCalendar {
  var entries: [CivilDate: WorkingDayCalendar.Entry] = [:]
  var years: [Int: WorkingDayCalendar.Status] = [:]
  for path in paths {
    for line in try lines(of: path) {
      let fields = line.split(separator: ",").map(String.init)
      guard let date = CivilDate(fields[0]), let kind = WorkingDayCalendar.Kind(rawValue: fields[1]) else {
        continue
      }
      entries[date] = .init(kind: kind, name: fields[2])
      years[date.year] = .official
    }
  }
  return WorkingDayCalendar(entries: entries, years: years)
}
