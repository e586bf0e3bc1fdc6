import OrgLifeCore

/// A rung that is due, and what is to become of it.
public struct Firing: Sendable {
  public var obligation: Obligation
  public var rule: Rule
  /// The rung's word: its name, or `first` for the first notice of an item that was born late.
  public var name: String
  public var rung: Rung
  public var dueAt: Timestamp
  /// Rungs of the same case in whose place this one goes.
  public var supersedes: [MissedRung]
  public var recipients: [Roster.Recipient]
  /// Why nothing is sent although it is owed; nil where it is sent.
  public var unsent: Reason?
  /// Whether its day depends on a year whose holidays are not published.
  public var isProvisional: Bool

  public enum Reason: Hashable, Sendable {
    case nobodyReached
  }

  public struct MissedRung: Hashable, Sendable {
    public var name: String
    public var dueAt: Timestamp
  }

  public var key: String { "\(obligation.key)/\(name)" }

  public static let firstNotice = "first"
}

/// The stretch of time that a planning step decides: after `from`, up to and including `to`.
struct Window {
  var from: Timestamp
  var to: Timestamp

  func contains(_ moment: Timestamp) -> Bool { from < moment && moment <= to }
}

/// A rung of one obligation, with its moment.
struct Candidate {
  var name: String
  var rung: Rung
  var dueAt: Timestamp
  /// Why `dueAt` is not its own moment.
  var deferral: Deferral?
}

extension Agenda {
  /// What one obligation sends in the window: at most one rung. Pure; asked again after its answer was
  /// carried out, it answers nothing.
  func decide(
    _ obligation: Obligation, rule: Rule, marks: [String: RungMark], facts: Facts, roster: Roster,
    window: Window
  ) -> Firing? {
    let missed =
      deferring(beforeRungs(of: obligation, rule: rule), of: obligation, facts: facts).filter {
        window.contains($0.dueAt) && marks[$0.name] == nil
          && isOwed(obligation, rule: rule, facts: facts, at: $0.dueAt, and: window.to)
      }
    let escalation = nextEscalation(of: obligation, rule: rule, marks: marks, facts: facts, window: window)
    guard let chosen = escalation ?? missed.last else { return nil }
    let others = missed.filter { $0.name != chosen.name }
    return firing(
      chosen, insteadOf: others, of: obligation, rule: rule, facts: facts, roster: roster, now: window.to)
  }

  /// When the obligation may next have something due after the moment, whether or not it is owed then.
  func nextMoment(
    of obligation: Obligation, rule: Rule, marks: [String: RungMark], facts: Facts, after moment: Timestamp
  ) -> Timestamp? {
    candidates(of: obligation, rule: rule, marks: marks, facts: facts).map(\.dueAt).filter { $0 > moment }
      .min()
  }

  /// Rungs that were not decided yet.
  func candidates(
    of obligation: Obligation, rule: Rule, marks: [String: RungMark], facts: Facts
  ) -> [Candidate] {
    let before = beforeRungs(of: obligation, rule: rule).filter { marks[$0.name] == nil }
    return deferring(
      before + escalations(of: obligation, rule: rule, marks: marks), of: obligation, facts: facts)
  }

  /// Owed with what was known at the rung's moment, and still owed now.
  private func isOwed(
    _ obligation: Obligation, rule: Rule, facts: Facts, at moment: Timestamp, and now: Timestamp
  ) -> Bool {
    standing(of: obligation, rule: rule, facts: facts, at: moment).isOwed
      && (moment == now || standing(of: obligation, rule: rule, facts: facts, at: now).isOwed)
  }

