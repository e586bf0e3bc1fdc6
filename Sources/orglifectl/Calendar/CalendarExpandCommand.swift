import ArgumentParser
import OrgLifeCore
import Varlink

struct CalendarExpandCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "expand",
    abstract: "Print the days that a rule of RFC 5545 names.",
    discussion: """
      With --jsonl each line of standard input asks with the members id, dtstart, tz, rule and limit, where wanted \
      with rdate and exdate; it is answered with id, local and utc, or with id and error.

        orglifectl calendar expand 'FREQ=MONTHLY;BYDAY=1FR' --from 2026-01-01

      Exit status: 0 days were found; 1 100 years have no such day; 64 wrong usage. With --jsonl it is 0, \
      whatever the answers are.
      """)

  @Argument(help: "The rule.") var rule: String?
  @Option(help: ArgumentHelp("The day on which the rule starts.", valueName: "yyyy-mm-dd"))
  var from: CivilDate?
  @Option(help: ArgumentHelp("Print no more than so many.", valueName: "n")) var limit: Int?
  @Flag(help: "Answer JSON lines from standard input.") var jsonl = false
  @Flag(help: "Print JSON.") var json = false

  static let limits = 0...100_000

  func validate() throws {
    if jsonl {
      guard rule == nil, from == nil, limit == nil else {
        throw ValidationError("With --jsonl the rule, its start and the limit come on standard input.")
      }
      return
    }
    guard from != nil else { throw ValidationError("Say with --from on which day the rule starts.") }
    guard let limit, !Self.limits.contains(limit) else { return }
    throw ValidationError("--limit is not between \(Self.limits.lowerBound) and \(Self.limits.upperBound).")
  }

  func run() throws {
    if jsonl { return try Question.answerAll(Self.answer) }
    guard let rule, let from else { throw ValidationError("Give a rule, or --jsonl.") }
    let parsed: RecurrenceRule
    do { parsed = try RecurrenceRule(rule) } catch {
      throw Exit.saying("\(error)", Exit.usage)
    }
    let recurrence = Recurrence(start: CivilDateTime(date: from, secondOfDay: 0), rule: parsed)
    let occurrences: [Recurrence.Occurrence]
    do { occurrences = try recurrence.occurrences(limit: limit ?? 12) } catch {
      throw Exit.saying("\(error)", Exit.no)
    }
    if json {
      return try printJSON(schema: "calendar-expand", ["days": occurrences.map { "\($0.local.date)" }])
    }
    for occurrence in occurrences {
      let date = occurrence.local.date
      let time = parsed.namesTimes ? " \(occurrence.local.clock)" : ""
      print("\(date)\(time)  \(date.weekday.name)")
    }
  }

  private static func answer(_ question: Question) throws -> [String: JSONValue] {
    let recurrence = try recurrence(question)
    let occurrences = try recurrence.occurrences(limit: question.number("limit", in: limits))
    return [
      "local": .array(occurrences.map { .string("\($0.local)") }),
      "utc": recurrence.zone == nil
        ? .null
        : .array(occurrences.compactMap(\.instant).map { .string("\(Zone.utc.dateTime(at: $0))Z") }),
    ]
  }

  private static func recurrence(_ question: Question) throws -> Recurrence {
    let written = try question.text("dtstart")
    guard let start = CivilDateTime(written) else {
      throw Question.Fault("“dtstart”: “\(written)” is not \(CivilDateTime.wanted)")
    }
    let name = try question.optionalText("tz")
    let zone = name.flatMap(Zone.init)
    if let name, zone == nil { throw Question.Fault("“tz”: “\(name)” is no time zone that is known here") }
    return Recurrence(
      start: start, zone: zone, rule: try RecurrenceRule(question.text("rule")),
      additions: try moments("rdate", question), exceptions: try moments("exdate", question))
  }

  private static func moments(_ name: String, _ question: Question) throws -> [Recurrence.Moment] {
    try question.texts(name).map { text in
      guard let moment = Recurrence.Moment(text) else {
        throw Question.Fault("“\(name)”: “\(text)” is not \(CivilDateTime.wanted), with or without Z")
      }
      return moment
    }
  }
}
