import Fixtures
import OrgLifeCore

/// What is said of seasons, courses and terms of office.
extension Trial {
  mutating func moveOn(with organisation: String) throws {
    switch chance.next() % 10 {
    case 0, 1: try announce(to: chance.once(in: 3) ? "organ-committee" : organisation)
    case 2, 3: try open(in: organisation)
    case 4, 5, 6:
      guard let course = known.courses.suffix(6).randomElement(using: &chance) else { return }
      try take(chance.pick(TrialProgramme.steps), of: course.number.text)
    case 7: try prolong(in: organisation)
    case 8: try endorse()
    default:
      if chance.once(in: 4) {
        try elect(in: organisation)
      } else {
        try hold(TrialProgramme.season, of: organisation)
      }
    }
  }

  private mutating func announce(to organisation: String) throws {
    let today = programme.zone.date(at: now)
    let last = today.adding(days: Int(chance.next() % 45) - 4)
    try say(
      .announced(
        SeasonNotice(
          duty: id(TrialProgramme.season), organisation: id(organisation),
          year: chance.once(in: 3) ? today.year - 1 : today.year,
          from: last.adding(days: -Int(chance.next() % 40)), to: last, reference: "通知")))
  }

  private mutating func open(in organisation: String) throws {
    let today = programme.zone.date(at: now)
    let owner = chance.pick(["b01-organiser", "b03-accountant", "b03-deputy", "b10-secretary"])
    try say(
      .opened(
        Course(
          number: id("FZ-\(known.courses.count + 1)"), organisation: id(organisation), owner: id(owner),
          title: "张同志",
          opening: id(
            chance.pick(["application", "application", "development-talk", "development-activist"])),
          openedOn: today.adding(days: -Int(chance.next() % 8)))))
  }

  /// A step of a course was taken these days.
  mutating func take(_ step: String, of course: String) throws {
    let day = programme.zone.date(at: now).adding(days: -Int(chance.next() % 4))
    try say(.taken(course: id(course), step: id(step), on: day, reference: "登记"))
  }

  private mutating func prolong(in organisation: String) throws {
    guard let duty = known.duties[TrialProgramme.term], let key = known.termKey(duty, of: organisation),
      let years = duty.termYears, let began = known.elections(duty, of: organisation).last
    else { return }
    let today = programme.zone.date(at: now)
    let usual = began.adding(months: 12 * years)
    let until =
      chance.once(in: 3)
      ? usual.adding(months: 13) : today.adding(days: Int(1 + chance.next() % 60))
    try say(.prolonged(Prolongation(obligation: key, until: until, reference: "批复")))
  }

  private mutating func endorse() throws {
    let waiting = known.waitingProlongations
    guard !waiting.isEmpty else { return }
    let author = chance.pick(["organ-deputy", "organ-deputy", "organ-office"])
    try say(.endorsed(fact: chance.pick(waiting), reference: "同意"), by: author)
  }
}
