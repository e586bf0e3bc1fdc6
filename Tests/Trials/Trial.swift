import Fixtures
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeDispatch
import OrgLifeLedger
import OrgLifeProgramme
import OrgLifeSchedule

/// Some weeks in the life of a daemon whose channels, disk and clock are unreliable, whose programme is changed, and that is
/// killed between any two steps: all of it from a seed. What must always hold is checked at every step.
public struct Trial {
  public struct Violation: Error, CustomStringConvertible {
    public var description: String
  }

  private let seed: UInt64
  private let days: Int
  private var chance: Chance
  private let folder: FaultyFolder
  private let channels: [Channel.ID: UnreliableChannel]
  private let programmes: [String: Programme]
  private var programme: Programme
  private var running: Service?
  private var now: Timestamp
  public private(set) var trace: [String] = []
  private var itemNumber = 0
  private var bytesOfKey: [String: [UInt8]] = [:]
  /// Deliveries of which an answer was once lost: only such a one may arrive twice, or although it is settled.
  private var mayRepeat: Set<String> = []
  private var lastTried: String?
  private var isDiskBad = false
  private var comesToRest = false

  /// - Parameter days: how long it lives before it comes to rest.
  public init(seed: UInt64, days: Int, programme whole: Programme? = nil) throws {
    self.seed = seed
    self.days = days
    chance = Chance(seed: seed)
    let usual =
      whole ?? Bureau.programme(only: "branch-01", "branch-03", "branch-10", "branch-12")
    programmes = Trial.variants(of: usual)
    programme = usual
    now = Bureau.time("2026-0\(1 + seed % 8)-0\(1 + seed % 9)T07:13")
    folder = try FaultyFolder()
    var channels: [Channel.ID: UnreliableChannel] = [:]
    for (number, channel) in usual.channels.enumerated() {
      channels[channel.id] = UnreliableChannel(seed: seed ^ 0xC0FFEE &+ UInt64(number) << 40)
    }
    self.channels = channels
    running = try start()
  }

  /// The programmes that reloads put in force, by their revision.
  private static func variants(of programme: Programme) -> [String: Programme] {
    var early = programme
    early.revision = String(repeating: "e", count: 64)
    early.sendAt = CivilTime("07:45") ?? programme.sendAt
    early.quietHours = Programme.QuietHours(
      from: CivilTime("21:00") ?? programme.sendAt, to: CivilTime("07:30") ?? programme.sendAt)
    var poor = programme
    poor.revision = String(repeating: "f", count: 64)
    poor.channels.removeAll { $0.id.text == "log" }
    poor.defaultChannels.removeAll { $0.text == "log" }
    return [programme.revision: programme, early.revision: early, poor.revision: poor]
  }

  private mutating func start(at open: Ledger? = nil) throws -> Service {
    let programmes = programmes
    let ledger = try open ?? Ledger.open(folder: folder.path, oneConnection: true)
    return try Service(
      programme, earlier: { programmes[$0] }, at: ledger, now, channels: channels, chance: &chance)
  }

  private func service() throws -> Service {
    guard let running else { throw violation("nothing runs") }
    return running
  }

  public mutating func live() async throws {
    // Its files are closed before its disk is forgotten and another trial takes that disk's place.
    defer { try? running?.ledger.close() }
    let end = now.adding(seconds: Double(days) * 86_400)
    while now < end {
      try withstand { try $0.plan() }
      try await deliver()
      if chance.once(in: 3) { try withstand { try $0.happen() } }
      try upsetDisk()
      try advance()
    }
    try await comeToRest()
    try checkSum()
  }

  /// A step that a bad disk may keep from being done. Then nothing of it was done, and time goes on.
  private mutating func withstand(_ step: (inout Trial) throws -> Void) throws {
    do { try step(&self) } catch let violation as Violation { throw violation } catch {
      try endure(error)
    }
  }

  private mutating func endure(_ error: any Error) throws {
    guard folder.hasFailed else { throw violation("\(error)") }
    note("the disk fails")
    now = now.adding(seconds: 10)
    if chance.once(in: 4) { mendDisk() }
  }

