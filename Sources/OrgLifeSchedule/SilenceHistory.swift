import OrgLifeCore

/// A silence as it was said, and how long it really lasts.
public struct SilenceHistory: Sendable {
  /// The number of the fact that began it.
  public var id: Int64
  public var silence: Silence
  public var saidAt: Timestamp
  public var saidBy: String
  public var since: Timestamp
  /// Exclusive: as it was said, or earlier where it was ended or another took its place.
  public private(set) var end: Timestamp

  init(id: Int64, silence: Silence, saidAt: Timestamp, saidBy: String, since: Timestamp, end: Timestamp) {
    self.id = id
    self.silence = silence
    self.saidAt = saidAt
    self.saidBy = saidBy
    self.since = since
    self.end = end
  }

  mutating func end(at moment: Timestamp) { end = min(end, moment) }

  public func isInForce(at moment: Timestamp) -> Bool { since <= moment && moment < end }
}

/// That a rung does not go at its own moment.
public struct Deferral: Hashable, Sendable {
  /// When it would have gone.
  public var from: Timestamp
  /// When it goes.
  public var to: Timestamp
  /// Of the silence that holds it longest.
  public var reason: String
}

extension Agenda {
  public func covers(_ matchers: Silence.Matchers, _ obligation: Obligation) -> Bool {
    if let duty = matchers.duty, duty != obligation.duty { return false }
    if let organisation = matchers.organisation, organisation != obligation.organisation { return false }
    if let top = matchers.under, !isUnder(top, obligation.organisation) { return false }
    if let beginning = matchers.obligation,
      !Silence.Matchers.begins(obligation.key, with: beginning)
    {
      return false
    }
    return true
  }

  private func isUnder(_ top: Organisation.ID, _ organisation: Organisation.ID) -> Bool {
    var next: Organisation.ID? = organisation
    // The programme was checked to have no circle; the bound costs nothing.
    for _ in 0..<64 {
      guard let here = next else { return false }
      if here == top { return true }
      next = programme.organisations[here]?.parent
    }
    return false
  }

  /// The first working morning, at the programme's time, that is not before the moment.
  public func workingMorning(notBefore moment: Timestamp) -> Timestamp {
    let day = days.next(from: programme.zone.date(at: moment))
    let morning = programme.zone.timestamp(of: day, at: programme.sendAt)
    guard morning < moment else { return morning }
    return programme.zone.timestamp(of: days.next(from: day.adding(days: 1)), at: programme.sendAt)
  }

  /// Where silences put a rung that would go at the moment; nil where none covers it then.
  ///
  /// A morning that falls into another silence is put off again. What is learned later moves only mornings that are
  /// still to come, since a fact is recorded after everything that was decided.
  func deferral(of moment: Timestamp, for obligation: Obligation, facts: Facts) -> Deferral? {
    var found: Deferral?
    var at = moment
    // Nearly all silences that were ever said are over: whether one is in force is asked first.
    while let longest = facts.silences
      .filter({ $0.isInForce(at: at) && covers($0.silence.matchers, obligation) })
      .max(by: { $0.end < $1.end })
    {
      at = workingMorning(notBefore: longest.end)
      found = Deferral(from: moment, to: at, reason: longest.silence.reason)
    }
    return found
  }

  /// The candidates at the moments at which silences let them go.
  func deferring(_ candidates: [Candidate], of obligation: Obligation, facts: Facts) -> [Candidate] {
    guard !facts.silences.isEmpty || !facts.promises.isEmpty else { return candidates }
    return candidates.map { candidate in
      var candidate = candidate
      let own = candidate.dueAt
      // What a silence puts off may go at a moment at which somebody has promised a day meanwhile.
      while var next = promise(candidate.rung, at: candidate.dueAt, of: obligation, facts: facts)
        ?? deferral(of: candidate.dueAt, for: obligation, facts: facts)
      {
        candidate.dueAt = next.to
        next.from = own
        candidate.deferral = next
      }
      return candidate
    }
  }
}

extension Planner {
  /// The stretches of time whose rungs were put off to a morning within the window.
  ///
  /// Of silences and promises that follow one another without a working morning between them, the whole chain is one
  /// stretch.
  func mutedStretches(endingIn window: Window, facts: Facts) -> [Window] {
    guard !facts.silences.isEmpty || !facts.promises.isEmpty else { return [] }
    let silenced = facts.silences.filter { $0.since < $0.end }.map {
      (since: $0.since, end: $0.end, morning: morning(after: $0))
    }
    let promised = facts.promises.values.joined().compactMap { promise in
      agenda.morning(after: promise).map { (since: promise.at, end: $0, morning: $0) }
    }
    let spells = silenced + promised
    return spells.filter { window.contains($0.morning) }.map { last in
      var from = last.since
      while let before = spells.filter({ $0.since < from && from <= $0.morning }).map(\.since).min() {
        from = before
      }
      return Window(from: Timestamp(milliseconds: from.milliseconds - 1), to: last.end)
    }
  }

  /// When what a silence put off goes.
  public func morning(after silence: SilenceHistory) -> Timestamp {
    agenda.workingMorning(notBefore: silence.end)
  }
}
