import OrgLifeCore
import OrgLifeSchedule

extension Composer {
  /// What the template of a digest may say: a line for each matter, by due date.
  func values(
    of delivery: Delivery, _ matters: [Matter], in language: Language, at now: Timestamp
  ) -> [String: Any] {
    let wording = Wording(language: language)
    let today = programme.zone.date(at: now)
    let sorted = matters.sorted {
      ($0.obligation.due, $0.obligation.key) < ($1.obligation.due, $1.obligation.key)
    }
    let overdue = sorted.filter { $0.obligation.due < today }
    let upcoming = sorted.filter { $0.obligation.due >= today }
    let periods = matters.count { $0.obligation.item == nil }
    var roles: [String] = []
    for matter in sorted {
      let role = self.roles([matter.line.role], of: matter.obligation.organisation, wording)
      if !roles.contains(role) { roles.append(role) }
    }
    let values: [String: Any] = [
      "day": wording.short(programme.zone.date(at: delivery.datedAt)),
      "overdue": overdue.map { line(of: $0, wording, today) },
      "upcoming": upcoming.map { line(of: $0, wording, today) },
      "overdueCount": overdue.count, "upcomingCount": upcoming.count,
      "hasOverdue": !overdue.isEmpty, "hasUpcoming": !upcoming.isEmpty,
      "both": !overdue.isEmpty && !upcoming.isEmpty,
      "someDone": matters.contains { $0.standing.done > 0 },
      "periods": periods > 0, "items": periods < matters.count,
      "mixed": periods > 0 && periods < matters.count,
      "above": matters.allSatisfy(\.isFromAbove), "roles": wording.list(roles),
    ]
    return values.merging(prefilled(sorted, language)) { $1 }
  }

  private func line(of matter: Matter, _ wording: Wording, _ today: CivilDate) -> String {
    let obligation = matter.obligation
    let language = wording.language
    let title = obligation.item?.title ?? obligation.course?.title
    let about = [self.about(obligation, wording), title].compactMap(\.self).joined(separator: " ")
    let head = [
      name(of: obligation.organisation, in: language), name(of: obligation.duty, in: language), about,
    ]
    .joined(separator: " · ")
    let days = WorkingDays(programme.calendar)
    let left = days.count(from: today, to: obligation.lastWorkingDay)
    var parts = [
      obligation.fixedDay == nil
        ? wording.time(due: obligation.due, today: today, daysLeft: left)
        : wording.time(held: obligation.due, today: today, daysLeft: left)
    ]
    if matter.standing.needed > 1 {
      parts.append(wording.progress(matter.standing.done, of: matter.standing.needed))
    }
    if matter.standing.state == .submitted { parts.append(wording.submitted) }
    if let insteadOf = matter.line.insteadOf {
      parts.append(wording.vacant(roles([insteadOf], of: obligation.organisation, wording)))
    }
    if let mark = matter.mark, mark.isLate {
      parts.append(wording.late(wording.moment(mark.dueAt, in: programme.zone)))
    }
    if !matter.missed.isEmpty {
      parts.append(
        wording.missed(matter.missed.map { programme.people[$0]?.name[wording.language] ?? $0.text }))
    }
    if days.isProvisional(obligation.due) { parts.append(wording.provisional) }
    return wording.line(head: head, parts: parts, key: obligation.key)
  }
}
