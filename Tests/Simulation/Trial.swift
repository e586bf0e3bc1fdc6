import Fixtures
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeDispatch
import OrgLifeLedger
import OrgLifeSchedule

/// Some weeks in the life of a daemon whose channel is unreliable, whose clock steps, and that is stopped
/// between any two steps: all of it from a seed. What must always hold is checked at every step.
struct Trial {
  struct Violation: Error, CustomStringConvertible {
    var description: String
  }

  private let seed: UInt64
  private var chance: Chance
  private let ledger: Ledger
  private let channel: UnreliableChannel
  private var programme: Programme
  private var desk: Desk
  private var worker: Worker
  private var now: Timestamp
  private(set) var trace: [String] = []
  private var itemNumber = 0
  private var checkedArrivals = 0
  private var bytesOfKey: [String: [UInt8]] = [:]
  /// Deliveries that were once answered with *lost*: only such a one may be sent twice, or although it is settled.
  private var mayBeStale: Set<String> = []
  /// Deliveries whose last attempt has no answer: they are repeated as they are, never cancelled.
  private var ambiguous: Set<String> = []
  private var lastTried: String?

  init(seed: UInt64) throws {
    self.seed = seed
    chance = Chance(seed: seed)
    programme = Bureau.programme(only: "branch-01", "branch-03", "branch-10", "branch-12")
    programme.defaultChannels = [id("drop")]
    now = Bureau.time("2026-0\(1 + seed % 8)-0\(1 + seed % 9)T07:13")
    ledger = try Ledger.inMemory()
    _ = try ledger.service(startingAt: now)
    channel = UnreliableChannel(seed: seed ^ 0xC0FFEE)
    desk = try Desk(programme: programme, ledger: ledger)
    worker = Trial.worker(desk, ledger, channel, seed: seed)
  }

  private static func worker(_ desk: Desk, _ ledger: Ledger, _ channel: UnreliableChannel, seed: UInt64)
    -> Worker
  {
    Worker(
      channel: id("drop"), ledger: ledger, notifier: channel,
      policy: RetryPolicy(giveUpAfterSeconds: 5 * 86_400),
      chance: Chance(seed: seed)
    ) { try desk.review($0, at: $1) }
  }

  mutating func live(days: Int) async throws {
    let end = now.adding(seconds: Double(days) * 86_400)
    while now < end {
      try plan()
      try await deliver()
      if chance.once(in: 3) { try happen() }
      try advance()
    }
    try await comeToRest()
    try checkSum()
  }

  private mutating func plan() throws {
    let before = try ledger.service().plannedThrough
    for firing in try desk.plan(at: now) {
      note("\(firing.key) fires\(firing.unsent == nil ? "" : ", unsent")")
      try require(firing.dueAt <= now, "\(firing.key) fired before its moment")
    }
    try require(try desk.plan(at: now).isEmpty, "planning again changed something")
    try require(try ledger.service().plannedThrough >= before, "plannedThrough went back")
    if chance.once(in: 25) { try restart() }
  }

  /// Hands over what may leave, step by step; between any two the daemon may end.
  private mutating func deliver() async throws {
    worker = Trial.worker(desk, ledger, channel, seed: chance.next())
    while true {
      let progress = try await worker.advance(at: now)
      try checkArrivals()
      switch progress {
      case .idle: return
      case .working: break
      case .done(let event):
        let key = event.delivery.key
        lastTried = event.delivery.lines.first?.obligation
        switch event.settlement?.receipt.outcome {
        case .lost:
          mayBeStale.insert(key)
          ambiguous.insert(key)
        case nil:
          let isCancelled = try ledger.delivery(key)?.state == .cancelled
          try require(
            !(isCancelled && ambiguous.contains(key)), "\(key) was cancelled although it may have arrived")
        default: ambiguous.remove(key)
        }
        note("\(event.delivery.key) \(event.settlement?.state.rawValue ?? event.note ?? "")")
      }
      if chance.once(in: 30) {
        try restart()
        worker = Trial.worker(desk, ledger, channel, seed: chance.next())
      }
    }
  }

  private mutating func restart() throws {
    note("killed")
    for delivery in try ledger.deliveries(in: .claimed) where delivery.attempts > 0 {
      mayBeStale.insert(delivery.key)
    }
    let claimed = try ledger.deliveries(in: .claimed).filter { $0.attempts > 0 }.map(\.key)
    if try ledger.recover(at: now) > 0 { ambiguous.formUnion(claimed) }
    desk = try Desk(programme: programme, ledger: ledger)
  }

  private mutating func advance() throws {
    let next = [try desk.nextMoment(after: now), try ledger.nextDelivery()].compactMap { $0 }.filter {
      $0 > now
    }.min()
    switch chance.next() % 40 {
    case 0:
      // An outage of days.
      now = now.adding(seconds: Double(1 + chance.next() % 12) * 86_400)
      note("outage")
      try restart()
    case 1:
      now = now.adding(seconds: -Double(chance.next() % 7200))
      note("clock stepped back")
    default:
      let pause = now.adding(seconds: Double(60 + chance.next() % 40_000))
      now = min(next ?? pause, pause)
    }
  }

