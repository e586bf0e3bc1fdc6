import OrgLifeCore

/// The schedule: a pure function of programme, facts, what was done, and now.
///
/// The daemon, `simulate`, `status` and `list` all ask this one.
public struct Planner: Sendable {
  public let agenda: Agenda
  public let roster: Roster

  public init(programme: Programme, inServiceSince: Timestamp) {
    agenda = Agenda(programme: programme, inServiceSince: inServiceSince)
    roster = Roster(programme)
  }

  public var programme: Programme { agenda.programme }

  /// What the planner reads beside its programme.
  public struct Known: Sendable {
    public var facts: Facts
    /// Cases whose ladder may still have a rung to come, by key.
    public var cases: [String: Case]

    public init(facts: Facts, cases: [String: Case]) {
      self.facts = facts
      self.cases = cases
    }

    func kept(_ obligation: Obligation) -> Case? { cases.isEmpty ? nil : cases[obligation.key] }
  }

  /// The rungs that became due after `through` and up to `now`, in order of their moments. Asked again
  /// after the answer was carried out, with `through` moved to `now`, it answers nothing.
  public func firings(after through: Timestamp, upTo now: Timestamp, known: Known) -> [Firing] {
    guard through < now else { return [] }
    let window = Window(from: through, to: now)
    var firings: [Firing] = []
    func decide(_ obligation: Obligation, _ rule: Rule) {
      let kept = known.kept(obligation)
      let firing = agenda.decide(
        obligation, rule: kept?.rule ?? rule, marks: kept?.marks ?? [:], facts: known.facts, roster: roster,
        window: window)
      if let firing { firings.append(firing) }
    }
    let stretches = mutedStretches(endingIn: window, facts: known.facts)
    for duty in programme.duties {
      let rule = agenda.rule(of: duty)
      for period in periods(of: duty, rule: rule, in: window, or: stretches, known.facts) {
        for organisation in agenda.organisations {
          guard
            let obligation = agenda.obligation(
              duty, of: organisation, in: period, facts: known.facts, knownAt: now),
            !isKeptApart(known.kept(obligation), from: rule)
          else { continue }
          decide(obligation, rule)
        }
      }
    }
    for (obligation, rule) in singular(known: known, at: now) { decide(obligation, rule) }
    // Each key is put together once, and not in every comparison.
    let keys = firings.map(\.key)
    let order = firings.indices.sorted { (firings[$0].dueAt, keys[$0]) < (firings[$1].dueAt, keys[$1]) }
    return order.map { firings[$0] }
  }

  /// The first moment after the given one at which something may be due.
  public func nextMoment(after moment: Timestamp, known: Known) -> Timestamp? {
    var moments = [nextRung(after: moment, known.facts)].compactMap { $0 }
    for (obligation, rule) in singular(known: known, at: max(moment, known.facts.lastRecordedAt)) {
      let kept = known.cases[obligation.key]
      let next = agenda.nextMoment(
        of: obligation, rule: kept?.rule ?? rule, marks: kept?.marks ?? [:], facts: known.facts,
        after: moment)
      if let next { moments.append(next) }
      // An item recorded a moment ahead of the clock has its first notice then.
      if obligation.bornAt > moment { moments.append(obligation.bornAt) }
    }
    moments += agenda.handovers.filter { $0 > moment }
    if let next = nextMissingCalendar(after: moment) { moments.append(next) }
    for silence in known.facts.silences where silence.since < silence.end {
      moments += [morning(after: silence), reminder(of: silence)].compactMap { $0 }.filter { $0 > moment }
    }
    moments += known.facts.promises.values.joined().compactMap { agenda.morning(after: $0) }.filter {
      $0 > moment
    }
    return moments.min()
  }

  /// The first moment of a rung of any period after the given one. Nearly always it is near.
  private func nextRung(after moment: Timestamp, _ facts: Facts) -> Timestamp? {
    for days in [31.0, 400] {
      let horizon = Window(from: moment, to: moment.adding(seconds: days * 86_400))
      let next = programme.duties.flatMap { duty in
        let rule = agenda.rule(of: duty)
        return candidatePeriods(of: duty, rule: rule, in: horizon).flatMap {
          rungMoments(of: duty, rule: rule, in: $0, facts)
        }
      }.filter(horizon.contains).min()
      if let next { return next }
    }
    return nil
  }

