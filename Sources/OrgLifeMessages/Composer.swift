import OrgLifeCore
import OrgLifeSchedule
import PluginKit

/// Writes what a delivery says: fired rungs become a ``Notice`` in the reader's language.
///
/// Pure: the same delivery, matters and moment give the same notice.
public struct Composer: Sendable {
  let programme: Programme
  private let texts: Texts

  public init(programme: Programme) throws {
    self.programme = programme
    texts = try Texts.parsed()
  }

  /// - Parameter matters: one for each line of the delivery, at least one.
  public func notice(for delivery: Delivery, about matters: [Matter], at now: Timestamp) -> Notice {
    guard let person = programme.people[delivery.person], let first = matters.first else {
      preconditionFailure("a delivery is for somebody in the roster and about something")
    }
    let language = person.language ?? programme.language
    let document =
      switch delivery.form {
      case .single: texts.render(.reminder, in: language, values(of: first, in: language, at: now))
      case .digest: texts.render(.digest, in: language, digestValues(delivery, matters, in: language, at: now))
      }
    let column = programme.channel(delivery.channel)?.addressColumn
    return Notice(
      key: delivery.key, thread: delivery.form == .single ? first.obligation.key : "digest/\(person.id)",
      date: programme.zone.rfc3339(delivery.datedAt), tone: tone(of: matters), language: language.tag,
      recipient: Notice.Recipient(
        id: person.id.text, name: person.name[language], address: column.flatMap { person.addresses[$0] }),
      subject: document.subject, body: document.body, fields: fields(delivery, first))
  }

  private func tone(of matters: [Matter]) -> Notice.Tone {
    let order = Rung.Tone.allCases
    let highest = matters.map(\.rung.tone).max {
      (order.firstIndex(of: $0) ?? 0) < (order.firstIndex(of: $1) ?? 0)
    }
    return highest.flatMap { Notice.Tone(rawValue: $0.rawValue) } ?? .notice
  }

  private func fields(_ delivery: Delivery, _ matter: Matter) -> [String: String] {
    guard delivery.form == .single else { return ["kind": "digest", "lines": "\(delivery.lines.count)"] }
    return [
      "kind": "reminder", "obligation": matter.obligation.key, "organisation": matter.obligation.organisation.text,
      "duty": matter.obligation.duty.text, "period": matter.obligation.word,
      "due": matter.obligation.due.description, "rung": matter.line.rung, "role": matter.line.role,
    ]
  }

  private func values(of matter: Matter, in language: Language, at now: Timestamp) -> [String: Any] {
    let wording = Wording(language: language)
    let days = WorkingDays(programme.calendar)
    let obligation = matter.obligation
    let today = programme.zone.date(at: now)
    let due = obligation.due
    var values: [String: Any] = [
      "tag": wording.tag(matter.rung.tone),
      "duty": programme.duty(obligation.duty)?.name[language] ?? obligation.duty.text,
      "organisation": name(of: obligation.organisation, in: language),
      "about": obligation.period.map(wording.period) ?? obligation.item?.number.text ?? obligation.word,
      "dueShort": wording.short(due), "dueLong": wording.long(due), "zone": wording.zone(programme.zone),
      "past": due < today, "today": due == today, "ahead": due > today,
      "daysLeft": days.count(from: today, to: obligation.lastWorkingDay),
      "done": matter.standing.done, "needed": matter.standing.needed, "missing": matter.standing.missing,
      "none": matter.standing.done == 0, "some": matter.standing.done > 0,
      "lead": wording.offset(matter.rule.noticeLead),
      "lastSafeDay": wording.short(
        Agenda(programme: programme, inServiceSince: now).lastSafeDay(of: obligation, rule: matter.rule)),
      "period": obligation.period != nil, "item": obligation.item != nil,
      "submitted": matter.standing.state == .submitted,
      "role": roleWords(matter.line.role, of: obligation, in: language),
      "obligation": obligation.key,
      "told": told(matter, wording),
      "nextAim": nextAim(obligation, language),
    ]
    if let duty = programme.duty(obligation.duty) { add(duty, to: &values, in: language) }
    if let item = obligation.item {
      values["number"] = item.number.text
      values["title"] = item.title
      values["owner"] = programme.people[item.owner]?.name[language]
    }
    if let insteadOf = matter.line.insteadOf {
      values["insteadOf"] = roleWords(insteadOf, of: obligation, in: language)
    }
    if let mark = matter.mark, mark.isLate {
      values["late"] = true
      values["lateSince"] = wording.moment(mark.dueAt, in: programme.zone)
    }
    if days.isProvisional(due) {
      values["provisional"] = true
      values["provisionalYear"] = due.year
    }
    if let next = matter.next {
      values["next"] = true
      values["nextDay"] = wording.short(programme.zone.date(at: next.at))
      values["nextRoles"] = wording.list(
        next.rung.to.map { roleWords($0.description, of: obligation, in: language) })
    }
    return values
  }

