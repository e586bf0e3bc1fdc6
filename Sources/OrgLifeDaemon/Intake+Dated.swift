import OrgLifeCore
import OrgLifeSchedule

/// What is said of seasons, terms of office and courses.
extension Intake {
  /// The statement with what follows from the facts: a term that is prolonged beyond what is usual waits.
  func completed(_ statement: Fact.Statement) -> Fact.Statement {
    guard case .prolonged(var prolongation) = statement, let (duty, electedOn) = term(prolongation.obligation)
    else { return statement }
    let usual = Term(electedOn: electedOn, years: duty.termYears ?? 0).endsOn
      .adding(months: Prolongation.usualMonths)
    prolongation.waits = prolongation.until > usual
    return .prolonged(prolongation)
  }

  private func term(_ key: String) -> (Duty, CivilDate)? {
    let words = key.split(separator: "/").map(String.init)
    guard words.count == 3, let duty = Duty.ID(words[0]).flatMap({ desk.programme.duty($0) }),
      duty.termYears != nil, let day = words[2].split(separator: "~").first.flatMap({ CivilDate(String($0)) })
    else { return nil }
    return (duty, day)
  }

  func check(_ notice: SeasonNotice) throws(Refusal) {
    guard let duty = desk.programme.duty(notice.duty) else {
      throw .noSuchThing("there is no duty \(notice.duty)")
    }
    guard duty.season != nil else {
      throw .refused("\(duty.id) has no season: it is of the kind \(duty.kind.word)")
    }
    guard desk.programme.organisations[notice.organisation] != nil else {
      throw .noSuchThing("there is no organisation \(notice.organisation)")
    }
    guard (1...9998).contains(notice.year) else { throw .refused("\(notice.year) is no year") }
    guard notice.from <= notice.to, notice.from.days(until: notice.to) <= 366 else {
      throw .refused("\(notice.from) to \(notice.to) is no stretch of at most a year")
    }
    guard (notice.year...notice.year + 1).contains(notice.to.year), notice.from.year >= notice.year else {
      throw .refused(
        "\(notice.from) to \(notice.to) does not belong to \(notice.year); the year is the one for which it is held"
      )
    }
    try line(notice.reference, "reference")
  }

  func check(_ prolongation: Prolongation) throws(Refusal) {
    let known = desk.facts
    guard let (duty, electedOn) = term(prolongation.obligation),
      desk.planner.agenda.generation(prolongation.obligation, facts: known, knownAt: now) != nil
    else {
      throw .noSuchThing(
        "no term of office is under \(prolongation.obligation); “orglifectl list --keys” shows the keys")
    }
    guard prolongation.until > today else {
      throw .refused(
        "\(prolongation.until) is past already (today is \(today)); record the election when it is held")
    }
    guard prolongation.until > electedOn else {
      throw .refused("the term began on \(electedOn) and cannot end on \(prolongation.until)")
    }
    guard prolongation.until <= electedOn.adding(months: 12 * ((duty.termYears ?? 0) + 5)) else {
      throw .refused("\(prolongation.until) is more than five years after the term's end; is the year right?")
    }
    try line(prolongation.reference, "reference")
  }

  func checkEndorsing(_ fact: Int64) throws(Refusal) {
    guard let said = desk.facts.prolongation(fact) else {
      throw .noSuchThing("there is no extension \(fact)")
    }
    guard said.at == nil else { throw .refused("\(said.term) was endorsed already") }
    guard said.until > today else {
      throw .refused("\(said.until), until when it was asked for, is past already")
    }
    guard let person = Person.ID(author), desk.programme.people[person] != nil, author != said.saidBy else {
      throw .notPermitted(
        "\(said.saidBy) entered the extension; endorsing it takes a second person of the roster: --by PERSON")
    }
  }

  func check(_ course: Course) throws(Refusal) {
    guard let organisation = desk.programme.organisations[course.organisation] else {
      throw .noSuchThing("there is no organisation \(course.organisation)")
    }
    guard desk.programme.people[course.owner] != nil else {
      throw .noSuchThing("there is no person \(course.owner)")
    }
    let duties = desk.planner.agenda.courseDuties
    guard !duties.isEmpty else {
      throw .refused("no duty of the kind event-offset is in force; see “orglifectl duty list”")
    }
    guard duties.contains(where: { $0.duty.appliesTo.covers(organisation) }) else {
      throw .refused(
        "a \(organisation.kind.rawValue) has no courses: none of \(duties.prefix(3).map(\.duty.id.text).joined(separator: ", ")) … applies to it"
      )
    }
    let events = Set(duties.flatMap { [$0.step.after.text, $0.duty.id.text] }).sorted()
    guard events.contains(course.opening.text) else {
      throw .noSuchThing(
        "no course begins with \(course.opening); there are \(events.joined(separator: ", "))")
    }
    guard course.openedOn <= desk.programme.zone.date(at: now) else {
      throw .refused("\(course.openedOn) has not come yet")
    }
    try line(course.title, "title")
    if let known = desk.facts.courses[course.number]?.course, known != course {
      throw .refused("there is a course \(course.number) already: \(known.title) of \(known.organisation)")
    }
  }

  func checkTaking(_ step: Duty.ID, of number: Course.ID, on day: CivilDate) throws(Refusal) {
    guard let history = desk.facts.courses[number] else {
      throw .noSuchThing("there is no course \(number); “orglifectl course list” shows them")
    }
    guard let duty = desk.programme.duty(step), let rule = duty.step else {
      let steps = desk.planner.agenda.courseDuties.map(\.duty.id.text).joined(separator: ", ")
      throw .noSuchThing("\(step) is no step of a course; there are \(steps)")
    }
    guard day <= desk.programme.zone.date(at: now) else { throw .refused("\(day) has not come yet") }
    let taken = history.events(step, knownAt: .distantFuture)
    guard rule.until != nil || taken.isEmpty || taken.last?.on == day else {
      throw .refused("\(step) of \(number) was taken on \(taken.last?.on.description ?? "") already")
    }
    guard let before = history.events(rule.after, knownAt: .distantFuture).first else {
      throw .refused("\(step) comes after \(rule.after), which is not recorded of \(number)")
    }
    guard day >= before.on else {
      throw .refused("\(step) on \(day) would be before \(rule.after), which was on \(before.on)")
    }
    if let earliest = desk.planner.agenda.earliest(rule, of: history, knownAt: .distantFuture), day < earliest
    {
      throw .refused(
        "\(duty.name.chinese)不得早于期满：\(rule.after) was on \(before.on), so \(step) may be taken from \(earliest) on, not on \(day)"
      )
    }
  }

  /// Of every text ``WrittenText`` has seen that it is one line; this one may not be left empty.
  func line(_ text: String, _ name: String) throws(Refusal) {
    guard !text.isEmpty else { throw .refused("a \(name) is one line of 1 to 1024 bytes") }
  }
}
