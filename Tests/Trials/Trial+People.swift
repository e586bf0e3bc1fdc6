import Fixtures
import OrgLifeCore

/// Who is away, who acts for whom, and what is promised.
extension Trial {
  mutating func changePeople(of organisation: String) throws {
    let today = programme.zone.date(at: now)
    let since = today.adding(days: Int(chance.next() % 5) - 1)
    let until = since.adding(days: Int(chance.next() % 14))
    let posts = programme.appointments.filter {
      [organisation, "organ-committee"].contains($0.organisation.text)
    }
    switch chance.next() % 8 {
    case 0, 1:
      let person = chance.pick(posts.map(\.person) + [id("b03-accountant")])
      try say(.away(Leave(person: person, since: since, until: until, reason: "出差")))
    case 2, 3:
      let from = chance.pick(posts)
      let to = chance.pick(posts.filter { $0.organisation == from.organisation })
      let delegation = Delegation(
        organisation: from.organisation, role: from.role, from: from.person, to: to.person, since: since,
        until: until, reason: "出差")
      try say(.delegated(delegation))
    case 4:
      guard let spell = known.runningSpells.randomElement(using: &chance) else { return }
      try say(.recalled(fact: spell, reason: "提前回来"))
    default: try promise(today)
    }
  }

  private mutating func promise(_ today: CivilDate) throws {
    guard let key = recentlyFired.randomElement(using: &chance) else { return }
    let promised = chance.once(in: 4) ? nil : today.adding(days: Int(chance.next() % 8))
    try say(.acknowledged(Acknowledgement(obligation: key, promised: promised)), by: "b03-secretary")
  }
}
