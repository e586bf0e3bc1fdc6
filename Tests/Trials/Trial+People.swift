import Fixtures
import OrgLifeCore

/// Who is away, who acts for whom, and what is promised.
extension Trial {
  mutating func changePeople(of organisation: String) throws {
    let today = programme.zone.date(at: now)
    let since = today.adding(days: Int(chance.next() % 4))
    let until = since.adding(days: Int(chance.next() % 30))
    let unit = chance.once(in: 6) ? "organ-committee" : organisation
    let posts = programme.appointments.filter { $0.organisation.text == unit }
    guard !posts.isEmpty else { return }
    switch chance.next() % 8 {
    case 0, 1, 2:
      let person = chance.once(in: 8) ? id("b03-accountant") : chance.pick(posts).person
      try say(.away(Leave(person: person, since: since, until: until, reason: "出差")))
    case 3, 4:
      let (from, to) = (chance.pick(posts), chance.pick(posts))
      let delegation = Delegation(
        organisation: from.organisation, role: from.role, from: from.person, to: to.person, since: since,
        until: until, reason: "出差")
      try say(.delegated(delegation))
    case 5:
      guard let spell = known.runningSpells.randomElement(using: &chance) else { return }
      try say(.recalled(fact: spell, reason: "提前回来"))
    default:
      if let key = recentlyFired.randomElement(using: &chance) { try promise(key) }
    }
  }

  mutating func promise(_ key: String) throws {
    let day = programme.zone.date(at: now).adding(days: Int(1 + chance.next() % 7))
    try say(
      .acknowledged(Acknowledgement(obligation: key, promised: chance.once(in: 6) ? nil : day)),
      by: "b03-secretary")
  }
}
