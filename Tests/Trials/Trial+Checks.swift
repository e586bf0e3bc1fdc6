import OrgLifeCore
import OrgLifeDaemon
import OrgLifeLedger
import OrgLifeSchedule

/// What always holds.
extension Trial {
  /// At its moment or later, and at none that a silence holds.
  mutating func checkMayFire(_ firing: Firing) throws {
    try require(firing.dueAt <= now, "\(firing.key) fired before its moment")
    try readMore()
    let ends = known.silenceEnds(firing.obligation.key, at: firing.dueAt, in: programme)
    try require(ends == nil, "\(firing.key) fired out of a silence")
  }

  private mutating func readMore() throws {
    if mayKnowMore { try readFacts(of: try service().ledger) }
  }

  mutating func learnBegun(_ delivery: String) throws {
    try readMore()
    knownAtBegin[delivery] = known.lastID
  }

  mutating func checkArrivals(over channel: Channel.ID) throws {
    let arrivals = channels[channel]?.takeArrivals() ?? []
    guard !arrivals.isEmpty else { return }
    try readMore()
    let service = try service()
    for arrival in arrivals {
      let key = arrival.key
      guard let delivery = try folder.whileWell({ try service.ledger.delivery(key) }) else {
        throw violation("\(key) is in no outbox")
      }
      try require(
        delivery.attempts == arrival.attempt && delivery.state == .claimed,
        "\(key) was sent without an attempt that was committed")
      if let stop = stopped[key] { throw violation("\(key) was sent after it was \(stop.act.done)") }
      if let bytes = bytesOfKey[key] {
        try require(bytes == arrival.bytes, "\(key) was repeated with other bytes")
        try require(mayRepeat.contains(key), "\(key) was sent again after it was accepted")
      } else if !mayRepeat.contains(key) {
        try checkIsNeeded(delivery)
      }
      bytesOfKey[key] = arrival.bytes
    }
  }

  /// By what was known when its attempt was committed.
  private func checkIsNeeded(_ delivery: Delivery) throws {
    guard delivery.bulletin == nil else { return }
    let last = knownAtBegin[delivery.key] ?? 0
    let isNeeded = delivery.lines.contains { !known.isSettled($0.obligation, knowing: last) }
    try require(isNeeded, "\(delivery.key) was sent although everything in it is settled")
  }

  /// Every rung of everything that was owed all along was fired, superseded, not sent for a stored reason,
  /// or waits for the gap after a late one or for the end of a silence; every delivery came to an end or waits for a person,
  /// as the person left it; and of every one that failed the operator was told.
  mutating func checkSum() throws {
    try readMore()
    let service = try service()
    let (ledger, desk) = (service.ledger, service.desk)
    try require(try ledger.facts() == known.facts, "a fact was lost or changed")
    let through = try ledger.service().plannedThrough
    for owed in try desk.inventory(at: through) where ["open", "overdue"].contains(owed.state) {
      guard known.isUntouched(owed.key),
        let obligation = desk.planner.agenda.obligation(owed.key, facts: desk.facts, knownAt: through)
      else { continue }
      try checkRungs(of: obligation, desk, through: through)
    }
    for state in Delivery.State.allCases where state.isOpen && state != .held {
      let open = try ledger.deliveries(in: state)
      try require(open.isEmpty, "\(open.first?.key ?? "") is \(state) for ever")
    }
    for delivery in try ledger.deliveries(in: .delivered, limit: .max) {
      try require(bytesOfKey[delivery.key] != nil, "\(delivery.key) has a receipt and never arrived")
    }
    for state in [Delivery.State.failed, .held, .cancelled] {
      for delivery in try ledger.deliveries(in: state, limit: .max) {
        try require(delivery.reason?.isEmpty == false, "\(delivery.key) is \(state) and nobody knows why")
      }
    }
    try checkStopped(ledger)
    try checkOperatorKnows(ledger)
  }

