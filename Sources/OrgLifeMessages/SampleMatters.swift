import OrgLifeCore
import OrgLifeSchedule

/// One matter for every duty and rung, as it might come up, to render each text once before it is needed.
struct SampleMatters {
  private let programme: Programme
  private let agenda: Agenda

  init(_ programme: Programme) {
    self.programme = programme
    agenda = Agenda(programme: programme, inServiceSince: .distantPast)
  }

  /// Texts of the programme's own templates that come out without a subject or a body.
  func faults() -> [TemplateFault] {
    guard let composer = try? Composer(programme: programme) else { return [] }
    var faults: [TemplateFault] = []
    for (matter, moment) in all() {
      for language in Language.allCases {
        let file = "reminder.\(language.rawValue).mustache"
        guard programme.templates[file] != nil, !faults.contains(where: { $0.file == "templates/" + file })
        else {
          continue
        }
        let document = composer.texts.render(
          .reminder, in: language, composer.values(of: matter, in: language, at: moment))
        if document.subject.isEmpty || document.body.isEmpty {
          faults.append(
            TemplateFault(
              file: "templates/" + file, line: 1, column: 1,
              message:
                "it says nothing for the duty \(matter.obligation.duty), rung \(matter.rung.name): no \(document.subject.isEmpty ? "subject" : "text")"
            ))
        }
      }
    }
    return faults
  }

  private func all() -> [(Matter, Timestamp)] {
    programme.duties.flatMap { duty -> [(Matter, Timestamp)] in
      guard let organisation = programme.organisations.values.first(where: duty.appliesTo.covers),
        let obligation = obligation(of: duty, organisation)
      else { return [] }
      let rule = agenda.rule(of: duty)
      return rule.rungs.map { rung in
        let line = Delivery.Line(
          obligation: obligation.key, rung: rung.name, role: rung.to.first?.description ?? "secretary")
        let standing = Standing(state: .open, done: 0, needed: rule.atLeast)
        let day = agenda.day(of: rung, due: obligation.due, lastWorkingDay: obligation.lastWorkingDay)
        return (
          Matter(
            line: line, obligation: obligation, rule: rule, standing: standing, rung: rung, mark: nil,
            told: [],
            next: nil), agenda.moment(of: rung, on: day)
        )
      }
    }
  }

  private func obligation(of duty: Duty, _ organisation: Organisation) -> Obligation? {
    guard let day = CivilDate("2026-06-30"), let owner = programme.people.keys.min() else { return nil }
    let subject: Obligation.Subject
    switch duty.kind {
    case .quota(let quota): subject = .period(Period(quota.cycle, containing: day))
    case .fixedDay(let fixedDay):
      let period = Period(fixedDay.cycle, containing: day)
      guard let held = fixedDay.day(in: period, agenda.days) else { return nil }
      subject = .day(held, of: period)
    case .seasonal(let season): subject = .season(season.window(of: 2026), of: Period(.year, containing: day))
    case .term(let years): subject = .term(Term(electedOn: day.adding(months: -12 * years), endsOn: day))
    case .eventOffset(let step):
      guard let number = Course.ID("FZ-2026-001") else { return nil }
      subject = .step(
        Course(
          number: number, organisation: organisation.id, owner: owner, title: "…", opening: step.after,
          openedOn: day), after: day)
    case .dueDate:
      guard let number = Item.ID("ZG-2026-001") else { return nil }
      subject = .item(
        Item(
          number: number, duty: duty.id, organisation: organisation.id, owner: owner, title: "…", due: day))
    }
    return Obligation(
      duty: duty.id, organisation: organisation.id, subject: subject, word: "sample", due: day,
      lastWorkingDay: agenda.days.previous(from: day), bornAt: .distantPast)
  }
}
