import OrgLifeCore

/// Answers about working days that tell what is published from what is guessed.
struct WorkdayAnswers {
  struct Answer<Value> {
    var value: Value
    /// Whether it depends on a year whose notice was not read.
    var isProvisional: Bool
  }

  struct NoAnswer: Error, CustomStringConvertible {
    let description: String
  }

  let calendar: WorkingDayCalendar
  /// Whether years are answered for whose notice was not read.
  let takesUnpublished: Bool

  private var days: WorkingDays { WorkingDays(calendar) }

  func isWorkingDay(_ date: CivilDate) throws -> Answer<Bool> {
    Answer(value: days.isWorkingDay(date), isProvisional: try isProvisional(date, date))
  }

  /// The n-th working day after the date, before it where negative; the date itself for 0.
  func adding(_ workingDays: Int, to date: CivilDate) throws -> Answer<CivilDate> {
    let answer = days.adding(workingDays, to: date)
    return Answer(value: answer, isProvisional: try isProvisional(date, answer))
  }

  func next(from date: CivilDate) throws -> Answer<CivilDate> {
    let answer = days.next(from: date)
    return Answer(value: answer, isProvisional: try isProvisional(date, answer))
  }

  /// Whether any year between the two is unpublished; throws where that is not taken for an answer.
  private func isProvisional(_ date: CivilDate, _ answer: CivilDate) throws -> Bool {
    guard (1...9999).contains(answer.year) else {
      throw NoAnswer(description: "the answer lies outside of the years 1 to 9999")
    }
    let years = min(date, answer).year...max(date, answer).year
    guard let year = years.first(where: { calendar.status(of: $0) != .official }) else { return false }
    if takesUnpublished { return true }
    throw NoAnswer(
      description: calendar.status(of: year) == nil
        ? "\(WorkingDayCalendar.UnknownYear(year: year))"
        : "the calendar for \(year) is provisional: the notice of its make-up days is not published")
  }
}