  private mutating func upsetDisk() throws {
    if isDiskBad {
      if chance.once(in: 3) { mendDisk() }
    } else if chance.once(in: 40) {
      isDiskBad = true
      folder.fail(chance.pick([.full, .write, .read]), afterOperations: Int(chance.next() % 30))
    }
  }

  private mutating func mendDisk() {
    folder.mend()
    if isDiskBad { note("the disk is well") }
    isDiskBad = false
  }

  private mutating func plan() throws {
    let service = try service()
    // As the daemon does at each step; while there is no room for it, its workers get nothing.
    try? service.ledger.keepBallast()
    let before = try service.ledger.service().plannedThrough
    let now = now
    for firing in try service.use({ try $0.plan(at: now) }) {
      note("\(firing.key) fires\(firing.unsent == nil ? "" : ", unsent")")
      try require(firing.dueAt <= now, "\(firing.key) fired before its moment")
    }
    try require(try service.use { try $0.plan(at: now) }.isEmpty, "planning again changed something")
    try require(try service.ledger.service().plannedThrough >= before, "plannedThrough went back")
    if !comesToRest, chance.once(in: 25) { try kill() }
  }

  /// Hands over what may leave, step by step and channel by channel in any order; between any two steps something may
  /// be recorded, the programme changed, or the daemon killed.
  private mutating func deliver() async throws {
    var resting: Set<Int> = []
    for _ in 0..<5000 {
      let service = try service()
      let awake = service.workers.indices.filter { !resting.contains($0) && !service.isRetired($0) }
      guard !awake.isEmpty else { return }
      let index = chance.pick(awake)
      do {
        switch try await service.workers[index].advance(at: now) {
        case .idle: resting.insert(index)
        case .working: break
        case .done(let event):
          try learn(event)
          if service.isRetired(index) { try service.use { try $0.failStranded(at: now) } }
        }
      } catch let violation as Violation { throw violation } catch {
        try endure(error)
        resting.insert(index)
      }
      try withstand { try $0.checkArrivals(over: service.workers[index].channel) }
      guard !comesToRest else { continue }
      switch chance.next() % 240 {
      case 0...2:
        try kill()
        resting = []
      case 3...12: try withstand { try $0.happen() }
      case 13...16:
        try withstand { try $0.reload() }
        resting = []
      default: break
      }
    }
    throw violation("deliveries of one moment never came to an end")
  }

  private mutating func learn(_ event: Worker.Event) throws {
    lastTried = event.delivery.lines.first?.obligation ?? lastTried
    if event.settlement?.receipt.outcome == .lost { mayRepeat.insert(event.delivery.key) }
    note("\(event.delivery.key) \(event.settlement?.state.rawValue ?? event.note ?? "")")
    if case .opened(let reason) = event.turn { note("\(event.delivery.channel) is down: \(reason)") }
    if case .closed = event.turn { note("\(event.delivery.channel) works again") }
  }

  private mutating func kill() throws {
    note("killed")
    // What was under way may or may not have been asked.
    mayRepeat.formUnion(outstanding())
    // Opening the files anew is what takes time: often enough only what is in memory is forgotten.
    let kept = chance.once(in: 4) ? nil : running?.ledger
    if kept == nil { try? running?.ledger.close() }
    running = nil
    do { running = try start(at: kept) } catch {
      guard folder.hasFailed else { throw violation("no start: \(error)") }
      note("no start")
      mendDisk()
      running = try start(at: kept)
    }
  }

  /// Deliveries with an attempt that has no receipt.
  private func outstanding() -> [String] {
    folder.mend()
    let claimed = (try? running?.ledger.deliveries(in: .claimed)) ?? []
    return claimed.filter { $0.attempts > 0 }.map(\.key)
  }

  private mutating func advance() throws {
    let next = (try? service().nextMoment(after: now)) ?? now.adding(seconds: 10)
    switch chance.next() % 50 {
    case 0:
      // An outage of days.
      now = now.adding(seconds: Double(1 + chance.next() % 12) * 86_400)
      note("outage")
      try kill()
    case 1:
      now = now.adding(seconds: -Double(chance.next() % 7200))
      note("clock stepped back")
    case 2:
      now = now.adding(seconds: Double(chance.next() % 90_000))
      note("clock stepped forward")
    default:
      let pause = now.adding(seconds: Double(60 + chance.next() % 40_000))
      now = min(next, pause)
    }
  }