  private func checkRungs(of obligation: Obligation, _ desk: Desk, through: Timestamp) throws {
    let agenda = desk.planner.agenda
    let kept = try desk.ledger.case(obligation.key)
    guard let rule = kept?.rule ?? agenda.duty(obligation.duty).map(agenda.rule) else { return }
    let marks = kept?.marks ?? [:]
    for mark in marks.values.sorted(by: { $0.rung < $1.rung }) where mark.outcome == .fired {
      let deliveries = try desk.ledger.deliveries(of: obligation.key, rung: mark.rung)
      try require(!deliveries.isEmpty, "\(obligation.key)/\(mark.rung) fired and made nothing")
    }
    let hasEscalated = rule.rungs.contains { $0.isAfterDue && marks[$0.name] != nil }
    for rung in rule.rungs where marks[rung.name] == nil {
      let day = agenda.day(of: rung, due: obligation.due, lastWorkingDay: obligation.lastWorkingDay)
      if rung.isAfterDue, hasEscalated {
        try checkWaits(rung, day, of: obligation, rule, marks, desk, through: through)
      } else {
        try checkWasNeverDue(rung, day, of: obligation, through: through)
      }
    }
  }

  /// No programme had its moment while it decided: neither its own moment nor the one to which a silence put it off.
  private func checkWasNeverDue(
    _ rung: Rung, _ day: CivilDate, of obligation: Obligation, through: Timestamp
  ) throws {
    for (number, reign) in reigns.enumerated() {
      let until = number + 1 < reigns.count ? reigns[number + 1].since : through
      let programme = reign.programme
      let own = programme.zone.timestamp(of: day, at: rung.sendAt ?? programme.sendAt)
      guard own > obligation.bornAt else { continue }
      let goes = known.release(of: obligation.key, from: own, in: programme)
      let wasDue = reign.since < goes && goes <= until
      try require(
        !wasDue, "\(obligation.key)/\(rung.name) was due at \(programme.zone.rfc3339(goes)) and is nowhere")
    }
  }

  /// It waits for the gap after a lower one that went late.
  private func checkWaits(
    _ rung: Rung, _ day: CivilDate, of obligation: Obligation, _ rule: Rule, _ marks: [String: RungMark],
    _ desk: Desk, through: Timestamp
  ) throws {
    let agenda = desk.planner.agenda
    let moment = agenda.moment(of: rung, on: day)
    // Of a rung whose moment precedes its programme there is nothing to find.
    guard reigns.count == 1, moment > obligation.bornAt, moment <= through else { return }
    let trail = agenda.trail(
      of: obligation, rule: rule, marks: marks, facts: desk.facts, learned: [], decidedThrough: through)
    let waits = trail.steps.contains { $0.name == rung.name && $0.dueAt > through }
    try require(waits, "\(obligation.key)/\(rung.name) was due and is nowhere")
  }

  /// What a person did to the queue stands, with the reason.
  private func checkStopped(_ ledger: Ledger) throws {
    for (key, stop) in stopped.sorted(by: { $0.key < $1.key }) {
      guard let history = try ledger.history(key) else { throw violation("\(key) is in no outbox") }
      let state = history.delivery.state
      let stands =
        switch stop.act {
        case .drop: state == .cancelled
        case .expire: state == .failed
        default: [.held, .cancelled, .failed].contains(state)
        }
      try require(stands, "\(key) was \(stop.act.done) and is \(state)")
      try require(history.acts.last?.act == stop.act, "nobody knows who stopped \(key)")
      guard let reason = stop.reason else { continue }
      try require(
        history.delivery.reason?.contains(reason) == true, "\(key) does not say why it was \(stop.act.done)")
    }
  }

  private func checkOperatorKnows(_ ledger: Ledger) throws {
    var told: Set<String> = []
    for bulletin in try ledger.deliveries(beginning: "bulletin/", limit: .max) {
      switch bulletin.delivery.bulletin?.matter {
      case .undelivered(_, let setbacks), .held(let setbacks): told.formUnion(setbacks.map(\.delivery))
      default: break
      }
    }
    // Whoever stopped a delivery need not be told of it.
    for delivery in try ledger.deliveries(in: .failed, limit: .max) {
      if case .undelivered = delivery.bulletin?.matter { continue }
      let isKnown = try told.contains(delivery.key) || isLast(.expire, on: delivery, ledger)
      try require(isKnown, "\(delivery.key) failed and nobody was told")
    }
    for delivery in try ledger.deliveries(in: .held, limit: .max) {
      if case .held = delivery.bulletin?.matter { continue }
      let isKnown = try told.contains(delivery.key) || isLast(.hold, on: delivery, ledger)
      try require(isKnown, "\(delivery.key) is held and nobody was told")
    }
  }

  private func isLast(_ act: QueueAct, on delivery: Delivery, _ ledger: Ledger) throws -> Bool {
    try ledger.acts(on: delivery.key).last?.act == act
  }
}
