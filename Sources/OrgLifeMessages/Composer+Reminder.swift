import OrgLifeCore
import OrgLifeSchedule

extension Composer {
  /// What the template of a single reminder may say.
  func values(of matter: Matter, in language: Language, at now: Timestamp) -> [String: Any] {
    let wording = Wording(language: language)
    let obligation = matter.obligation
    let organisation = obligation.organisation
    var values: [String: Any] = [
      "tag": wording.tag(matter.rung.tone),
      "duty": name(of: obligation.duty, in: language),
      "organisation": name(of: organisation, in: language),
      "about": about(obligation, wording),
      "obligation": obligation.key,
      "done": matter.standing.done, "needed": matter.standing.needed, "missing": matter.standing.missing,
      "none": matter.standing.done == 0, "some": matter.standing.done > 0,
      "progress": matter.standing.needed > 1,
      "meeting": obligation.item == nil, "item": obligation.item != nil,
      "term": obligation.term != nil, "step": obligation.course != nil,
      "period": obligation.period != nil && obligation.fixedDay == nil, "day": obligation.fixedDay != nil,
      "submitted": matter.standing.state == .submitted,
      "role": roles([matter.line.role], of: organisation, wording),
      "isOwner": RoleReference(matter.line.role) == .owner, "above": matter.isFromAbove,
      "told": told(matter, wording), "first": matter.line.rung == Firing.firstNotice,
    ]
    values.merge(times(of: matter, wording, at: now)) { $1 }
    values.merge(prefilled([matter], language)) { $1 }
    if let duty = programme.duty(obligation.duty) {
      values["source"] = duty.source[language]
      values["local"] = duty.strength == .local
      values["quorum"] = duty.quorum?[language]
      values["steps"] = duty.steps.map { $0[language] }
      values["hasSteps"] = !duty.steps.isEmpty
      values["advice"] = duty.guidance.advice.map {
        wording.advice($0[language], toThemselves: !matter.isFromAbove)
      }
      values.merge(wording.verbs(of: duty.guidance.form)) { $1 }
      values["convenes"] = duty.guidance.convenes?[language]
      values["attends"] = duty.guidance.attends?[language]
      if !duty.guidance.record.isEmpty {
        values["record"] = duty.guidance.record.map { $0[language] }
          .joined(separator: language == .chinese ? "；" : "; ")
      }
      values["base"] = duty.base.flatMap { $0.source == duty.source ? nil : $0.source[language] }
      values["full"] = duty.step?.notBefore != nil
    }
    if let course = obligation.course {
      values["number"] = course.number.text
      values["title"] = course.title
      values["owner"] = programme.people[course.owner]?.name[language]
    }
    if let former = obligation.takenOverFrom.flatMap({ programme.organisations[$0] }),
      let end = former.life.to,
      matter.line.rung == Firing.firstNotice
    {
      values["former"] = former.name[language]
      values["formerEnd"] = wording.plain(end)
    }
    if let window = obligation.season { values["window"] = wording.window(window) }
    values["committee"] =
      programme.organisations[organisation].map { $0.committee != nil || $0.kind == .committee } ?? false
    if let item = obligation.item {
      values["number"] = item.number.text
      values["title"] = item.title
      values["owner"] = programme.people[item.owner]?.name[language]
    }
    values["insteadOf"] = matter.line.insteadOf.map { roles([$0], of: organisation, wording) }
    if let acting = matter.acting {
      values["actingFor"] = programme.people[acting.person]?.name[language] ?? acting.person.text
      values["delegated"] = matter.line.insteadOf == nil
      if let delegation = acting.delegation {
        values["span"] = wording.span(delegation.since, delegation.until)
        if delegation.role.text == RoleName.secretary {
          values["leads"] = name(of: delegation.organisation, in: language)
        }
      }
    }
    values["seen"] = matter.seen.map { seen in
      let who = Person.ID(seen.by).flatMap { programme.people[$0]?.name[language] } ?? seen.by
      var row = ["who": who, "at": wording.short(programme.zone.date(at: seen.at))]
      row["promised"] = seen.promised.map(wording.short)
      return row
    }
    values["toldNames"] = toldNames(matter, wording)
    if !matter.missed.isEmpty {
      values["missed"] = wording.list(
        matter.missed.map { programme.people[$0]?.name[wording.language] ?? $0.text })
    }
    if let next = matter.next {
      values["next"] = true
      values["nextDay"] = wording.short(programme.zone.date(at: next.at))
      values["nextRoles"] = roles(next.rung.to.map(\.description), of: organisation, wording)
      values["nextIsUp"] = next.rung.tone == .escalation
      values["nextIsHeld"] = next.rung.needsRelease
    }
    return values
  }

