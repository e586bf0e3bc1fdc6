import OrgLifeCore
import OrgLifeDispatch
import OrgLifeLedger
import OrgLifeSchedule

/// What is owed and what goes out in the days ahead if nothing is recorded: by it two programmes are compared.
public struct Outlook: Sendable {
  /// A rung of an obligation, with everybody whom it reaches.
  public struct Reminder: Hashable, Sendable {
    public var at: Timestamp
    public var people: Set<Person.ID>

    public init(at: Timestamp, people: Set<Person.ID>) {
      self.at = at
      self.people = people
    }
  }

  /// The due days of obligations, by key: those of the days ahead, and older ones that are still owed.
  public var due: [String: CivilDate]
  /// By the rung's key.
  public var reminders: [String: Reminder]

  public init(due: [String: CivilDate] = [:], reminders: [String: Reminder] = [:]) {
    self.due = due
    self.reminders = reminders
  }
}

extension Desk {
  /// Looks ahead with a programme that takes force now, on a copy of the ledger; nothing is written.
  func outlook(under programme: Programme, from now: Timestamp, to end: Timestamp) throws -> Outlook {
    var desk = try copy()
    // As a reload does: what came due before is decided by the programme that was in force.
    try desk.plan(at: now)
    try desk.adopt(programme)
    var outlook = Outlook()
    for state in [Delivery.State.pending, .deferred, .held] {
      for delivery in try desk.ledger.deliveries(in: state, limit: .max) {
        guard case .send(_, let dropped) = try desk.review(delivery, at: now).verdict else { continue }
        let lines = delivery.lines.filter { !dropped.contains($0) }
        outlook.add(lines, of: delivery, notBefore: now)
      }
    }
    var reached = now
    while let next = try desk.nextMoment(after: reached), next <= end {
      for delivery in try desk.decide(at: next) { outlook.add(delivery.lines, of: delivery, notBefore: next) }
      reached = next
    }
    let today = programme.zone.date(at: now)
    let lastDay = programme.zone.date(at: end)
    for row in try desk.inventory(at: end) where row.due <= lastDay {
      if row.due >= today || row.state == "overdue" || row.state == "submitted" {
        outlook.due[row.key] = row.due
      }
    }
    return outlook
  }

  /// Decides what is due at a moment as ``plan(at:)`` does, and tells the deliveries that it makes.
  private func decide(at now: Timestamp) throws -> [Delivery] {
    let through = try ledger.service().plannedThrough
    let known = try known(at: through)
    let firings = planner.firings(after: through, upTo: now, known: known)
    let step = try planner.step(firings, known: known, now: now) { try ledger.isFrozen($0) }
    try ledger.write(step)
    return step.deliveries
  }
}

extension Outlook {
  fileprivate mutating func add(_ lines: [Delivery.Line], of delivery: Delivery, notBefore now: Timestamp) {
    for line in lines {
      let at = max(delivery.notBefore, now)
      reminders["\(line.obligation)/\(line.rung)", default: Reminder(at: at, people: [])]
        .people.insert(delivery.person)
    }
  }
}
