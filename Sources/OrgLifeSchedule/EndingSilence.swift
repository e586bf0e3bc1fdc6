import OrgLifeCore

extension Planner {
  /// When it is told that a silence ends: on the working morning before the day of its end; nil where it is shorter.
  func reminder(of silence: SilenceHistory) -> Timestamp? {
    let last = programme.zone.date(at: silence.end)
    let day = agenda.days.previous(from: last.adding(days: -1))
    let morning = programme.zone.timestamp(of: day, at: programme.sendAt)
    return silence.since < morning ? morning : nil
  }

  /// The news, due after `through` and up to `now`, that a silence which is in force still ends soon. Asked again with
  /// `through` moved to `now`, it answers nothing.
  public func endingSilences(after through: Timestamp, upTo now: Timestamp, known: Known) -> [Bulletin] {
    known.facts.silences.compactMap { silence in
      guard silence.isInForce(at: now), let moment = reminder(of: silence), through < moment, moment <= now
      else { return nil }
      return Bulletin(
        key: "bulletin/silence-ends-\(silence.id)/\(programme.zone.date(at: moment))",
        matter: .silenceEnds(
          Bulletin.SilenceEnd(
            silence: silence.id, matchers: silence.silence.matchers, reason: silence.silence.reason,
            author: silence.saidBy, end: silence.end, resumesAt: morning(after: silence),
            waiting: waiting(for: silence, known: known, at: now))))
    }
  }

  /// How many reminders about what it covers go on the morning after a silence, if nothing is recorded until then: one for
  /// each matter, be it the one that waited or a later one that goes for it.
  public func waiting(for silence: SilenceHistory, known: Known, at now: Timestamp) -> Int {
    let morning = morning(after: silence)
    let matchers = silence.silence.matchers
    return firings(after: max(now, silence.since), upTo: morning, known: known).count {
      $0.dueAt == morning && agenda.covers(matchers, $0.obligation)
    }
  }

  /// That a silence ends is told whoever said it, and where that is nobody in the roster, the operator.
  public func deliveries(ofEnding bulletin: Bulletin, at now: Timestamp) -> [Delivery] {
    guard case .silenceEnds(let end) = bulletin.matter else { return [] }
    let author = Person.ID(end.author).flatMap { programme.people[$0]?.id }
    guard let person = author ?? programme.operatorPerson else { return [] }
    return deliveries(of: bulletin, to: person, at: now)
  }
}