  /// Rungs up to the due date in order of time. An item that was born after some of them has one first
  /// notice at its birth, in that one's tone, to all whom they would have reached.
  func beforeRungs(of obligation: Obligation, rule: Rule) -> [Candidate] {
    let all = rule.rungs.filter { !$0.isAfterDue }
      .map { Candidate(name: $0.name, rung: $0, dueAt: moment(of: $0, for: obligation)) }
      .sorted { $0.dueAt < $1.dueAt }
    var live = all.filter { $0.dueAt >= obligation.bornAt }
    let unborn = all.filter { $0.dueAt < obligation.bornAt }
    // Whoever takes something over is told at once, be the first reminder still to come.
    let isTakenOver = obligation.takenOverFrom != nil
    if obligation.owner != nil, var rung = unborn.last?.rung ?? (isTakenOver ? all.first?.rung : nil) {
      rung.to = union(unborn.map(\.rung))
      if isTakenOver, let secretary = RoleReference(RoleName.secretary) {
        rung.to += [.owner, secretary].filter { !rung.to.contains($0) }
      }
      rung.delivery = .single
      live.insert(Candidate(name: Firing.firstNotice, rung: rung, dueAt: obligation.bornAt), at: 0)
    }
    return live
  }

  /// After-rungs that have not been decided, each at the moment that the lower ones leave it.
  func escalations(of obligation: Obligation, rule: Rule, marks: [String: RungMark]) -> [Candidate] {
    let ordered = rule.rungs.filter(\.isAfterDue)
      .map { Candidate(name: $0.name, rung: $0, dueAt: moment(of: $0, for: obligation)) }
      .sorted { $0.dueAt < $1.dueAt }
    var last: (rung: Rung, mark: RungMark)?
    var open: [Candidate] = []
    for var candidate in ordered where candidate.dueAt >= obligation.bornAt {
      if let mark = marks[candidate.name] {
        last = (candidate.rung, mark)
        continue
      }
      // One that reached nobody makes no other wait, but two are not decided at one moment.
      if let last, last.mark.outcome == .fired || candidate.dueAt <= last.mark.decidedAt {
        let decidedOn = programme.zone.date(at: last.mark.decidedAt)
        let waited = moment(of: candidate.rung, after: last.rung, firedOn: decidedOn, for: obligation)
        candidate.dueAt = max(candidate.dueAt, waited)
      }
      open.append(candidate)
    }
    return open
  }

  /// The lowest escalation of the window that is owed.
  private func nextEscalation(
    of obligation: Obligation, rule: Rule, marks: [String: RungMark], facts: Facts, window: Window
  ) -> Candidate? {
    deferring(escalations(of: obligation, rule: rule, marks: marks), of: obligation, facts: facts).first {
      window.contains($0.dueAt) && isOwed(obligation, rule: rule, facts: facts, at: $0.dueAt, and: window.to)
    }
  }

  private func firing(
    _ chosen: Candidate, insteadOf others: [Candidate], of obligation: Obligation, rule: Rule, facts: Facts,
    roster: Roster, now: Timestamp
  ) -> Firing {
    let recipients = roster.recipients(
      of: union([chosen.rung] + others.map(\.rung)), for: obligation.organisation,
      owner: obligation.owner, on: programme.zone.date(at: now),
      whereabouts: facts.whereabouts(on: programme.zone.date(at: now), knownAt: now))
    return Firing(
      obligation: obligation, rule: rule, name: chosen.name, rung: chosen.rung, dueAt: chosen.dueAt,
      supersedes: others.map { Firing.MissedRung(name: $0.name, dueAt: $0.dueAt) },
      recipients: recipients, unsent: recipients.isEmpty ? .nobodyReached : nil,
      isProvisional: isProvisional(chosen, of: obligation))
  }

  private func isProvisional(_ candidate: Candidate, of obligation: Obligation) -> Bool {
    let day = programme.zone.date(at: candidate.dueAt)
    return days.isProvisional(day) || days.isProvisional(obligation.due)
  }

  private func union(_ rungs: [Rung]) -> [RoleReference] {
    var seen: Set<RoleReference> = []
    return rungs.flatMap(\.to).filter { seen.insert($0).inserted }
  }
}
