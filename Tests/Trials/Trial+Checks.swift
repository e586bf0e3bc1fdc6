import OrgLifeCore
import OrgLifeDaemon
import OrgLifeLedger
import OrgLifeSchedule

/// What always holds.
extension Trial {
  mutating func readMore() throws {
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
    let last = knownAtBegin[delivery.key] ?? 0
    try require(
      programme.people[delivery.person] != nil, "\(delivery.key) was sent to nobody of the roster")
    if let bulletin = delivery.bulletin { return try checkIsNeeded(bulletin, delivery.key, knowing: last) }
    let isNeeded = delivery.lines.contains { !known.isSettled($0.obligation, knowing: last) }
    try require(isNeeded, "\(delivery.key) was sent although everything in it is settled")
  }

  /// Nothing is said of a record that was corrected, withdrawn or confirmed before.
  private func checkIsNeeded(_ bulletin: Bulletin, _ key: String, knowing last: Int64) throws {
    guard case .recordOpen(let open) = bulletin.matter else { return }
    let record = open.record
    let standing = known.records("\(record.duty)/\(record.organisation)", knowing: last).first {
      $0.record == record
    }
    try require(
      standing.map { !known.counts($0) } == true, "\(key) was sent although its record stands no more so")
  }

  /// Every rung came to what it should; every delivery came to an end or waits for a person, as the person left it; and of
  /// every one that failed the operator was told.
  mutating func checkSum() throws {
    try readMore()
    let service = try service()
    let (ledger, desk) = (service.ledger, service.desk)
    try require(try ledger.facts() == known.facts, "a fact was lost or changed")
    try checkRungs(desk, through: try ledger.service().plannedThrough)
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
