import OrgLifeCore
import OrgLifeSchedule

extension Daemon {
  /// Courses with what they wait for, by number; with `all`, those that wait for nothing too.
  func courses(all: Bool) -> [Control.Course] {
    let desk = desk.snapshot
    let agenda = desk.planner.agenda
    let now = clock.now
    let today = desk.programme.zone.date(at: now)
    return desk.facts.courses.values.sorted { $0.course.number < $1.course.number }.compactMap { history in
      let steps = agenda.obligations(of: history, facts: desk.facts, knownAt: now).filter {
        guard let duty = agenda.duty($0.duty) else { return false }
        return agenda.standing(of: $0, rule: agenda.rule(of: duty), facts: desk.facts, at: now).isOwed
      }.map { obligation in
        let duty = agenda.duty(obligation.duty)
        return Control.Course.Step(
          key: obligation.key, duty: obligation.duty.text,
          name: duty?.name[desk.programme.language] ?? obligation.duty.text, due: obligation.due,
          earliest: duty?.step.flatMap { agenda.earliest($0, of: history, knownAt: now) },
          state: obligation.due < today ? "overdue" : "open")
      }
      guard all || !steps.isEmpty, let last = history.events.last else { return nil }
      let course = history.course
      return Control.Course(
        number: course.number.text, organisation: course.organisation.text, owner: course.owner.text,
        title: course.title, last: last.name.text, on: last.on, steps: steps)
    }
  }
}