  /// Something is recorded, corrected, decided or reloaded.
  private mutating func happen() throws {
    let today = programme.zone.date(at: now)
    if let lastTried, chance.once(in: 2) { return try settle(lastTried) }
    let organisation = chance.pick(["branch-01", "branch-03", "branch-10"])
    let statement: Fact.Statement
    switch chance.next() % 8 {
    case 0, 1:
      let duty = chance.pick(["member-assembly", "committee-meeting"])
      statement = .held(.meeting(today.description, of: organisation, duty: duty))
    case 2:
      let date = today.adding(days: -Int(chance.next() % 20))
      statement = .withdrawn(record: "member-assembly/\(organisation)/\(date)", reason: "错记")
    case 3:
      itemNumber += 1
      let due = today.adding(days: Int(chance.next() % 40))
      statement = .entered(.item("ZG-\(itemNumber)", due: due.description))
    case 4: statement = .submitted(item: id("ZG-\(max(1, itemNumber))"), reference: "报告")
    case 5: statement = .closed(item: id("ZG-\(max(1, itemNumber))"), reference: "核实")
    case 6:
      let due = today.adding(days: Int(1 + chance.next() % 40))
      statement = .extended(item: id("ZG-\(max(1, itemNumber))"), due: due, reason: "批准")
    default:
      let period = Period(.quarter, containing: today)
      statement = .waived(obligation: "member-assembly/\(organisation)/\(period)", reason: "合并召开")
    }
    try say(statement)
  }

  /// What was just tried is done at this very moment: nothing about it may leave any more.
  private mutating func settle(_ obligation: String) throws {
    let words = obligation.split(separator: "/").map(String.init)
    guard let period = Period(words[2]) else {
      let number = String(words[2].split(separator: "~")[0])
      try say(.submitted(item: id(number), reference: "报告"))
      return try say(.closed(item: id(number), reference: "核实"))
    }
    let today = programme.zone.date(at: now)
    let isLate = period.lastDay < today
    try say(
      .held(
        .meeting(
          today.description, of: words[1], duty: words[0], makesUpFor: isLate ? period.description : nil)))
  }

  private mutating func say(_ statement: Fact.Statement) throws {
    let author = if case .submitted = statement { "b03-accountant" } else { "organ-office" }
    do {
      let taken = try desk.take(statement, author: author, at: now)
      note("learned \(taken.fact.statement)")
    } catch let refusal as Refusal {
      note("refused: \(refusal)")
    }
  }

  /// At the end everything that waits is carried on until nothing may leave any more.
  private mutating func comeToRest() async throws {
    for _ in 0..<400 {
      try plan()
      try await deliver()
      guard let next = try ledger.nextDelivery() else { return }
      now = max(now, next)
    }
    throw violation("deliveries never came to an end")
  }

  // MARK: What always holds

  private mutating func checkArrivals() throws {
    for arrival in channel.arrivals.dropFirst(checkedArrivals) {
      checkedArrivals += 1
      guard let delivery = try ledger.delivery(arrival.key) else {
        throw violation("\(arrival.key) is in no outbox")
      }
      try require(
        delivery.attempts >= arrival.attempt, "\(arrival.key) was sent before its attempt was committed")
      if let bytes = bytesOfKey[arrival.key] {
        try require(bytes == arrival.bytes, "\(arrival.key) was repeated with other bytes")
        try require(mayBeStale.contains(arrival.key), "\(arrival.key) was sent again after it was accepted")
      }
      bytesOfKey[arrival.key] = arrival.bytes
      if !mayBeStale.contains(arrival.key) { try checkIsNeeded(delivery) }
    }
  }

  private func checkIsNeeded(_ delivery: Delivery) throws {
    let oracle = SettledOracle(try ledger.facts())
    let isNeeded = delivery.lines.contains { !oracle.isSettled($0.obligation) }
    try require(isNeeded, "\(delivery.key) was sent although everything in it is settled")
  }

  /// Every rung of everything that was owed all along was fired, superseded, not sent for a stored reason,
  /// or waits for the gap after a late one; and every delivery came to an end or waits for a person.
  private func checkSum() throws {
    let through = try ledger.service().plannedThrough
    for owed in try desk.inventory(at: through) where ["open", "overdue"].contains(owed.state) {
      let agenda = desk.planner.agenda
      guard let obligation = agenda.obligation(owed.key, facts: desk.facts, knownAt: through),
        let duty = agenda.duty(obligation.duty), hasNoFacts(obligation)
      else { continue }
      let kept = try ledger.case(owed.key)
      let rule = kept?.rule ?? agenda.rule(of: duty)
      for rung in rule.rungs {
        let day = agenda.day(of: rung, due: obligation.due, lastWorkingDay: obligation.lastWorkingDay)
        let moment = agenda.moment(of: rung, on: day)
        guard moment > obligation.bornAt, moment <= through, kept?.marks[rung.name] == nil else { continue }
        let waits = agenda.nextRung(of: obligation, rule: rule, marks: kept?.marks ?? [:], after: through)
        try require(rung.isAfterDue && waits != nil, "\(owed.key)/\(rung.name) was due and is nowhere")
      }
    }
    for state in Delivery.State.allCases where state.isOpen && state != .held {
      try require(try ledger.deliveries(in: state).isEmpty, "a delivery is \(state) for ever")
    }
  }

  /// Nothing was ever said about the obligation, so that it was owed from its birth on.
  private func hasNoFacts(_ obligation: Obligation) -> Bool {
    guard let item = obligation.item else {
      return desk.facts.meetings(obligation.duty, of: obligation.organisation, knownAt: now).isEmpty
        && ((try? ledger.facts()) ?? []).allSatisfy {
          "\($0.statement)".contains(obligation.organisation.text) == false
        }
    }
    return desk.facts.items[item.number]?.extensions.isEmpty == true
  }

  private mutating func note(_ text: String) {
    trace.append("\(programme.zone.rfc3339(now)) \(text)")
  }

  private func violation(_ text: String) -> Violation {
    Violation(description: "seed \(seed): \(text)\n" + trace.suffix(25).joined(separator: "\n"))
  }

  private func require(_ holds: Bool, _ text: @autoclosure () -> String) throws {
    if !holds { throw violation(text()) }
  }
}
