import OrgLifeCore
import OrgLifeLedger
import PluginKit

/// Takes deliveries of one channel from the outbox to their receipts, one at a time, one commit at a time.
///
/// Each call of ``advance(at:)`` does one step, so that whoever drives it may stop between any two:
/// claim; render; commit the attempt; ask the plugin; commit the answer. A step that throws has changed nothing
/// and is done again by the next call.
public struct Worker: Sendable {
  private enum Stage: Sendable {
    case idle
    case claimed(Claim)
    case rendered(Claim, Notice, payload: [UInt8])
    case begun(Claim, payload: [UInt8], attempt: Int)
    case answered(Claim, attempt: Int, Answer)
    case settling(Claim, attempt: Int, RetryPolicy.Settlement, crashed: Bool, turn: Circuit.Turn?)
    case unrendered(Claim, RenderFailure, turn: Circuit.Turn?)
  }

  /// A delivery left the worker.
  public struct Event: Sendable {
    public var delivery: Delivery
    public var settlement: RetryPolicy.Settlement?
    public var note: String?
    /// What became of the channel by it.
    public var turn: Circuit.Turn?

    public init(
      delivery: Delivery, settlement: RetryPolicy.Settlement? = nil, note: String? = nil,
      turn: Circuit.Turn? = nil
    ) {
      self.delivery = delivery
      self.settlement = settlement
      self.note = note
      self.turn = turn
    }
  }

  /// What a worker asks of the desk at which it works.
  public struct Advice: Sendable {
    public var review: @Sendable (Delivery, Timestamp) throws -> Review
    /// What the operator has to hear of an event.
    public var news: @Sendable (Event) -> [News]
    public var outsideQuietHours: @Sendable (Timestamp) -> Timestamp
    /// By which name the plugin knows a delivery.
    public var name: @Sendable (Delivery) -> String

    public init(
      outsideQuietHours: @escaping @Sendable (Timestamp) -> Timestamp = { $0 },
      news: @escaping @Sendable (Event) -> [News] = { _ in [] },
      name: @escaping @Sendable (Delivery) -> String = { $0.key },
      review: @escaping @Sendable (Delivery, Timestamp) throws -> Review
    ) {
      self.review = review
      self.news = news
      self.outsideQuietHours = outsideQuietHours
      self.name = name
    }
  }

  public let channel: Channel.ID
  private let ledger: Ledger
  private let notifier: any Notifier
  private let circuit: SharedCircuit
  private let turnstile: SharedTurnstile
  /// Whether it counts among those that have the channel open.
  private var isInside = false
  private var passedAt: Timestamp?
  private let policy: RetryPolicy
  private let advice: Advice
  private var chance: any RandomNumberGenerator & Sendable
  private var stage = Stage.idle

  public init(
    channel: Channel.ID, ledger: Ledger, notifier: any Notifier, circuit: SharedCircuit,
    turnstile: SharedTurnstile = SharedTurnstile(), policy: RetryPolicy,
    chance: any RandomNumberGenerator & Sendable, advice: Advice
  ) {
    self.channel = channel
    self.ledger = ledger
    self.notifier = notifier
    self.circuit = circuit
    self.turnstile = turnstile
    self.policy = policy
    self.chance = chance
    self.advice = advice
  }

  /// Whether it has no delivery, so that it may be let go.
  public var isIdle: Bool {
    if case .idle = stage { true } else { false }
  }

  /// Whether the plugin has answered and the answer is not in the ledger yet.
  public var hasAnswer: Bool {
    switch stage {
    case .answered, .settling: true
    case .idle, .claimed, .rendered, .begun, .unrendered: false
    }
  }

  /// The delivery whose attempt is committed, and about which the plugin is asked by the next step.
  public var asking: Delivery? {
    if case .begun(let claim, _, _) = stage { claim.delivery } else { nil }
  }

  /// What one step came to.
  public enum Progress: Sendable {
    /// Nothing of this channel may leave now.
    case idle
    case working
    /// A delivery left the worker: settled, cancelled or put back.
    case done(Event)
  }

  /// Does the next step at a moment.
  public mutating func advance(at now: Timestamp) async throws -> Progress {
    switch stage {
    case .idle: return try take(at: now)
    case .claimed(let claim): return try await prepare(claim, at: now)
    case .rendered(let claim, let notice, let payload): return try begin(claim, notice, payload, at: now)
    case .begun(let claim, let payload, let attempt):
      let answer = await notifier.deliver(payload, key: advice.name(claim.delivery), attempt: attempt)
      CrashPoint.answered.pass()
      stage = .answered(claim, attempt: attempt, answer)
      return .working
    case .answered(let claim, let attempt, let answer):
      let crashed = if case .lost(.plugin, _) = answer { true } else { false }
      var settlement = policy.settlement(
        of: answer, claim.history(failures: attempt, crashed: crashed, at: now), at: now, using: &chance)
      settlement.notBefore = settlement.notBefore.map(advice.outsideQuietHours)
      let turn = circuit.learn(answer.sign, at: now)
      // What was learned is learned once, however often the commit has to be tried.
      stage = .settling(claim, attempt: attempt, settlement, crashed: crashed, turn: turn)
      return try await advance(at: now)
    case .settling(let claim, let attempt, let settlement, let crashed, let turn):
      let event = Event(delivery: claim.delivery, settlement: settlement, turn: turn)
      try ledger.settle(
        claim.delivery.key, attempt: attempt, receipt: settlement.receipt, as: settlement.state,
        notBefore: settlement.notBefore, crashed: crashed, telling: advice.news(event), at: now)
      CrashPoint.settled.pass()
      stage = .idle
      return .done(event)
    case .unrendered(let claim, let failure, let turn): return try giveBack(claim, failure, turn, at: now)
    }
  }

