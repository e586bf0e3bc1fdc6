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

  /// A programme, and since when rungs are decided by it.
  struct Reign {
    var programme: Programme
    var since: Timestamp
  }

  private let seed: UInt64
  private let days: Int
  let weather: Weather
  var chance: Chance
  let folder: FaultyFolder
  let channels: [Channel.ID: UnreliableChannel]
  let programmes: [String: Programme]
  var programme: Programme
  private var running: Service?
  /// When it was first started.
  let inServiceSince: Timestamp
  var now: Timestamp
  public private(set) var trace: [String] = []

  var itemNumber = 0
  var lastTried: String?
  /// Keys of obligations of which a rung fired lately.
  var recentlyFired: [String] = []
  private var isDiskBad = false
  private var comesToRest = false
  private var quietUntil = Timestamp.distantPast

  /// All that was said, and whether the ledger may have more of it, since an answer was lost on a bad disk.
  var known: FactsOracle
  var mayKnowMore = false
  var reigns: [Reign] = []
  var bytesOfKey: [String: [UInt8]] = [:]
  /// Deliveries of which an answer was once lost: only such a one may arrive twice, or although it is settled.
  var mayRepeat: Set<String> = []
  /// The last fact that was known when the latest attempt of a delivery was committed.
  var knownAtBegin: [String: Int64] = [:]
  /// What a person did last to a delivery, where nobody let it go again.
  var stopped: [String: (act: QueueAct, reason: String?)] = [:]

  /// One seed out of eight plays the whole bureau, the others four branches of it, where more happens to each in the same time.
  ///
  /// - Parameter days: how long it lives before it comes to rest.
  public init(seed: UInt64, days: Int) throws {
    let begin = Bureau.time("2026-0\(1 + seed % 8)-0\(1 + seed % 9)T07:13")
    let usual = TrialProgramme.made(
      from: seed.isMultiple(of: 8)
        ? Bureau.programme : Bureau.programme(only: "branch-01", "branch-03", "branch-10", "branch-12"),
      seed: seed, start: Bureau.programme.zone.date(at: begin))
    self.seed = seed
    self.days = days
    chance = Chance(seed: seed)
    weather = Weather(using: &chance)
    programmes = Trial.variants(of: usual)
    programme = usual
    inServiceSince = begin
    now = begin
    known = FactsOracle(of: usual)
    folder = try FaultyFolder()
    var channels: [Channel.ID: UnreliableChannel] = [:]
    for (number, channel) in usual.channels.enumerated() {
      channels[channel.id] = UnreliableChannel(
        seed: seed ^ 0xC0FFEE &+ UInt64(number) << 40, reliability: weather.channels)
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
    let ledger = try open ?? Ledger.open(folder: folder.path, ballastBytes: 4096, oneConnection: true)
    do {
      learnReign(by: ledger)
      let service = try Service(
        programme, earlier: { programmes[$0] }, at: ledger, now, channels: channels, chance: &chance)
      learnReign(by: ledger)
      if service.desk.facts.lastID != known.lastID { try readFacts(of: ledger) }
      return service
    } catch {
      if open == nil { try? ledger.close() }
      throw error
    }
  }

  func service() throws -> Service {
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
      if isTimeToHappen(once: 3) { try withstand { try $0.happen() } }
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
    } else if chance.once(in: 40 * weather.disk) {
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
    let now = now
    let isQuiet = service.desk.isQuiet(at: now)
    // The daemon does not plan then; now and then it is tried whether there was nothing to decide.
    if !isQuiet || chance.once(in: 8) { try decide(isQuiet: isQuiet) }
    if !comesToRest, chance.once(in: 25 * weather.kills) { try kill() }
  }

  private mutating func decide(isQuiet: Bool) throws {
    let service = try service()
    let before = try service.ledger.service().plannedThrough
    let now = now
    for firing in try service.use({ try $0.plan(at: now) }) {
      note("\(firing.key) fires\(firing.unsent == nil ? "" : ", unsent")")
      try require(!isQuiet, "\(firing.key) fired although nothing could become due")
      try checkMayFire(firing)
    }
    try require(try service.use { try $0.plan(at: now) }.isEmpty, "planning again changed something")
    try require(try service.ledger.service().plannedThrough >= before, "plannedThrough went back")
  }

  /// Hands over what may leave, step by step and channel by channel in any order; between any two steps something may
  /// be recorded, the programme changed, or the daemon killed.
  private mutating func deliver() async throws {
    var resting: Set<Int> = []
    for _ in 0..<20_000 {
      let service = try service()
      let awake = service.workers.indices.filter { !resting.contains($0) && !service.isRetired($0) }
      guard !awake.isEmpty else { return }
      let index = chance.pick(awake)
      do {
        switch try await service.workers[index].advance(at: now) {
        case .idle:
          // There is nothing for the others of its channel either.
          let channel = service.workers[index].channel
          resting.formUnion(
            awake.filter { service.workers[$0].channel == channel && service.workers[$0].isIdle })
        case .working: break
        case .done(let event):
          try learn(event)
          if service.isRetired(index) { try service.use { try $0.failStranded(at: now) } }
        }
      } catch let violation as Violation { throw violation } catch {
        try endure(error)
        resting.insert(index)
      }
      if let delivery = service.workers[index].asking { try learnBegun(delivery.key) }
      try checkArrivals(over: service.workers[index].channel)
      guard !comesToRest else { continue }
      if chance.once(in: 80 * weather.kills) {
        try kill()
        resting = []
      } else if isTimeToHappen(once: 24) {
        try withstand { try $0.happen() }
      } else if chance.once(in: 60 * weather.reloads) {
        try withstand { try $0.reload() }
        resting = []
      }
    }
    throw violation("deliveries of one moment never came to an end")
  }

  /// People do something every hour or so, however often a channel is tried meanwhile.
  private mutating func isTimeToHappen(once times: Int) -> Bool {
    let wait = now.seconds(until: quietUntil)
    guard wait <= 0 || wait > 7200, chance.once(in: times * weather.happenings) else { return false }
    quietUntil = now.adding(seconds: Double(chance.next() % 7200))
    return true
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
    do { running = try start(at: kept) } catch let violation as Violation { throw violation } catch {
      guard folder.hasFailed else { throw violation("no start: \(error)") }
      note("no start")
      mendDisk()
      running = try start(at: kept)
    }
  }

  /// Deliveries with an attempt that has no receipt.
  private func outstanding() -> [String] {
    let claimed = folder.whileWell { (try? running?.ledger.deliveries(in: .claimed)) ?? [] }
    return claimed.filter { $0.attempts > 0 }.map(\.key)
  }

  private mutating func advance() throws {
    let next = (try? service().nextMoment(after: now)) ?? now.adding(seconds: 10)
    if chance.once(in: 50 * weather.clock) {
      // An outage of days.
      now = now.adding(seconds: Double(1 + chance.next() % 12) * 86_400)
      note("outage")
      try kill()
    } else if chance.once(in: 50 * weather.clock) {
      now = now.adding(seconds: -Double(chance.next() % 7200))
      note("clock stepped back")
    } else if chance.once(in: 50 * weather.clock) {
      now = now.adding(seconds: Double(chance.next() % 90_000))
      note("clock stepped forward")
    } else {
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
    defer { learnReign(by: service.ledger) }
    let changed = try service.use { try $0.putInForce(next, sources: [], at: now) }
    programme = next
    note("reloaded \(next.revision.prefix(4))\(changed ? "" : ", unchanged")")
    if changed { service.openLanes(for: next, channels, &chance) }
  }

  /// By which programme the ledger says that rungs are decided now. What was decided before, the one before it decided.
  private mutating func learnReign(by ledger: Ledger) {
    let found = folder.whileWell { (last: try? ledger.lastJoined(), service: try? ledger.service()) }
    guard let last = found.last, let service = found.service, let programme = programmes[last.revision],
      reigns.last?.programme.revision != last.revision
    else { return }
    reigns.append(Reign(programme: programme, since: service.plannedThrough))
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

  mutating func readFacts(of ledger: Ledger) throws {
    known = FactsOracle(try folder.whileWell { try ledger.facts() }, of: known.programme)
    mayKnowMore = false
  }

  mutating func note(_ text: String) {
    trace.append("\(programme.zone.rfc3339(now)) \(text)")
  }

  func violation(_ text: String) -> Violation {
    Violation(
      description: "make simulate SEED=\(seed) DAYS=\(days)\n\(text)\n"
        + trace.suffix(25).joined(separator: "\n"))
  }

  func require(_ holds: Bool, _ text: @autoclosure () -> String) throws {
    if !holds { throw violation(text()) }
  }
}
