import OrgLifeCore
import OrgLifeLedger

/// Deliveries as they are shown to people and programs.
struct QueueView {
  let programme: Programme

  func entry(_ history: DeliveryHistory) -> Control.QueueEntry {
    let delivery = history.delivery
    return Control.QueueEntry(
      key: delivery.key, person: delivery.person.text, channel: delivery.channel.text,
      state: delivery.state.rawValue, since: programme.zone.rfc3339(history.stateSince),
      notBefore: programme.zone.rfc3339(delivery.notBefore), attempts: delivery.attempts,
      reason: delivery.reason)
  }

  func delivery(_ history: DeliveryHistory) -> Control.QueueDelivery {
    let delivery = history.delivery
    return Control.QueueDelivery(
      entry: entry(history),
      name: programme.people[delivery.person]?.name[programme.language] ?? delivery.person.text,
      form: delivery.form.rawValue, datedAt: programme.zone.rfc3339(delivery.datedAt),
      bulletin: delivery.bulletin?.key,
      lines: delivery.lines.map {
        Control.QueueLine(
          obligation: $0.obligation, rung: $0.rung, role: $0.role, insteadOf: $0.insteadOf,
          actingFor: $0.actingFor)
      },
      attempts: attempts(history), acts: acts(history))
  }

  func attempts(_ history: DeliveryHistory) -> [Explanation.Attempt] {
    history.attempts.map {
      Explanation.Attempt(
        number: $0.number, startedAt: programme.zone.rfc3339($0.startedAt),
        outcome: $0.receipt?.outcome.rawValue, detail: $0.receipt?.detail)
    }
  }

  func acts(_ history: DeliveryHistory) -> [Control.Act] {
    history.acts.map {
      Control.Act(
        act: $0.act.rawValue, at: programme.zone.rfc3339($0.at), by: $0.author, reason: $0.reason)
    }
  }
}