  /// Obligations that have moments of their own: open items, and cases whose frozen rule or whose late
  /// escalation takes them out of step with their period.
  private func singular(known: Known, at moment: Timestamp) -> [(Obligation, Rule)] {
    let facts = known.facts
    let dated = agenda.dated(facts: facts, at: moment).compactMap { obligation in
      agenda.duty(obligation.duty).map { (obligation, agenda.rule(of: $0)) }
    }
    let rules = programme.duties.filter { $0.cycle != nil }.map { ($0.id.text, agenda.rule(of: $0)) }
    let rulesByDuty = Dictionary(rules, uniquingKeysWith: { first, _ in first })
    // Few are kept apart, and to look at all of them is dear.
    let apart = known.cases.values.filter { kept in
      kept.key.utf8.firstIndex(of: UInt8(ascii: "/")).flatMap { rulesByDuty[String(kept.key[..<$0])] }
        .map { isKeptApart(kept, from: $0) } == true
    }
    let cases = apart.sorted { $0.key < $1.key }.compactMap { kept -> (Obligation, Rule)? in
      let obligation = agenda.obligation(kept.key, frozen: kept.rule, facts: facts, knownAt: moment)
      return obligation.map { ($0, kept.rule) }
    }
    return dated + cases
  }

  private func isKeptApart(_ kept: Case?, from rule: Rule) -> Bool {
    guard let kept else { return false }
    if kept.rule != rule { return true }
    return rule.rungs.contains { rung in
      guard rung.isAfterDue, let mark = kept.marks[rung.name] else { return false }
      // Not its moment as the mark has it: a silence put that one off, and the rungs above it with it.
      let own = agenda.day(of: rung, due: kept.due, lastWorkingDay: kept.due)
      return own != programme.zone.date(at: mark.decidedAt)
    }
  }

  /// Periods of the duty that have a rung in the window, or one that was put off to a morning within it.
  private func periods(of duty: Duty, rule: Rule, in window: Window, or muted: [Window], _ facts: Facts)
    -> [Period]
  {
    let own = periods(of: duty, rule: rule, in: window, facts)
    guard !muted.isEmpty else { return own }
    return Set(own + muted.flatMap { periods(of: duty, rule: rule, in: $0, facts) }).sorted()
  }

  /// Periods of the duty that have a rung in the window.
  private func periods(of duty: Duty, rule: Rule, in window: Window, _ facts: Facts) -> [Period] {
    candidatePeriods(of: duty, rule: rule, in: window).filter {
      rungMoments(of: duty, rule: rule, in: $0, facts).contains(where: window.contains)
    }
  }

  private func rungMoments(of duty: Duty, rule: Rule, in period: Period, _ facts: Facts) -> [Timestamp] {
    agenda.everyBounds(duty.id, by: rule, in: period, facts: facts, knownAt: .distantFuture).flatMap {
      bounds in
      rule.rungs.map {
        agenda.moment(
          of: $0, on: agenda.day(of: $0, due: bounds.due, lastWorkingDay: bounds.lastWorkingDay))
      }
    }
  }

  /// Periods near enough to the window for a rung to fall into it.
  private func candidatePeriods(of duty: Duty, rule: Rule, in window: Window) -> [Period] {
    guard let cycle = duty.cycle else { return [] }
    let reach = { (rung: Rung) in Ladder.reachInDays(of: rung.offset) }
    let after = rule.rungs.filter(\.isAfterDue).map(reach).max() ?? 0
    // A fixed day may be moved as far as the longest holidays reach, a season into the next year and further.
    let shift = duty.fixedDay != nil ? 14 : duty.season != nil ? 730 : 0
    let before = (rule.rungs.filter { !$0.isAfterDue }.map(reach).max() ?? 0) + shift
    var period = Period(cycle, containing: programme.zone.date(at: window.from).adding(days: -after - shift))
    let last = Period(cycle, containing: programme.zone.date(at: window.to).adding(days: before))
    var periods: [Period] = []
    while period <= last {
      periods.append(period)
      period = period.next
    }
    return periods
  }
}

extension Ladder {
  /// More calendar days than the offset can span: the longest holidays are ten days together.
  public static func reachInDays(of offset: DayOffset) -> Int {
    switch offset.unit {
    case .calendar: abs(offset.days) + 14
    case .working: abs(offset.days) * 2 + 21
    case .months: abs(offset.days) * 31 + 14
    }
  }
}
