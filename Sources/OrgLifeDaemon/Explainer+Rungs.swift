import OrgLifeCore
import OrgLifeLedger
import OrgLifeSchedule

/// What became of a rung.
extension Explainer {
  /// - Parameter ruleEdition: the programme that the obligation's ladder is from.
  func rung(
    _ step: Trail.Step, of obligation: Obligation, in trail: Trail, bearings: [Bearing], ruleEdition: Edition
  ) throws -> Explanation.Rung {
    var decidedAt: Timestamp?
    var detail: String?
    var settledBy: [Bearing] = []
    var settledAt = step.dueAt
    var fate: String
    switch step.fate {
    case .fired(let at):
      (fate, decidedAt) = ("sent", at)
      if let later = try laterTelling(step, of: obligation, in: trail) {
        (fate, detail) = ("superseded", later)
      }
    case .superseded(let by, let at): (fate, decidedAt, detail) = ("superseded", at, by)
    case .unsent(let reason, let at): (fate, decidedAt, detail) = ("not sent", at, reason)
    case .unborn: fate = "not born"
    case .notOwed(let standing):
      (fate, detail) = ("not owed", standing.state.word)
    case .settledLate(let standing, let at):
      (fate, detail, settledAt) = ("settled meanwhile", standing.state.word, at)
    case .moved: fate = "moved"
    case .undecided: fate = "not in force"
    case .ahead: fate = "ahead"
    case .needless(let standing):
      (fate, detail, settledAt) = ("not needed", standing.state.word, now)
    }
    if ["not owed", "settled meanwhile", "not needed"].contains(fate) {
      settledBy = bearings.filter { $0.settles && $0.counts(at: settledAt) }
    }
    let edition = try editions.deciding(at: decidedAt ?? step.dueAt)
    if fate == "settled meanwhile", edition.programme.duty(obligation.duty) != nil,
      !isInForce(step.rung, name: step.name, of: obligation, in: edition)
    {
      (fate, detail, settledBy) = ("not in force", nil, [])
    }
    let isLate = decidedAt.map { RungMark.isLate(dueAt: step.dueAt, decidedAt: $0) } == true
    return Explanation.Rung(
      key: "\(obligation.key)/\(step.name)", name: step.name, at: zone.rfc3339(step.dueAt), fate: fate,
      decidedAt: decidedAt.map(zone.rfc3339),
      lateMinutes: isLate ? decidedAt.map { Int(step.dueAt.seconds(until: $0) / 60) } : nil,
      lastSign: isLate ? try decidedAt.flatMap { try lastSign(before: $0, missed: step.dueAt) } : nil,
      detail: detail,
      deferral: step.deferral.map {
        Explanation.Deferral(from: zone.rfc3339($0.from), reason: $0.reason)
      }, settledBy: settledBy.map { fact($0, at: settledAt, for: obligation.duty) },
      to: step.rung.to.map(\.description), needsRelease: step.rung.needsRelease,
      revision: edition.joinedAt == nil ? nil : edition.programme.revision,
      place: ruleEdition.quote(rung: step.rung, of: obligation.duty),
      recipients: fate == "superseded"
        ? [] : try recipients(step, of: obligation, in: trail, edition: edition))
  }

  /// The later rung that told what this one was to tell: before its digest was tried, its line was left out of it for that.
  /// nil where it has a delivery of its own.
  private func laterTelling(_ step: Trail.Step, of obligation: Obligation, in trail: Trail) throws -> String?
  {
    func isTold(_ name: String) throws -> Bool {
      try !desk.ledger.deliveries(of: obligation.key, rung: name).isEmpty
    }
    guard case .fired(let own) = step.fate, try !isTold(step.name) else { return nil }
    return try trail.steps.first { later in
      guard case .fired(let at) = later.fate, own < at else { return false }
      return try isTold(later.name)
    }?.name
  }

  /// An item's first notice is no rung of a ladder.
  private func isInForce(_ rung: Rung, name: String, of obligation: Obligation, in edition: Edition) -> Bool {
    guard name != Firing.firstNotice, let duty = edition.programme.duty(obligation.duty) else { return true }
    return edition.programme.ladders[duty.ladder]?.rungs.contains { $0.name == rung.name } == true
  }

  /// The daemon's last trace before the moment that it missed.
  private func lastSign(before decidedAt: Timestamp, missed dueAt: Timestamp) throws -> String? {
    try desk.ledger.lastSign(before: min(decidedAt, dueAt)).map(zone.rfc3339)
  }
}
