import OrgLifeCore
import OrgLifeLedger
import OrgLifeSchedule

extension Daemon {
  /// Delegations and leaves of today and later, by their first day.
  func spells() -> [Control.Spell] {
    let desk = desk.snapshot
    let today = desk.programme.zone.date(at: clock.now)
    let delegations = desk.facts.delegations.filter { $0.endedAt == nil && $0.said.until >= today }.map {
      Control.Spell(
        fact: $0.id, kind: "delegation", person: $0.said.from.text, to: $0.said.to.text,
        role: $0.said.role.text, organisation: $0.said.organisation.text, since: $0.said.since,
        until: $0.said.until, reason: $0.said.reason, by: $0.saidBy)
    }
    let leaves = desk.facts.leaves.filter { $0.endedAt == nil && $0.said.until >= today }.map {
      Control.Spell(
        fact: $0.id, kind: "away", person: $0.said.person.text, since: $0.said.since, until: $0.said.until,
        reason: $0.said.reason, by: $0.saidBy)
    }
    return (delegations + leaves).sorted { ($0.since, $0.fact) < ($1.since, $1.fact) }
  }

  /// What of today's ladders reaches nobody or not whom it should, and people whose address was refused for good by the
  /// last message to them.
  func reach() throws -> [Control.Gap] {
    let desk = desk.snapshot
    let now = max(clock.now, desk.facts.lastRecordedAt)
    let today = desk.programme.zone.date(at: clock.now)
    let gaps = desk.planner.gaps(on: today, facts: desk.facts, knownAt: now).map { gap in
      var answer = Control.Gap(
        kind: "nobody", organisation: gap.organisation.text, duty: gap.duty.text, rung: gap.rung,
        role: gap.role.description, detail: "nobody holds the role, and nobody above it")
      switch gap.kind {
      case .nobody: break
      case .standsIn(let person):
        (answer.kind, answer.person) = ("stands in", person.text)
        answer.detail = "\(person) stands in, since nobody can act in the role"
      case .sameAgain(let people):
        (answer.kind, answer.person) = ("same again", people.first?.text)
        answer.detail = "it goes to \(people.map(\.text).joined(separator: ", ")) as the rung before did"
      case .noChannel(let person):
        (answer.kind, answer.person) = ("no channel", person.text)
        answer.detail = "no channel of the rung has an address for \(person)"
      }
      return answer
    }
    let refused = try ledger.refusedAddressees().map {
      Control.Gap(
        kind: "rejected", person: $0.person.text,
        detail: "the channel \($0.channel) refused the last message to \($0.person): \($0.reason)")
    }
    return gaps + refused
  }
}
