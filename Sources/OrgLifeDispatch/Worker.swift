import OrgLifeCore
import OrgLifeLedger
import PluginKit

/// Takes deliveries of one channel from the outbox to their receipts, one at a time, one commit at a time.
///
/// Each call of ``advance(at:)`` does one step, so that whoever drives it may stop between any two:
/// claim; render; commit the attempt; ask the plugin; commit the answer.
public struct Worker: Sendable {
  private enum Stage: Sendable {
    case idle
    case claimed(Claim)
    case rendered(Claim, payload: [UInt8])
    case begun(Claim, payload: [UInt8], attempt: Int)
    case answered(Claim, attempt: Int, Answer)
  }

  /// Something that the operator may want to know.
  public struct Event: Sendable {
    public var delivery: Delivery
    public var settlement: RetryPolicy.Settlement?
    public var note: String?
  }

  public let channel: Channel.ID
  private let ledger: Ledger
  private let notifier: any Notifier
  private let policy: RetryPolicy
  private let review: @Sendable (Delivery, Timestamp) throws -> Review
  private let outsideQuietHours: @Sendable (Timestamp) -> Timestamp
  private var chance: any RandomNumberGenerator & Sendable
  private var stage = Stage.idle

  public init(
    channel: Channel.ID, ledger: Ledger, notifier: any Notifier, policy: RetryPolicy,
    chance: any RandomNumberGenerator & Sendable,
    outsideQuietHours: @escaping @Sendable (Timestamp) -> Timestamp = { $0 },
    review: @escaping @Sendable (Delivery, Timestamp) throws -> Review
  ) {
    self.channel = channel
    self.ledger = ledger
    self.notifier = notifier
    self.policy = policy
    self.chance = chance
    self.review = review
    self.outsideQuietHours = outsideQuietHours
  }

  /// Whether the plugin has answered and the answer is not in the ledger yet.
  public var hasAnswer: Bool {
    if case .answered = stage { return true }
    return false
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
    case .idle:
      guard let claim = try ledger.claim(channel: channel, at: now) else { return .idle }
      stage = .claimed(claim)
      return .working
    case .claimed(let claim):
      return try await prepare(claim, at: now)
    case .rendered(let claim, let payload):
      let attempt = try ledger.begin(claim.delivery.key, payload: payload, at: now)
      stage = .begun(claim, payload: payload, attempt: attempt)
      return .working
    case .begun(let claim, let payload, let attempt):
      let answer = await notifier.deliver(payload, key: claim.delivery.key, attempt: attempt)
      stage = .answered(claim, attempt: attempt, answer)
      return .working
    case .answered(let claim, let attempt, let answer):
      var settlement = policy.settlement(
        of: answer, attempt: attempt, firstDueAt: claim.firstDueAt, at: now, using: &chance)
      settlement.notBefore = settlement.notBefore.map(outsideQuietHours)
      try ledger.settle(
        claim.delivery.key, attempt: attempt, receipt: settlement.receipt, as: settlement.state,
        notBefore: settlement.notBefore, at: now)
      stage = .idle
      return .done(Event(delivery: claim.delivery, settlement: settlement))
    }
  }

  /// Checks once more whether it is needed, and makes its bytes where it has none yet.
  private mutating func prepare(_ claim: Claim, at now: Timestamp) async throws -> Progress {
    let delivery = claim.delivery
    if claim.isAmbiguous, let payload = claim.payload {
      stage = .rendered(claim, payload: payload)
      return .working
    }
    switch try review(delivery, now) {
    case .cancel(let reason):
      try ledger.cancel(delivery.key, reason: reason, at: now)
      stage = .idle
      return .done(Event(delivery: delivery, note: reason))
    case .send(let notice, let dropped):
      if let payload = claim.payload {
        stage = .rendered(claim, payload: payload)
        return .working
      }
      do {
        let payload = try await notifier.render(notice)
        try ledger.drop(dropped, from: delivery.key)
        stage = .rendered(claim, payload: payload)
        return .working
      } catch let error as RenderFailure where error.isPermanent {
        try ledger.fail(delivery.key, reason: error.reason, at: now)
        stage = .idle
        let receipt = Receipt(outcome: .rejected, detail: error.reason)
        return .done(Event(delivery: delivery, settlement: .init(receipt: receipt, state: .failed)))
      } catch let error as RenderFailure {
        let wait = policy.waitSeconds(afterAttempt: 1, using: &chance)
        try ledger.putBack(
          delivery.key, notBefore: outsideQuietHours(now.adding(seconds: wait)), reason: error.reason, at: now
        )
        stage = .idle
        return .done(Event(delivery: delivery, note: error.reason))
      }
    }
  }
}

/// The channel could not make the bytes of a notice; nothing was sent.
public struct RenderFailure: Error, Hashable, Sendable {
  public var reason: String
  /// There can be no delivery of this notice: its address is none, for instance.
  public var isPermanent: Bool

  public init(reason: String, isPermanent: Bool = false) {
    self.reason = reason
    self.isPermanent = isPermanent
  }
}
