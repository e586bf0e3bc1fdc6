import OrgLifeCore
import OrgLifeDispatch
import OrgLifeLedger
import OrgLifeProgramme
import OrgLifeSchedule

/// Why a statement is not taken as a fact.
public enum Refusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is named does not exist.
  case noSuchThing(String)
  /// The answer is no; the text says why and what to do.
  case refused(String)
  case notPermitted(String)

  public var description: String {
    switch self {
    case .noSuchThing(let text), .refused(let text), .notPermitted(let text): text
    }
  }
}

/// What may become a fact: each statement is held against programme and facts before it is recorded.
struct Intake {
  let desk: Desk
  let now: Timestamp
  /// Who says so: a person's id, or a login that is nobody in the roster.
  let author: String

  var programme: Programme { desk.programme }
  var today: CivilDate { programme.zone.date(at: now) }

  /// The day on which the statement is so.
  func check(_ statement: Fact.Statement) throws(Refusal) -> CivilDate {
    try WrittenText.check(statement)
    switch statement {
    case .held(let record): return try judging { () throws(RecordFault) in try check(record) }
    case .corrected(let record, let reason):
      return try judging { () throws(RecordFault) in try checkCorrection(record, reason) }
    case .confirmed(let key, _): return try checkConfirmation(key)
    case .withdrawn(let key, _):
      guard desk.facts.meeting(key) != nil else {
        throw .noSuchThing("there is no record \(key); “orglifectl list --all” shows what is recorded")
      }
    case .entered(let item): try check(item)
    case .submitted(let number, _): _ = try open(number)
    case .closed(let number, _): try checkClosing(number)
    case .extended(let number, let due, _):
      _ = try open(number)
      guard due > today else { throw .refused("the new due date \(due) is not after today, \(today)") }
    case .waived(let key, _), .waiverAsked(let key, _):
      guard desk.planner.agenda.obligation(key, facts: desk.facts, knownAt: now) != nil else {
        throw .noSuchThing("nothing is owed under \(key); “orglifectl list --keys” shows the keys")
      }
    case .silenced(let silence): try check(silence)
    case .unsilenced(let id, _, _): _ = try running(id)
    case .delegated(let delegation): try check(delegation)
    case .away(let leave): try check(leave)
    case .recalled(let fact, _): try checkRecall(fact)
    case .acknowledged(let seen): try check(seen)
    case .announced(let notice): try check(notice)
    case .prolonged(let prolongation): try check(prolongation)
    case .endorsed(let fact, _): try checkEndorsing(fact)
    case .opened(let course):
      try check(course)
      return course.openedOn
    case .taken(let number, let step, let day, _):
      try checkTaking(step, of: number, on: day)
      return day
    case .adopted(let from):
      guard from <= today else { throw .refused("\(from) is not in the past") }
      // Every period since then is looked at again and again.
      guard from >= today.adding(months: -120) else {
        throw .refused("\(from) is more than ten years ago; periods are opened for ten years at most")
      }
    }
    return today
  }

  private func check(_ item: Item) throws(Refusal) {
    guard programme.organisations[item.organisation] != nil else {
      throw .noSuchThing("there is no organisation \(item.organisation)")
    }
    guard programme.people[item.owner] != nil else { throw .noSuchThing("there is no person \(item.owner)") }
    guard let duty = programme.duty(item.duty), duty.kind == .dueDate else {
      let names = programme.duties.filter { $0.kind == .dueDate }.map(\.id.text).joined(separator: ", ")
      throw .noSuchThing("\(item.duty) is no duty with due dates; there are \(names)")
    }
    guard item.due >= today else {
      throw .refused(
        "\(item.due) is past already, so nothing would be sent; give the date that was agreed on now")
    }
    try line(item.title, "title")
    if let known = desk.facts.items[item.number]?.item, known != item {
      throw .refused("there is an item \(item.number) already: \(known.title), due \(known.due)")
    }
  }

  private func check(_ silence: Silence) throws(Refusal) {
    let matchers = silence.matchers
    guard !matchers.isEmpty else {
      throw .refused("a silence is about something: a duty, an organisation, those under one, an obligation")
    }
    if let duty = matchers.duty, programme.duty(duty) == nil {
      throw .noSuchThing(
        "there is no duty \(duty); there are \(programme.duties.map(\.id.text).joined(separator: ", "))")
    }
    for organisation in [matchers.organisation, matchers.under].compactMap({ $0 })
    where programme.organisations[organisation] == nil {
      throw .noSuchThing("there is no organisation \(organisation)")
    }
    if let key = matchers.obligation {
      guard begins(key) else {
        throw .noSuchThing(
          "no key begins with the words “\(key)”; “orglifectl list --keys” shows the keys")
      }
    }
    guard silence.until > max(now, silence.from ?? now) else {
      throw .refused("the silence would end before it begins")
    }
    let latest = programme.zone.date(at: silence.from ?? now).adding(days: Silence.longestInDays)
    guard programme.zone.date(at: silence.until) <= latest else {
      throw .refused("a silence lasts \(Silence.longestInDays) days at most, here until \(latest)")
    }
    guard silence.reason.contains(where: { !$0.isWhitespace }) else {
      throw .refused("a silence needs a reason")
    }
  }

  /// Whether whole words begin the key of an obligation that there may be: DUTY, DUTY/ORGANISATION, a whole one; a slash
  /// may stand behind the first two.
  private func begins(_ key: String) -> Bool {
    let words = key.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard words.count <= 3, let duty = Duty.ID(words[0]).flatMap({ programme.duty($0) }) else { return false }
    guard words.count > 1, !(words.count == 2 && words[1].isEmpty) else { return true }
    guard Organisation.ID(words[1]).map({ programme.organisations[$0] != nil }) == true else { return false }
    guard words.count == 3, !words[2].isEmpty else { return true }
    if let cycle = duty.cycle { return Period(words[2])?.cycle == cycle }
    return desk.planner.agenda.obligation(key, facts: desk.facts, knownAt: now) != nil
  }

  /// The silence of that number, if it has not ended.
  func running(_ id: Int64) throws(Refusal) -> SilenceHistory {
    guard let silence = desk.facts.silences.first(where: { $0.id == id }) else {
      throw .noSuchThing("there is no silence \(id); “orglifectl silence list” shows them")
    }
    guard silence.since < silence.end, now < silence.end else {
      throw .refused("silence \(id) is over already")
    }
    return silence
  }

  private func open(_ number: Item.ID) throws(Refusal) -> ItemHistory {
    guard let history = desk.facts.items[number] else {
      throw .noSuchThing("there is no item \(number); “orglifectl item list” shows them")
    }
    if let closing = history.closing {
      throw .refused("\(number) was closed on \(programme.zone.date(at: closing.at)) by \(closing.by)")
    }
    return history
  }

  /// 销号: a second person, who is in the roster and neither its owner nor whoever submitted it.
  private func checkClosing(_ number: Item.ID) throws(Refusal) {
    let history = try open(number)
    guard let submission = history.submissions.last else {
      throw .refused(
        "\(number) was not submitted as done yet: orglifectl item submit \(number) --reference …")
    }
    guard let person = Person.ID(author), programme.people[person] != nil else {
      throw .notPermitted("\(author) is nobody in the roster; an item is closed by a person: --by PERSON")
    }
    guard person != history.item.owner, author != submission.by else {
      throw .notPermitted(
        "\(author) owns or submitted \(number); closing it takes a second person: --by PERSON")
    }
  }
}