  /// It has nothing more to do for now: its notifier rests, so that another may open the channel in its place.
  public mutating func leave() {
    guard isInside, isIdle else { return }
    isInside = false
    turnstile.leave()
  }

  private mutating func take(at now: Timestamp) throws -> Progress {
    guard isInside || turnstile.enter() else { return .idle }
    isInside = true
    guard circuit.admits(at: now) else { return .idle }
    guard turnstile.pass(at: now) else {
      circuit.withdraw()
      return .idle
    }
    passedAt = now
    do {
      guard let claim = try ledger.claim(channel: channel, at: now) else {
        withdraw()
        return .idle
      }
      CrashPoint.claimed.pass()
      stage = .claimed(claim)
      return .working
    } catch {
      withdraw()
      throw error
    }
  }

  /// What was let through is not sent after all.
  private mutating func withdraw() {
    circuit.withdraw()
    if let passedAt { turnstile.giveBack(passedAt) }
    passedAt = nil
  }

  /// Makes the bytes of what has none yet. What may have arrived is only ever repeated as it is.
  private mutating func prepare(_ claim: Claim, at now: Timestamp) async throws -> Progress {
    guard claim.isIntact else {
      let failure = RenderFailure(
        reason: "its bytes in the ledger are not those of its first attempt; nothing was sent", cause: .notice
      )
      stage = .unrendered(claim, failure, turn: learn(failure, at: now))
      return .working
    }
    if claim.isAmbiguous, let payload = claim.payload {
      let attempt = try ledger.begin(claim.delivery.key, payload: payload, at: now)
      stage = .begun(claim, payload: payload, attempt: attempt)
      return .working
    }
    let notice: Notice
    switch try advice.review(claim.delivery, now).verdict {
    case .cancel(let reason): return try cancel(claim, because: reason, at: now)
    case .send(let wanted, _): notice = wanted
    }
    if let payload = claim.payload {
      stage = .rendered(claim, notice, payload: payload)
      return .working
    }
    do {
      stage = .rendered(claim, notice, payload: try await notifier.render(notice))
      CrashPoint.rendered.pass()
    } catch let failure as RenderFailure {
      stage = .unrendered(claim, failure, turn: learn(failure, at: now))
    }
    return .working
  }

  /// Commits the attempt, if what is known at this very moment still wants it, and wants it so.
  private mutating func begin(
    _ claim: Claim, _ notice: Notice, _ payload: [UInt8], at now: Timestamp
  ) throws -> Progress {
    let review = try advice.review(claim.delivery, now)
    let dropped: [Delivery.Line]
    switch review.verdict {
    case .cancel(let reason): return try cancel(claim, because: reason, at: now)
    case .send(let wanted, let lines):
      guard claim.payload != nil || wanted == notice else {
        stage = .claimed(claim)
        return .working
      }
      dropped = lines
    }
    guard
      let attempt = try ledger.begin(
        claim.delivery.key, payload: payload, dropping: dropped, knowing: review.lastFact, at: now)
    else { return .working }
    CrashPoint.begun.pass()
    stage = .begun(claim, payload: payload, attempt: attempt)
    return .working
  }

  private mutating func cancel(_ claim: Claim, because reason: String, at now: Timestamp) throws -> Progress {
    try ledger.cancel(claim.delivery.key, reason: reason, at: now)
    withdraw()
    stage = .idle
    return .done(Event(delivery: claim.delivery, note: reason))
  }

  /// That a notice can never be sent says nothing about its channel.
  private func learn(_ failure: RenderFailure, at now: Timestamp) -> Circuit.Turn? {
    guard let sign = failure.sign else {
      circuit.withdraw()
      return nil
    }
    return circuit.learn(sign, at: now)
  }

  /// Nothing was tried: the channel has no bytes for it now, or never will have.
  private mutating func giveBack(
    _ claim: Claim, _ failure: RenderFailure, _ turn: Circuit.Turn?, at now: Timestamp
  ) throws -> Progress {
    let crashed = failure.cause == .crash
    var settlement: RetryPolicy.Settlement
    if failure.cause == .notice {
      settlement = .init(receipt: Receipt(outcome: .rejected, detail: failure.reason), state: .failed)
    } else {
      settlement = policy.again(
        Receipt(outcome: .deferred, detail: failure.reason), isPlugin: failure.cause != .configuration,
        afterSeconds: nil, claim.history(failures: claim.putBacks + 1, crashed: crashed, at: now), at: now,
        using: &chance)
    }
    settlement.notBefore = settlement.notBefore.map(advice.outsideQuietHours)
    let event = Event(delivery: claim.delivery, settlement: settlement, turn: turn)
    try ledger.putBack(
      claim.delivery.key, as: settlement.state, notBefore: settlement.notBefore,
      reason: settlement.receipt.detail, crashed: crashed, telling: advice.news(event), at: now)
    stage = .idle
    return .done(event)
  }
}

extension Claim {
  /// What the policy has to know of it after it failed once more.
  fileprivate func history(failures: Int, crashed: Bool, at now: Timestamp) -> RetryPolicy.History {
    RetryPolicy.History(
      failures: failures, crashes: crashes + (crashed ? 1 : 0), triedSince: triedSince ?? now,
      lastTriedAt: lastTriedAt)
  }
}
