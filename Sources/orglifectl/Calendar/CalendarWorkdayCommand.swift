import ArgumentParser
import OrgLifeCore
import Varlink

struct CalendarWorkdayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "workday",
    abstract: "Say whether a day is worked, or which working day lies before or after it.",
    discussion: """
      The calendars are those of the programme. With --jsonl each line of standard input asks with the \
      members id, op (is, next or add) and date, and n for add; it is answered with id and workday, date or error.

        orglifectl calendar workday 2026-10-10
        orglifectl calendar workday 2026-09-21 --add 15

      Exit status: 0 it is worked, or the day was found; 1 the day is not worked; 4 its year is not published; \
      64 wrong usage; 78 the programme has errors. With --jsonl it is 0, whatever the answers are.
      """)

  @Argument(help: ArgumentHelp("The day.", valueName: "yyyy-mm-dd")) var date: CivilDate?
  @Option(
    name: .long, parsing: .unconditional,
    help: ArgumentHelp("The n-th working day after it; before it where negative.", valueName: "n"))
  var add: Int?
  @Flag(help: "Answer for unpublished years too, from what is known of them.") var provisional = false
  @Option(help: ArgumentHelp("The folder of the programme.", valueName: "dir"), completion: .directory)
  var config = "/etc/orglifed"
  @Flag(help: "Answer JSON lines from standard input.") var jsonl = false
  @Flag(help: "Print JSON.") var json = false

  /// Forty years: who counts more working days than that has made a mistake.
  private static let numbers = -10_000...10_000

  func validate() throws {
    if jsonl {
      guard date == nil, add == nil else {
        throw ValidationError("With --jsonl the day comes on standard input.")
      }
    } else if date == nil {
      throw ValidationError("Give a day, or --jsonl.")
    }
    guard let add, !Self.numbers.contains(add) else { return }
    throw ValidationError("--add is not between \(Self.numbers.lowerBound) and \(Self.numbers.upperBound).")
  }

  func run() throws {
    let answers = WorkdayAnswers(
      calendar: try Programme.read(folder: config).calendar, takesUnpublished: provisional)
    if jsonl { return try Question.answerAll { try Self.answer($0, answers) } }
    guard let date else { return }
    do { try tell(date, answers) } catch let reason as WorkdayAnswers.NoAnswer {
      throw Exit.saying(reason.description, Exit.noSuchThing)
    }
  }

  private func tell(_ date: CivilDate, _ answers: WorkdayAnswers) throws {
    if let add {
      let answer = try answers.adding(add, to: date)
      if json {
        return try printJSON(
          schema: "calendar-workday", Found(date: answer.value, provisional: answer.isProvisional))
      }
      let side = add < 0 ? "before" : "after"
      let days = abs(add) == 1 ? "working day" : "working days"
      return print("\(named(answer)): \(abs(add)) \(days) \(side) \(date)\(remark(answer))")
    }
    let answer = try answers.isWorkingDay(date)
    if json {
      try printJSON(
        schema: "calendar-workday",
        Found(date: date, workday: answer.value, provisional: answer.isProvisional))
      if answer.value { return }
      throw Exit.no
    }
    let entry = answers.calendar.entries[date]
    let name = entry.map { $0.name.isEmpty ? "" : ", \($0.name)" } ?? ""
    let reason = entry?.kind == .makeupWorkday ? ", a make-up day\(name)" : name
    let verb = answer.value ? "is" : "is not"
    print("\(date) \(verb) a working day (\(date.weekday.name)\(reason))\(remark(answer))")
    guard !answer.value else { return }
    if let next = try? answers.next(from: date) { print("the next one is \(named(next))\(remark(next))") }
    throw Exit.no
  }

  private struct Found: Encodable {
    var date: CivilDate
    var workday: Bool?
    var provisional: Bool
  }

  private func named(_ answer: WorkdayAnswers.Answer<CivilDate>) -> String {
    "\(answer.value) \(answer.value.weekday.name)"
  }

  private func remark(_ answer: WorkdayAnswers.Answer<some Any>) -> String {
    answer.isProvisional ? "; the year is not published, so this may change" : ""
  }

  private static func answer(_ question: Question, _ answers: WorkdayAnswers) throws -> [String: JSONValue] {
    let op = try question.text("op")
    let text = try question.text("date")
    guard let date = CivilDate(text) else {
      throw Question.Fault("“date”: “\(text)” is not \(CivilDate.wanted)")
    }
    switch op {
    case "is":
      let answer = try answers.isWorkingDay(date)
      return members("workday", .bool(answer.value), answer.isProvisional)
    case "next":
      let answer = try answers.next(from: date)
      return members("date", .string("\(answer.value)"), answer.isProvisional)
    case "add":
      let answer = try answers.adding(try question.number("n", in: numbers), to: date)
      return members("date", .string("\(answer.value)"), answer.isProvisional)
    default: throw Question.Fault("“op”: “\(op)” is not one of is, add, next")
    }
  }

  private static func members(_ name: String, _ value: JSONValue, _ isProvisional: Bool) -> [String:
    JSONValue]
  {
    isProvisional ? [name: value, "provisional": true] : [name: value]
  }
}