  /// The rows that can be filled in and dropped into the inbox, one for each meeting.
  func prefilled(_ matters: [Matter], _ language: Language) -> [String: Any] {
    let rows = matters.compactMap(\.prefilledRow).map(\.text)
    return [
      "hasRows": !rows.isEmpty, "rows": rows, "rowHeader": PrefilledRow.header(language),
      "severalRows": rows.count > 1, "inbox": programme.inbox != nil,
    ]
  }

  /// The period, number or term that a matter is about.
  func about(_ obligation: Obligation, _ wording: Wording) -> String {
    obligation.period.map(wording.period) ?? obligation.term.map { wording.term(from: $0.electedOn) }
      ?? obligation.item?.number.text ?? obligation.course?.number.text ?? obligation.word
  }

  private func times(of matter: Matter, _ wording: Wording, at now: Timestamp) -> [String: Any] {
    let days = WorkingDays(programme.calendar)
    let today = programme.zone.date(at: now)
    let obligation = matter.obligation
    let due = obligation.due
    let left = days.count(from: today, to: obligation.lastWorkingDay)
    var values: [String: Any] = [
      "dueDay": wording.plain(due), "dueShort": wording.short(due), "dueLong": wording.long(due),
      "zone": wording.zone(programme.zone),
      "past": due < today, "today": due == today, "ahead": due > today,
      "left": left > 0, "daysLeft": wording.daysLeft(left),
    ]
    if obligation.period != nil, matter.rule.noticeLead.days > 0, due >= today {
      let last = Agenda(programme: programme, inServiceSince: now).lastSafeDay(
        of: obligation, rule: matter.rule)
      values["lead"] = wording.offset(matter.rule.noticeLead)
      values["lastSafeDay"] = wording.short(last)
      values["safe"] = today < last
      values["safeToday"] = today == last
      values["unsafe"] = last < today
    }
    if let day = obligation.fixedDay, due >= today {
      values.merge(moved(day, wording, days, today)) { $1 }
    }
    if let mark = matter.mark, mark.isLate {
      values["late"] = true
      values["lateSince"] = wording.moment(mark.dueAt, in: programme.zone)
    }
    if days.isProvisional(due) {
      values["provisional"] = true
      values["provisionalYear"] = due.year
    }
    return values
  }

  /// Why a fixed day is not the one of its rule, and until when another can be agreed on.
  private func moved(
    _ day: FixedDay.Day, _ wording: Wording, _ days: WorkingDays, _ today: CivilDate
  ) -> [String: Any] {
    guard day.isMoved else { return [:] }
    let holiday = days.calendar.entries[day.planned].map { wording.holiday($0.name) }
    var values: [String: Any] = [
      "moved": true, "later": day.held > day.planned, "earlier": day.held < day.planned,
      "plannedDay": wording.plain(day.planned), "freeBecause": holiday ?? wording.weekend(day.planned),
    ]
    let confirmBy = days.adding(-1, to: min(day.planned, day.held))
    if confirmBy >= today { values["confirmBy"] = wording.plain(confirmBy) }
    return values
  }

  /// Who was reminded before, one line for each day.
  private func told(_ matter: Matter, _ wording: Wording) -> [[String: String]] {
    var days: [(day: CivilDate, people: [String])] = []
    for told in matter.told {
      let day = programme.zone.date(at: told.at)
      let name = programme.people[told.person]?.name[wording.language] ?? told.person.text
      if days.last?.day == day {
        if days[days.count - 1].people.contains(name) { continue }
        days[days.count - 1].people.append(name)
      } else {
        days.append((day, [name]))
      }
    }
    return days.map { ["at": wording.short($0.day), "who": wording.list($0.people)] }
  }

  /// The same people together, for a sentence: the first three, and how many there are.
  private func toldNames(_ matter: Matter, _ wording: Wording) -> String? {
    var names: [String] = []
    for person in matter.told.map(\.person) {
      let name = programme.people[person]?.name[wording.language] ?? person.text
      if !names.contains(name) { names.append(name) }
    }
    return names.isEmpty ? nil : wording.some(of: names)
  }
}