  /// The bureau with a file cut short, as an editor leaves it that ran out of disk.
  private static let brokenIsRefused: Bool = {
    guard var sources = try? ProgrammeSources(folder: Bureau.folder),
      let settings = sources.files["orglifed.yaml"]
    else { return false }
    sources.files["orglifed.yaml"] = Array(settings.prefix(settings.count / 2))
    return ProgrammeReader.read(sources).programme == nil
  }()

  /// Another programme comes into force, or a broken one is refused.
  private mutating func reload() throws {
    guard !chance.once(in: 3) else {
      note("reload refused")
      return try require(Trial.brokenIsRefused, "a broken programme was taken")
    }
    let revisions = programmes.keys.sorted()
    let next = programmes[chance.pick(revisions)] ?? programme
    let service = try service()
    let now = now
    let changed = try service.use { try $0.putInForce(next, sources: [], at: now) }
    programme = next
    note("reloaded \(next.revision.prefix(4))\(changed ? "" : ", unchanged")")
    if changed { service.openLanes(for: next, channels, &chance) }
  }

  /// Something is recorded, corrected, decided or released.
  private mutating func happen() throws {
    let today = programme.zone.date(at: now)
    if let lastTried, chance.once(in: 2) { return try settle(lastTried) }
    let organisation = chance.pick(["branch-01", "branch-03", "branch-10"])
    let statement: Fact.Statement
    switch chance.next() % 9 {
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
    case 7:
      let ledger = try service().ledger
      let held = try ledger.deliveryKeys(in: [.held])
      for key in held { _ = try ledger.act(.release, on: key, author: "organ-office", reason: nil, at: now) }
      return note("released \(held.count)")
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
      let now = now
      let taken = try service().use { try $0.take(statement, author: author, at: now) }
      note("learned \(taken.fact.statement)")
    } catch let refusal as Refusal {
      note("refused: \(refusal)")
    }
  }

  /// At the end disk and channels are well, and everything that waits is carried on until nothing may leave any more.
  private mutating func comeToRest() async throws {
    mendDisk()
    comesToRest = true
    for channel in channels.values { channel.mend() }
    for _ in 0..<600 {
      try withstand { try $0.plan() }
      try await deliver()
      let counts = try service().ledger.counts()
      guard [Delivery.State.pending, .deferred, .claimed].contains(where: { counts[$0] != nil }) else {
        return
      }
      let wakes = try service().circuits.compactMap(\.snapshot.restsUntil).filter { $0 > now }
      let next = try service().ledger.nextDelivery(after: now)
      now = (wakes + [next].compactMap { $0 }).min() ?? now.adding(seconds: 1)
    }
    throw violation("deliveries never came to an end")
  }

  // MARK: What always holds

  private mutating func checkArrivals(over channel: Channel.ID) throws {
    let arrivals = channels[channel]?.takeArrivals() ?? []
    guard !arrivals.isEmpty else { return }
    // What is asked of the ledger here is no step of the daemon.
    folder.mend()
    defer { if isDiskBad { folder.fail(.write, afterOperations: Int(chance.next() % 30)) } }
    for arrival in arrivals {
      guard let delivery = try service().ledger.delivery(arrival.key) else {
        throw violation("\(arrival.key) is in no outbox")
      }
      try require(
        delivery.attempts >= arrival.attempt, "\(arrival.key) was sent before its attempt was committed")
      if let bytes = bytesOfKey[arrival.key] {
        try require(bytes == arrival.bytes, "\(arrival.key) was repeated with other bytes")
        try require(mayRepeat.contains(arrival.key), "\(arrival.key) was sent again after it was accepted")
      } else if !mayRepeat.contains(arrival.key) {
        try checkIsNeeded(delivery)
      }
      bytesOfKey[arrival.key] = arrival.bytes
    }
  }

