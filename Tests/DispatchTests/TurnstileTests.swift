import Fixtures
import OrgLifeCore
import OrgLifeDispatch
import OrgLifeLedger
import PluginKit
import Synchronization
import Testing

/// A turnstile that may be asked within an expectation.
private final class Held {
  private var turnstile: Turnstile
  init(_ turnstile: Turnstile) { self.turnstile = turnstile }
  func limit(connections: Int) { turnstile.connections = connections }
  func enter() -> Bool { turnstile.enter() }
  func leave() { turnstile.leave() }
  func pass(at now: Timestamp) -> Bool { turnstile.pass(at: now) }
  func giveBack(_ pass: Timestamp) { turnstile.giveBack(pass) }
  func opensAt(after now: Timestamp) -> Timestamp? { turnstile.opensAt(after: now) }
}

@Suite struct TurnstileTests {
  private let start = Bureau.time("2026-03-24T08:30")
  private func at(_ seconds: Double) -> Timestamp { start.adding(seconds: seconds) }

  @Test func `in no second more begin than may, and it says when the next one may`() {
    let turnstile = Held(Turnstile(perSecond: 3))
    let asked = [0.0, 0.2, 0.4, 0.6, 0.999, 1.0, 1.1, 1.2, 1.4]
    let passed = asked.map { turnstile.pass(at: at($0)) }
    #expect(passed == [true, true, true, false, false, true, false, true, true])
    #expect(turnstile.opensAt(after: at(1.4)) == at(2.0))
    #expect(turnstile.opensAt(after: at(2.0)) == nil)
  }

  @Test func `what did not begin is given back`() {
    let turnstile = Held(Turnstile(perSecond: 1))
    #expect(turnstile.pass(at: at(0)))
    turnstile.giveBack(at(0))
    #expect(turnstile.pass(at: at(0.1)))
    #expect(!turnstile.pass(at: at(1)))
    // What is not there is given back for nothing.
    turnstile.giveBack(at(5))
    #expect(!turnstile.pass(at: at(1)))
  }

  @Test func `after the clock was set back nothing waits for what was`() {
    let turnstile = Held(Turnstile(perSecond: 1))
    #expect(turnstile.pass(at: at(3600)))
    #expect(turnstile.opensAt(after: at(0)) == nil)
    #expect(turnstile.pass(at: at(0)))
  }

  @Test func `no more are inside than may be, and a smaller number holds from the next on`() {
    let turnstile = Held(Turnstile(connections: 2))
    #expect((0..<3).map { _ in turnstile.enter() } == [true, true, false])
    turnstile.limit(connections: 1)
    turnstile.leave()
    #expect(!turnstile.enter())
    turnstile.leave()
    #expect(turnstile.enter())
  }

  /// A week's backlog and a relay that is back: five workers, a virtual clock, no waiting.
  @Test(arguments: [(1, 20), (5, 20), (5, 7), (2, 1)])
  func `a backlog leaves at the relay's pace, all of it, over no more connections than may be`(
    connections: Int, perSecond: Int
  ) async throws {
    let ledger = try Ledger.inMemory()
    _ = try ledger.service(startingAt: start)
    try ledger.write(Step(plannedThrough: start, deliveries: (1...100).map { .bulletin($0, at: start) }))
    let relay = CountingRelay()
    let turnstile = SharedTurnstile(Turnstile(perSecond: perSecond, connections: connections))
    // Twice as many workers as connections: those of a programme before are still there.
    var workers = (0..<connections * 2).map { number in
      Worker(
        channel: id("mail"), ledger: ledger, notifier: relay.connection(number), circuit: SharedCircuit(),
        turnstile: turnstile,
        policy: RetryPolicy(giveUpAfterSeconds: 86_400), chance: SystemRandomNumberGenerator(),
        advice: Worker.Advice { _, _ in Review(.send(.empty, dropping: []), knowing: 0) })
    }
    var now = start
    for _ in 0..<10_000 {
      var isIdle = true
      for index in workers.indices {
        relay.hears(of: now)
        if case .idle = try await workers[index].advance(at: now) {
          // As a lane does when its outbox has nothing.
          relay.closes(index)
          workers[index].leave()
        } else {
          isIdle = false
        }
      }
      if isIdle {
        guard let next = turnstile.opensAt(after: now) else { break }
        now = next
      } else {
        now = now.adding(seconds: 0.001)
      }
    }
    #expect(try ledger.counts() == [.delivered: 100])
    #expect(relay.mostOpen <= connections)
    let moments = relay.moments
    #expect(moments.count == 100)
    for moment in moments {
      // Claimed and begun are a few steps of a thousandth apart.
      let inASecond = moments.count { (0..<0.97).contains(moment.seconds(until: $0)) }
      #expect(inASecond <= perSecond)
    }
    // Not slower either, but for a second.
    #expect(start.seconds(until: now) <= Double(100 / perSecond) * 1.1 + 1.1)
  }
}

/// Accepts everything, and knows when, and over how many connections.
private final class CountingRelay: Sendable {
  private struct State {
    var now = Timestamp(seconds: 0)
    var moments: [Timestamp] = []
    var open: Set<Int> = []
    var mostOpen = 0
  }

  private let state = Mutex(State())
  var moments: [Timestamp] { state.withLock { $0.moments } }
  var mostOpen: Int { state.withLock { $0.mostOpen } }
  func hears(of now: Timestamp) { state.withLock { $0.now = now } }
  func closes(_ number: Int) { state.withLock { _ = $0.open.remove(number) } }
  func connection(_ number: Int) -> Connection { Connection(relay: self, number: number) }

  struct Connection: Notifier {
    var relay: CountingRelay
    var number: Int

    func render(_ notice: Notice) async throws -> [UInt8] {
      relay.state.withLock {
        $0.open.insert(number)
        $0.mostOpen = max($0.mostOpen, $0.open.count)
      }
      return [1]
    }

    func deliver(_ payload: [UInt8], key: String, attempt: Int) async -> Answer {
      relay.state.withLock { $0.moments.append($0.now) }
      return .accepted(detail: "250")
    }

    func rest() async {}
  }
}

extension Delivery {
  fileprivate static func bulletin(_ number: Int, at moment: Timestamp) -> Delivery {
    Delivery(
      key: "bulletin/\(number)", person: id("office"), channel: id("mail"), form: .single, datedAt: moment,
      notBefore: moment, lines: [],
      bulletin: Bulletin(key: "bulletin/\(number)", matter: .calendarMissing(year: 2000 + number)))
  }
}

extension Notice {
  fileprivate static let empty = Notice(
    key: "k", thread: "t", date: "2026-03-24T08:30:00+08:00", tone: .notice, language: "en",
    recipient: .init(id: "office", name: "Office"), subject: "s", body: [], fields: [:])
}
