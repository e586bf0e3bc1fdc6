import OrgLifeCore
import OrgLifeDispatch
import OrgLifeLedger
import OrgLifeSchedule
import PluginKit
import Synchronization

/// The daemon's own composition under a virtual clock, with plugins that accept: what `simulate` runs.
///
/// The same programme, facts and days give the same messages, byte for byte.
public struct Rehearsal {
  /// A message that went, or one of a digest's lines.
  public struct Sent: Sendable {
    public var at: Timestamp
    public var delivery: Delivery
    public var subject: String
    /// The body as plain text.
    public var text: String
    public var reason: String
    /// nil for a bulletin, which is about the service itself.
    public var about: About?
  }

  public struct About: Sendable {
    public var line: Delivery.Line
    public var obligation: Obligation
    public var isProvisional: Bool
  }

  /// Something that is learned during the rehearsal.
  public struct Learning: Sendable {
    public var at: Timestamp
    public var author: String
    public var statement: Fact.Statement

    public init(at: Timestamp, author: String, statement: Fact.Statement) {
      self.at = at
      self.author = author
      self.statement = statement
    }
  }

  public private(set) var desk: Desk
  private let ledger: Ledger
  private var workers: [Worker]
  private let outbox = Collected()
  private var learnings: [Learning]
  /// The moment that was played last.
  private var reached: Timestamp?

  /// - Parameter start: the ledger is in service from this moment.
  public init(programme: Programme, from start: Timestamp, learnings: [Learning] = []) throws {
    let ledger = try Ledger.inMemory()
    _ = try ledger.service(startingAt: start)
    self.init(
      try Desk(programme: programme, ledger: ledger),
      learnings: learnings.enumerated()
        .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element))
  }

  /// Goes on from where a desk stands, on a copy of its ledger: nothing of it is written, nothing is sent.
  public init(after desk: Desk) throws {
    self.init(try desk.copy(), learnings: [])
  }

  private init(_ desk: Desk, learnings: [Learning]) {
    self.desk = desk
    self.learnings = learnings
    ledger = desk.ledger
    let shared = outbox
    workers = desk.programme.channels.map { channel in
      Worker(
        channel: channel.id, ledger: desk.ledger, notifier: Accepting(), circuit: SharedCircuit(),
        policy: RetryPolicy(giveUpAfterSeconds: 5 * 86_400), chance: SystemRandomNumberGenerator(),
        advice: Worker.Advice { try shared.review($0, at: $1) })
    }
  }

  /// Runs to a moment, that moment included, and hands over each message as it goes.
  ///
  /// - Parameter passing: told every moment that was played.
  /// - Throws: ``Refusal`` where one of the facts is not taken, with its text.
  public mutating func run(
    to end: Timestamp, passing: (Timestamp) -> Void = { _ in }, each: (Sent) throws -> Void
  ) async throws {
    while let moment = try await advance(to: end, each: each) { passing(moment) }
  }

  /// Plays the next moment at which something may happen, the first time that up to which all is decided.
  ///
  /// - Returns: the moment; nil where there is none up to the end.
  mutating func advance(to end: Timestamp, each: (Sent) throws -> Void) async throws -> Timestamp? {
    guard let now = try nextMoment(), reached == nil || now <= end else { return nil }
    reached = now
    try learn(upTo: now)
    try desk.plan(at: now)
    outbox.set(desk)
    for index in workers.indices { try await drain(&workers[index], at: now, each) }
    // Nothing is ever tried again here, and a year's bytes would fill the memory.
    try ledger.forgetPayloads(settledBefore: now.adding(seconds: 1))
    return now
  }

  private func nextMoment() throws -> Timestamp? {
    guard let reached else { return try ledger.service().plannedThrough }
    let next = [
      try desk.nextMoment(after: reached), try ledger.nextDelivery(after: reached), learnings.first?.at,
    ]
    return next.compactMap { $0 }.min().map { max($0, Timestamp(milliseconds: reached.milliseconds + 1)) }
  }

  private mutating func learn(upTo now: Timestamp) throws {
    while let first = learnings.first, first.at <= now {
      learnings.removeFirst()
      _ = try desk.take(first.statement, author: first.author, at: first.at)
    }
  }

  private func drain(_ worker: inout Worker, at now: Timestamp, _ each: (Sent) throws -> Void) async throws {
    while true {
      switch try await worker.advance(at: now) {
      case .idle: return
      case .working: continue
      case .done(let event):
        guard event.settlement?.state == .delivered, let notice = outbox.notice(event.delivery.key) else {
          continue
        }
        if event.delivery.bulletin != nil {
          try each(
            Sent(
              at: now, delivery: event.delivery, subject: notice.subject, text: notice.plainText,
              reason: "told to the operator"))
        }
        for line in event.delivery.lines {
          if let sent = try sent(line, of: event.delivery, notice: notice, at: now) { try each(sent) }
        }
      }
    }
  }

  private func sent(_ line: Delivery.Line, of delivery: Delivery, notice: Notice, at now: Timestamp) throws
    -> Sent?
  {
    let agenda = desk.planner.agenda
    guard let kept = try ledger.case(line.obligation),
      let obligation = agenda.obligation(
        line.obligation, frozen: kept.rule, facts: desk.facts, knownAt: now)
    else { return nil }
    let standing = agenda.standing(of: obligation, rule: kept.rule, facts: desk.facts, at: now)
    guard standing.isOwed else { return nil }
    return Sent(
      at: now, delivery: delivery, subject: notice.subject, text: notice.plainText,
      reason: reason(line, obligation, standing),
      about: About(
        line: line, obligation: obligation, isProvisional: agenda.days.isProvisional(obligation.due)))
  }

  private func reason(_ line: Delivery.Line, _ obligation: Obligation, _ standing: Standing) -> String {
    let progress =
      obligation.item == nil
      ? "\(standing.done) of \(standing.needed) recorded" : "\(standing.state.word), not closed"
    let vacancy = line.insteadOf.map { "; nobody holds \($0), next up is \(line.role)" } ?? ""
    let rung = line.rung == Firing.firstNotice ? "first notice of an item entered late" : "rung \(line.rung)"
    let provisional = desk.planner.agenda.days.isProvisional(obligation.due) ? " (provisional)" : ""
    return "\(rung) of due \(obligation.due)\(provisional); \(progress)\(vacancy)"
  }
}

/// The desk as the workers see it, and the notices they were given.
private final class Collected: Sendable {
  private let state = Mutex<(desk: Desk?, notices: [String: Notice])>((nil, [:]))

  func set(_ desk: Desk) {
    state.withLock { $0.desk = desk }
  }

  func review(_ delivery: Delivery, at now: Timestamp) throws -> Review {
    guard let desk = state.withLock({ $0.desk }) else {
      preconditionFailure("a desk is set before it is asked")
    }
    let review = try desk.review(delivery, at: now)
    if case .send(let notice, _) = review.verdict { state.withLock { $0.notices[delivery.key] = notice } }
    return review
  }

  /// Tells once: what was handed over is not kept.
  func notice(_ key: String) -> Notice? {
    state.withLock { $0.notices.removeValue(forKey: key) }
  }
}

/// A channel that takes everything.
private struct Accepting: Notifier {
  func render(_ notice: Notice) async throws -> [UInt8] { Array(notice.plainText.utf8) }
  func deliver(_ payload: [UInt8], key: String, attempt: Int) async -> Answer {
    .accepted(detail: "simulated")
  }
  func rest() async {}
}
