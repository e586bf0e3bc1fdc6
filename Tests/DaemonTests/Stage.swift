import Fixtures
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeDispatch
import OrgLifeLedger
import OrgLifeSchedule
import PluginKit
import Synchronization

/// A desk and its workers under a clock that the test moves, with a channel that does as it is told.
final class Stage {
  let ledger: Ledger
  private(set) var desk: Desk
  let channel = ScriptedChannel()
  private let circuit = SharedCircuit()
  private var clock: Timestamp

  init(
    _ programme: Programme = Bureau.programme(only: "branch-01"), from start: String, ledger: Ledger? = nil
  ) throws {
    clock = Bureau.time(start)
    self.ledger = try ledger ?? Ledger.inMemory()
    _ = try self.ledger.service(startingAt: clock)
    var single = programme
    // One channel, so that one reminder is one delivery.
    single.defaultChannels = [id("drop")]
    desk = try Desk(programme: single, ledger: self.ledger)
  }

  /// Moves the clock, plans and delivers once, and tells what was delivered then: keys without the channel.
  @discardableResult
  func at(_ time: String) async throws -> [String] {
    clock = Bureau.time(time)
    try desk.plan(at: clock)
    return try await dispatch()
  }

  /// As the daemon would live through the time: every moment at which something may happen.
  func live(until time: String) async throws -> [String] {
    let end = Bureau.time(time)
    var all: [String] = []
    while true {
      try desk.plan(at: clock)
      all += try await dispatch()
      let next = [
        try desk.nextMoment(after: clock), try ledger.nextDelivery(after: clock), circuit.snapshot.restsUntil,
      ].compactMap { $0 }.filter { $0 > clock }
      guard let soonest = next.min(), soonest <= end else { break }
      clock = soonest
    }
    clock = end
    return all
  }

  func learn(_ statement: Fact.Statement, at time: String, by author: String = "organ-office") throws {
    clock = Bureau.time(time)
    try desk.plan(at: clock)
    _ = try desk.take(statement, author: author, at: clock)
  }

  func adopt(at time: String, _ change: (inout Programme) -> Void) throws {
    clock = Bureau.time(time)
    try desk.plan(at: clock)
    var programme = desk.programme
    change(&programme)
    try desk.adopt(programme)
  }

  /// Lets everything go that is held, as `queue release ALL` does, and tells how many there were.
  func releaseAll(at moment: Timestamp) throws -> Int {
    let held = try ledger.deliveryKeys(in: [.held])
    for key in held {
      _ = try ledger.act(.release, on: key, author: "organ-office", reason: nil, at: moment)
    }
    return held.count
  }

  /// Puts a programme in force as a reload does: the ledger is told, and the operator of what moved.
  func announce(_ programme: Programme, at time: String) throws {
    clock = Bureau.time(time)
    try desk.plan(at: clock)
    try desk.putInForce(programme, sources: [], at: clock)
  }

  private func dispatch() async throws -> [String] {
    let desk = desk
    let now = clock
    var worker = Worker(
      channel: id("drop"), ledger: ledger, notifier: channel, circuit: circuit,
      policy: RetryPolicy(giveUpAfterSeconds: 5 * 86_400), chance: SystemRandomNumberGenerator(),
      advice: Worker.Advice(
        outsideQuietHours: Mornings(desk.programme).outsideQuietHours, news: { desk.news(of: $0) },
        name: { desk.name(of: $0) }, review: { try desk.review($0, at: $1) }))
    var delivered: [String] = []
    while true {
      switch try await worker.advance(at: now) {
      case .idle: return delivered.sorted()
      case .working: continue
      case .done(let event) where event.settlement?.state == .delivered:
        delivered.append(event.delivery.key.replacing("/drop", with: ""))
      case .done: continue
      }
    }
  }

  func mark(_ obligation: String, _ rung: String) throws -> RungMark.Outcome? {
    try ledger.case(obligation)?.marks[rung]?.outcome
  }
}

/// Answers as the test says, and keeps what it was given.
final class ScriptedChannel: Notifier, Sendable {
  struct Given: Sendable {
    var key: String
    var attempt: Int
    var text: String
  }

  private let state = Mutex<(answers: [Answer], given: [Given])>(([], []))

  /// Whether it can take nothing for now.
  var isBusy: Bool {
    get { busy.withLock { $0 } }
    set { busy.withLock { $0 = newValue } }
  }
  private let busy = Mutex(false)

  /// A delivery whose key holds this ends the plugin.
  var poison: String? {
    get { poisonous.withLock { $0 } }
    set { poisonous.withLock { $0 = newValue } }
  }
  private let poisonous = Mutex<String?>(nil)

  func answer(_ answers: Answer...) { state.withLock { $0.answers = answers } }
  var given: [Given] { state.withLock { $0.given } }

  /// What the next notice is refused with.
  func refuseNotice(_ reason: String) { refusal.withLock { $0 = reason } }
  private let refusal = Mutex<String?>(nil)

  func render(_ notice: Notice) async throws -> [UInt8] {
    let reason = refusal.withLock { refusal in
      defer { refusal = nil }
      return refusal
    }
    if let reason { throw RenderFailure(reason: reason, cause: .notice) }
    return Array((notice.subject + "\n" + notice.plainText).utf8)
  }

  func deliver(_ payload: [UInt8], key: String, attempt: Int) async -> Answer {
    let isBusy = isBusy
    let isPoison = poison.map(key.contains) ?? false
    return state.withLock { state in
      state.given.append(Given(key: key, attempt: attempt, text: String(decoding: payload, as: UTF8.self)))
      if isPoison { return .lost(.plugin, reason: "the plugin trapped") }
      if isBusy { return .deferred(.temporary, reason: "451 try again later") }
      return state.answers.isEmpty ? .accepted(detail: "") : state.answers.removeFirst()
    }
  }

  func rest() async {}
}
