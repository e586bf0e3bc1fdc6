import OrgLifeCore

/// What became of each rung of one obligation, and why: worked out again from what was known at its moment.
///
/// A rung that was not owed left nothing in the ledger, so that only a trail can tell of it.
public struct Trail: Sendable {
  public struct Step: Sendable {
    /// The rung's word in keys: its name, or ``Firing/firstNotice``.
    public var name: String
    public var rung: Rung
    /// When it was to fire, or is.
    public var dueAt: Timestamp
    public var fate: Fate
    /// Where a silence put it off: `dueAt` is not its own moment then.
    public var deferral: Deferral?
  }

  public enum Fate: Hashable, Sendable {
    case fired(at: Timestamp)
    /// After time was missed another rung of the same obligation went in its place.
    case superseded(by: String, at: Timestamp)
    /// Owed, but nothing was sent.
    case unsent(reason: String, at: Timestamp)
    /// Its moment lies before the obligation's birth.
    case unborn
    /// Settled already with what was known at its moment.
    case notOwed(Standing)
    /// Owed at its moment; settled by what was learned before anything was decided about it.
    case settledLate(Standing, at: Timestamp)
    /// The due date was moved before its moment.
    case moved
    /// Its moment is past, it was owed, and yet nothing was decided: it was not in force then.
    case undecided
    case ahead
    /// It lies ahead, and will not go as things stand.
    case needless(Standing)
  }

  /// In the order of their moments.
  public var steps: [Step]
}

extension Agenda {
  /// The trail of one obligation.
  ///
  /// - Parameters:
  ///   - marks: what the ledger has, by the rung's name.
  ///   - learned: when something was learned that bears on the obligation.
  ///   - decidedThrough: all rungs up to this moment were decided.
  ///   - movedAt: when a decision moved the due date, so that another obligation took its place.
  public func trail(
    of obligation: Obligation, rule: Rule, marks: [String: RungMark], facts: Facts, learned: [Timestamp],
    decidedThrough: Timestamp, movedAt: Timestamp? = nil
  ) -> Trail {
    func fate(_ candidate: Candidate) -> Trail.Fate {
      if let mark = marks[candidate.name] { return Trail.Fate(mark) }
      let moment = candidate.dueAt
      if moment < obligation.bornAt { return .unborn }
      if let movedAt, movedAt <= moment { return .moved }
      func standing(at time: Timestamp) -> Standing {
        self.standing(of: obligation, rule: rule, facts: facts, at: time)
      }
      if moment > decidedThrough {
        let now = standing(at: max(decidedThrough, facts.lastRecordedAt))
        return now.isOwed ? .ahead : .needless(now)
      }
      let then = standing(at: moment)
      guard then.isOwed else { return .notOwed(then) }
      for time in learned.sorted() where moment < time {
        let settled = standing(at: time)
        if !settled.isOwed { return .settledLate(settled, at: time) }
      }
      return .undecided
    }
    let every = everyRung(of: obligation, rule: rule, marks: marks)
    let steps = deferring(every, of: obligation, facts: facts).map { candidate in
      let fate = fate(candidate)
      let dueAt = marks[candidate.name]?.dueAt ?? candidate.dueAt
      return Trail.Step(
        name: candidate.name, rung: candidate.rung, dueAt: dueAt, fate: fate,
        deferral: candidate.dueAt == dueAt ? candidate.deferral : nil)
    }
    return Trail(steps: steps.sorted { $0.dueAt < $1.dueAt })
  }

  /// The rungs of the rule, those before the birth too, and an item's first notice.
  private func everyRung(of obligation: Obligation, rule: Rule, marks: [String: RungMark]) -> [Candidate] {
    var all = beforeRungs(of: obligation, rule: rule) + escalations(of: obligation, rule: rule, marks: marks)
    let known = Set(all.map(\.name))
    all += rule.rungs.filter { !known.contains($0.name) }.map {
      Candidate(name: $0.name, rung: $0, dueAt: moment(of: $0, for: obligation))
    }
    return all
  }
}

extension Trail.Fate {
  init(_ mark: RungMark) {
    switch mark.outcome {
    case .fired: self = .fired(at: mark.decidedAt)
    case .superseded(let by): self = .superseded(by: by, at: mark.decidedAt)
    case .unsent(let reason): self = .unsent(reason: reason, at: mark.decidedAt)
    }
  }
}