  /// By what was known when its attempt was committed.
  private func checkIsNeeded(_ delivery: Delivery) throws {
    guard delivery.bulletin == nil, let look = try service().look(at: delivery.key) else { return }
    let oracle = SettledOracle(try service().ledger.facts().filter { $0.id <= look })
    let isNeeded = delivery.lines.contains { !oracle.isSettled($0.obligation) }
    try require(isNeeded, "\(delivery.key) was sent although everything in it is settled")
  }

  /// Every rung of everything that was owed all along was fired, superseded, not sent for a stored reason,
  /// or waits for the gap after a late one; every delivery came to an end or waits for a person; and of every one that
  /// failed the operator was told.
  private func checkSum() throws {
    let service = try service()
    let (ledger, desk) = (service.ledger, service.desk)
    let through = try ledger.service().plannedThrough
    for owed in try desk.inventory(at: through) where ["open", "overdue"].contains(owed.state) {
      let agenda = desk.planner.agenda
      guard let obligation = agenda.obligation(owed.key, facts: desk.facts, knownAt: through),
        let duty = agenda.duty(obligation.duty), hasNoFacts(obligation, desk)
      else { continue }
      let kept = try ledger.case(owed.key)
      let rule = kept?.rule ?? agenda.rule(of: duty)
      for rung in rule.rungs {
        let day = agenda.day(of: rung, due: obligation.due, lastWorkingDay: obligation.lastWorkingDay)
        let moment = agenda.moment(of: rung, on: day)
        guard moment > obligation.bornAt, moment <= through, kept?.marks[rung.name] == nil else { continue }
        // Of a rung whose moment precedes its programme there is nothing to find.
        guard programmes.count == 1 || !wasReloaded else { continue }
        let trail = agenda.trail(
          of: obligation, rule: rule, marks: kept?.marks ?? [:], facts: desk.facts, learned: [],
          decidedThrough: through)
        let waits = trail.steps.contains { $0.name == rung.name && $0.dueAt > through }
        try require(waits, "\(owed.key)/\(rung.name) was due and is nowhere")
      }
    }
    for state in Delivery.State.allCases where state.isOpen && state != .held {
      let open = try ledger.deliveries(in: state)
      try require(open.isEmpty, "\(open.first?.key ?? "") is \(state) for ever")
    }
    try checkOperatorKnows(ledger)
  }

  private func checkOperatorKnows(_ ledger: Ledger) throws {
    var told: Set<String> = []
    for bulletin in try ledger.deliveries(beginning: "bulletin/", limit: .max) {
      switch bulletin.delivery.bulletin?.matter {
      case .undelivered(_, let setbacks), .held(let setbacks): told.formUnion(setbacks.map(\.delivery))
      default: break
      }
    }
    for delivery in try ledger.deliveries(in: .failed, limit: .max) {
      if case .undelivered = delivery.bulletin?.matter { continue }
      try require(told.contains(delivery.key), "\(delivery.key) failed and nobody was told")
    }
    for delivery in try ledger.deliveries(in: .held, limit: .max) {
      if case .held = delivery.bulletin?.matter { continue }
      try require(told.contains(delivery.key), "\(delivery.key) is held and nobody was told")
    }
  }

  private var wasReloaded: Bool { trace.contains { $0.contains("reloaded") && !$0.contains("unchanged") } }

  /// Nothing was ever said about the obligation, so that it was owed from its birth on.
  private func hasNoFacts(_ obligation: Obligation, _ desk: Desk) -> Bool {
    guard let item = obligation.item else {
      return desk.facts.meetings(obligation.duty, of: obligation.organisation, knownAt: now).isEmpty
        && ((try? desk.ledger.facts()) ?? []).allSatisfy {
          "\($0.statement)".contains(obligation.organisation.text) == false
        }
    }
    return desk.facts.items[item.number]?.extensions.isEmpty == true
  }

  private mutating func note(_ text: String) {
    trace.append("\(programme.zone.rfc3339(now)) \(text)")
  }

  private func violation(_ text: String) -> Violation {
    Violation(
      description: "make simulate SEED=\(seed) DAYS=\(days)\n\(text)\n"
        + trace.suffix(25).joined(separator: "\n"))
  }

  private func require(_ holds: Bool, _ text: @autoclosure () -> String) throws {
    if !holds { throw violation(text()) }
  }
}
