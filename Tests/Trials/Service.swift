import Fixtures
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeDispatch
import OrgLifeLedger
import OrgLifeSchedule
import Synchronization

/// What a daemon is made of, without the daemon: a ledger, a desk and a worker for each channel. It ends with its last
/// reference, as a process that is killed.
final class Service {
  /// The desk as the workers see it, with what each delivery was looked at with last.
  final class Shared: Sendable {
    let state: Mutex<(desk: Desk, looks: [String: Int64])>

    init(_ desk: Desk) { state = Mutex((desk, [:])) }

    func review(_ delivery: Delivery, at now: Timestamp) throws -> Review {
      try state.withLock { state in
        let review = try state.desk.review(delivery, at: now)
        state.looks[delivery.key] = review.lastFact
        return review
      }
    }
  }

  let ledger: Ledger
  let shared: Shared
  var workers: [Worker] = []
  /// So many of the workers are of an earlier programme: they settle what they have and take nothing new.
  private var retired = 0
  var circuits: [SharedCircuit] = []

  init(
    _ programme: Programme, earlier: (String) -> Programme?, at ledger: Ledger, _ now: Timestamp,
    channels: [Channel.ID: UnreliableChannel], chance: inout Chance
  ) throws {
    self.ledger = ledger
    let last = try ledger.lastJoined().flatMap { earlier($0.revision) }
    let start = try Desk.start(programme, sources: [], earlier: last, ledger: ledger, at: now)
    shared = Shared(start.desk)
    openLanes(for: programme, channels, &chance)
  }

  var desk: Desk { shared.state.withLock { $0.desk } }

  func use<Answer>(_ body: (inout Desk) throws -> Answer) rethrows -> Answer {
    // One thread plays a trial; the lock is for the workers' closures alone.
    var desk = shared.state.withLock { $0.desk }
    defer { shared.state.withLock { [desk] in $0.desk = desk } }
    return try body(&desk)
  }

  /// With what a delivery was looked at last.
  func look(at key: String) -> Int64? { shared.state.withLock { $0.looks[key] } }

  /// New workers; those that have a delivery keep it until it is settled.
  func openLanes(
    for programme: Programme, _ channels: [Channel.ID: UnreliableChannel], _ chance: inout Chance
  ) {
    workers.removeAll(where: \.isIdle)
    retired = workers.count
    circuits = []
    let shared = shared
    let mornings = Mornings(programme)
    for channel in programme.channels {
      guard let notifier = channels[channel.id] else { continue }
      let circuit = SharedCircuit()
      circuits.append(circuit)
      for _ in 0..<2 {
        workers.append(
          Worker(
            channel: channel.id, ledger: ledger, notifier: notifier, circuit: circuit,
            policy: RetryPolicy(giveUpAfterSeconds: Double(programme.limits.giveUpAfterHours) * 3600),
            chance: Chance(seed: chance.next()),
            advice: Worker.Advice(
              outsideQuietHours: mornings.outsideQuietHours,
              news: { event in shared.state.withLock { $0.desk }.news(of: event) },
              review: { try shared.review($0, at: $1) })))
      }
    }
  }

  /// Whether a worker has anything to do any more.
  func isRetired(_ index: Int) -> Bool { index < retired && workers[index].isIdle }

  /// The next moment after now at which something may happen by itself.
  func nextMoment(after now: Timestamp) throws -> Timestamp? {
    var moments = [try desk.nextMoment(after: now), try ledger.nextDelivery(after: now)]
    moments += circuits.map(\.snapshot.restsUntil)
    return moments.compactMap { $0 }.filter { $0 > now }.min()
  }
}
