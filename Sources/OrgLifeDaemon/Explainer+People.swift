import OrgLifeCore
import OrgLifeLedger
import OrgLifeSchedule

/// To whom a rung went, why to them, and what came of each delivery.
extension Explainer {
  func recipients(
    _ step: Trail.Step, of obligation: Obligation, in trail: Trail, edition: Edition
  ) throws -> [Explanation.Recipient] {
    let decidedAt: Timestamp
    switch step.fate {
    case .fired(let at): decidedAt = at
    case .unsent(let reason, let at) where reason.hasPrefix("no channel"): decidedAt = at
    case .ahead: decidedAt = step.dueAt
    default: return []
    }
    let missed = trail.steps.filter {
      if case .superseded(step.name, _) = $0.fate { true } else { false }
    }
    let roles = ([step.rung] + missed.map(\.rung)).flatMap(\.to)
    let date = zone.date(at: decidedAt)
    var found = edition.roster.recipients(
      of: roles, for: obligation.organisation, owner: obligation.owner, on: date,
      whereabouts: desk.facts.whereabouts(on: date, knownAt: decidedAt))
    let histories = try desk.ledger.deliveries(of: obligation.key, rung: step.name)
    for history in histories where !found.contains(where: { $0.person == history.delivery.person }) {
      for line in history.delivery.lines where line.obligation == obligation.key && line.rung == step.name {
        guard let role = RoleReference(line.role) else { continue }
        found.append(
          Roster.Recipient(
            person: history.delivery.person, role: role,
            insteadOf: line.insteadOf.flatMap { RoleReference($0) },
            actingFor: line.actingFor.flatMap { Person.ID($0) }))
      }
    }
    return found.map { recipient in
      let own = histories.filter { $0.delivery.person == recipient.person }
      return self.recipient(recipient, of: obligation, on: date, edition: edition, histories: own, step: step)
    }
  }

  private func recipient(
    _ recipient: Roster.Recipient, of obligation: Obligation, on date: CivilDate, edition: Edition,
    histories: [DeliveryHistory], step: Trail.Step
  ) -> Explanation.Recipient {
    let language = desk.programme.language
    let person = edition.programme.people[recipient.person] ?? desk.programme.people[recipient.person]
    let unit = edition.roster.unit(of: recipient.role, for: obligation.organisation, on: date)
    let passed =
      recipient.insteadOf.map {
        edition.roster.passedOver($0, for: obligation.organisation, on: date)
      } ?? []
    var unreached: String?
    if histories.isEmpty, step.fate != .ahead {
      let channels = step.rung.channels ?? edition.programme.defaultChannels
      let isReached = channels.contains { id in
        guard let channel = edition.programme.channel(id) else { return false }
        return channel.addressColumn.map { person?.addresses[$0] != nil } ?? true
      }
      unreached =
        isReached
        ? "left out of the digest: it was settled just before the digest left" : "no channel has an address"
    }
    return Explanation.Recipient(
      person: recipient.person.text, name: person?.name[language] ?? recipient.person.text,
      role: recipient.role.description,
      organisation: recipient.role == .owner
        ? nil : unit.flatMap { edition.programme.organisations[$0]?.name[language] },
      insteadOf: recipient.insteadOf?.description, actingFor: recipient.actingFor?.text,
      passedOver: passed.map(\.description),
      unreached: unreached, place: edition.quote(person: recipient.person),
      appointment: edition.quote(
        recipient.person, as: recipient.role, for: obligation.organisation, on: date),
      deliveries: histories.map(delivery))
  }

  private func delivery(_ history: DeliveryHistory) -> Explanation.Delivery {
    Explanation.Delivery(
      key: history.delivery.key, channel: history.delivery.channel.text,
      state: history.delivery.state.rawValue, since: zone.rfc3339(history.stateSince),
      notBefore: zone.rfc3339(history.delivery.notBefore), reason: history.delivery.reason,
      attempts: QueueView(programme: desk.programme).attempts(history),
      acts: QueueView(programme: desk.programme).acts(history))
  }
}
