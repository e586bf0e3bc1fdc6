import OrgLifeCore

extension Planner {
  /// Everything that the firings of one planning step write: marks, and a delivery for each person and
  /// channel. `isFrozen` tells of a digest, by its key, that it was tried already and takes no more lines.
  ///
  /// Late firings above the programme's `hold-above` are all held: after a long outage a person looks first.
  public func step(
    _ firings: [Firing], known: Known, now: Timestamp, isFrozen: (String) throws -> Bool
  ) rethrows -> Step {
    var drafts = Drafts(programme: programme, now: now)
    let late = firings.count { $0.unsent == nil && RungMark.isLate(dueAt: $0.dueAt, decidedAt: now) }
    let holdsLate = late > programme.limits.holdAbove
    var cases: [String: Case] = [:]
    for firing in firings {
      let key = firing.obligation.key
      var kept =
        cases[key] ?? known.cases[key]
        ?? Case(key: key, due: firing.obligation.due, rule: firing.rule)
      var unsent = firing.unsent?.text
      if unsent == nil {
        let isLate = RungMark.isLate(dueAt: firing.dueAt, decidedAt: now)
        let hold: String? =
          firing.rung.needsRelease
          ? "the ladder wants a person to release it"
          : holdsLate && isLate ? "\(late) reminders were missed together" : nil
        let reached = try drafts.add(firing, hold: hold, isFrozen: isFrozen)
        if !reached {
          unsent = "no channel reaches \(firing.recipients.map(\.person.text).joined(separator: ", "))"
        }
      }
      kept.marks[firing.name] = RungMark(
        rung: firing.name, dueAt: firing.dueAt, decidedAt: now,
        outcome: unsent.map { .unsent(reason: $0) } ?? .fired)
      for missed in firing.supersedes {
        kept.marks[missed.name] = RungMark(
          rung: missed.name, dueAt: missed.dueAt, decidedAt: now, outcome: .superseded(by: firing.name))
      }
      cases[key] = kept
    }
    return Step(
      plannedThrough: now, cases: cases.values.sorted { $0.key < $1.key }, deliveries: drafts.deliveries)
  }
}

extension Firing.Reason {
  /// As the ledger keeps it.
  public var text: String {
    switch self {
    case .nobodyReached: "nobody holds any of its roles"
    }
  }
}

/// The deliveries of one step. Lines for the same person's digest share one.
private struct Drafts {
  let programme: Programme
  let mornings: Mornings
  let now: Timestamp
  private(set) var deliveries: [Delivery] = []
  private var digests: [String: Int] = [:]

  init(programme: Programme, now: Timestamp) {
    self.programme = programme
    self.now = now
    mornings = Mornings(programme)
  }

  /// Whether anybody is reached by any channel.
  mutating func add(_ firing: Firing, hold: String?, isFrozen: (String) throws -> Bool) rethrows -> Bool {
    var isReached = false
    for recipient in firing.recipients {
      for channel in channels(of: firing.rung, to: recipient.person) {
        isReached = true
        let line = Delivery.Line(
          obligation: firing.obligation.key, rung: firing.name, role: recipient.role.description,
          insteadOf: recipient.insteadOf?.description, actingFor: recipient.actingFor?.text)
        if firing.rung.delivery == .digest, hold == nil {
          try addToDigest(line, for: recipient.person, over: channel, isFrozen: isFrozen)
        } else {
          deliveries.append(
            Delivery(
              key: "\(firing.key)/\(recipient.role):\(recipient.person)/\(channel)",
              person: recipient.person, channel: channel, form: .single, datedAt: now,
              notBefore: mornings.outsideQuietHours(now), state: hold == nil ? .pending : .held,
              reason: hold, lines: [line]))
        }
      }
    }
    return isReached
  }

  private mutating func addToDigest(
    _ line: Delivery.Line, for person: Person.ID, over channel: Channel.ID,
    isFrozen: (String) throws -> Bool
  ) rethrows {
    var day = mornings.digestDay(at: now)
    func key() -> String { "digest/\(day)/\(person)/\(channel)" }
    while digests[key()] == nil, try isFrozen(key()) { day = mornings.digestDay(after: day) }
    if let index = digests[key()] {
      deliveries[index].lines.append(line)
      return
    }
    digests[key()] = deliveries.count
    let moment = mornings.digestMoment(on: day, now: now)
    deliveries.append(
      Delivery(
        key: key(), person: person, channel: channel, form: .digest, datedAt: moment, notBefore: moment,
        lines: [line]))
  }

  /// The rung's channels that have an address for the person, or need none.
  private func channels(of rung: Rung, to person: Person.ID) -> [Channel.ID] {
    (rung.channels ?? programme.defaultChannels).filter { programme.reaches(person, over: $0) }
  }
}
