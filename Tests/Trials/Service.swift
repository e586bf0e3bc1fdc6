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
  /// The desk as the workers see it.
  final class Shared: Sendable {
    let desk: Mutex<Desk>

    init(_ desk: Desk) { self.desk = Mutex(desk) }

    var snapshot: Desk { desk.withLock { $0 } }
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

  var desk: Desk { shared.snapshot }

  func use<Answer>(_ body: (inout Desk) throws -> Answer) rethrows -> Answer {
    // One thread plays a trial; the lock is for the workers' closures alone.
    var desk = shared.snapshot
    defer { shared.desk.withLock { [desk] in $0 = desk } }
    return try body(&desk)
  }

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
              news: { shared.snapshot.news(of: $0) },
              review: { try shared.snapshot.review($0, at: $1) })))
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