  private func add(_ duty: Duty, to values: inout [String: Any], in language: Language) {
    values["source"] = duty.source[language]
    values["local"] = duty.strength == .local
    values["quorum"] = duty.quorum?[language]
    values["steps"] = duty.steps.map { $0[language] }
    values["hasSteps"] = !duty.steps.isEmpty
  }

  private func nextAim(_ obligation: Obligation, _ language: Language) -> String {
    switch (obligation.item == nil, language) {
    case (true, .chinese): "登记"
    case (false, .chinese): "销号"
    case (true, .english): "recorded"
    case (false, .english): "closed"
    }
  }

  /// Who was reminded before, one line for each day.
  private func told(_ matter: Matter, _ wording: Wording) -> [[String: String]] {
    var days: [(day: CivilDate, people: [String])] = []
    for (person, at) in matter.told {
      let day = programme.zone.date(at: at)
      let name = programme.people[person]?.name[wording.language] ?? person.text
      if days.last?.day == day {
        if days[days.count - 1].people.contains(name) { continue }
        days[days.count - 1].people.append(name)
      } else {
        days.append((day, [name]))
      }
    }
    return days.map { ["at": wording.short($0.day), "who": wording.list($0.people)] }
  }

  /// A role with the organisation it belongs to: 第一党支部书记.
  private func roleWords(_ text: String, of obligation: Obligation, in language: Language) -> String {
    let wording = Wording(language: language)
    guard let reference = RoleReference(text), let role = reference.role else {
      return language == .chinese ? "责任人" : "owner"
    }
    var unit: Organisation.ID? = obligation.organisation
    for _ in 0..<reference.climb { unit = unit.flatMap { programme.organisations[$0]?.parent } }
    guard let unit else { return wording.role(role) }
    let place = name(of: unit, in: language)
    return language == .chinese ? place + wording.role(role) : "\(wording.role(role)) of \(place)"
  }

  private func name(of organisation: Organisation.ID, in language: Language) -> String {
    programme.organisations[organisation]?.name[language] ?? organisation.text
  }

  private func digestValues(
    _ delivery: Delivery, _ matters: [Matter], in language: Language, at now: Timestamp
  ) -> [String: Any] {
    let wording = Wording(language: language)
    let today = programme.zone.date(at: now)
    let sorted = matters.sorted {
      ($0.obligation.due, $0.obligation.key) < ($1.obligation.due, $1.obligation.key)
    }
    let overdue = sorted.filter { $0.obligation.due < today }
    let upcoming = sorted.filter { $0.obligation.due >= today }
    var values: [String: Any] = [
      "day": wording.short(programme.zone.date(at: delivery.datedAt)),
      "overdue": overdue.map { ["line": line(of: $0, wording, today)] },
      "upcoming": upcoming.map { ["line": line(of: $0, wording, today)] },
      "hasOverdue": !overdue.isEmpty, "hasUpcoming": !upcoming.isEmpty,
      "both": !overdue.isEmpty && !upcoming.isEmpty,
    ]
    if !overdue.isEmpty { values["overdueCount"] = overdue.count }
    if !upcoming.isEmpty { values["upcomingCount"] = upcoming.count }
    return values
  }

  private func line(of matter: Matter, _ wording: Wording, _ today: CivilDate) -> String {
    let obligation = matter.obligation
    let duty = programme.duty(obligation.duty)?.name[wording.language] ?? obligation.duty.text
    let about =
      obligation.period.map(wording.period) ?? obligation.item.map { "\($0.number) \($0.title)" } ?? ""
    let left = WorkingDays(programme.calendar).count(from: today, to: obligation.lastWorkingDay)
    let head = [name(of: obligation.organisation, in: wording.language), duty, about].joined(separator: " · ")
    let progress = matter.standing.needed > 1 ? " \(matter.standing.done)/\(matter.standing.needed)" : ""
    let due = wording.short(obligation.due)
    switch wording.language {
    case .chinese:
      let time = obligation.due < today ? "\(due)到期" : "还有\(left)个工作日，\(due)到期"
      let state = matter.standing.state == .submitted ? "，已报完成、待审核" : ""
      return "\(head)\(progress)：\(time)\(state)（\(obligation.key)）"
    case .english:
      let time = obligation.due < today ? "was due \(due)" : "\(left) working days left, due \(due)"
      let state = matter.standing.state == .submitted ? ", submitted for closing" : ""
      return "\(head)\(progress): \(time)\(state) (\(obligation.key))"
    }
  }
}
