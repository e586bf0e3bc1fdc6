import OrgLifeCore
import OrgLifeLedger

/// When a delivery that was not accepted is tried again, when it is given up, and when a person has to look.
public struct RetryPolicy: Hashable, Sendable {
  /// The wait after the first time that the other side could not take it; it doubles with each further one. Greylisting
  /// wants five minutes or more.
  public var firstSeconds: Double
  /// The longest wait, jitter included.
  public var longestSeconds: Double
  /// So long after it was first tried, or last released by a person, a delivery is given up.
  public var giveUpAfterSeconds: Double
  /// Fewer attempts are not given up, however long ago the first was: days on which the service was down are no trying.
  public var fewestAttempts: Int
  /// So long after it was first tried the operator hears that a delivery still waits.
  public var lateAfterSeconds: Double
  /// A delivery that was in flight when its plugin ended so often waits for a person.
  public var crashesToHold: Int

  /// The waits where the plugin itself failed, or ended with the delivery in flight.
  public static let firstPluginSeconds = 1.0
  public static let longestPluginSeconds = 300.0

  public init(
    firstSeconds: Double = 300, longestSeconds: Double = 3600, giveUpAfterSeconds: Double,
    fewestAttempts: Int = 6, lateAfterSeconds: Double = 4 * 3600, crashesToHold: Int = 3
  ) {
    self.firstSeconds = firstSeconds
    self.longestSeconds = longestSeconds
    self.giveUpAfterSeconds = giveUpAfterSeconds
    self.fewestAttempts = fewestAttempts
    self.lateAfterSeconds = lateAfterSeconds
    self.crashesToHold = crashesToHold
  }

  /// What is known of a delivery that failed.
  public struct History: Hashable, Sendable {
    /// How often it failed, this time included, from 1.
    public var failures: Int
    /// How often its plugin ended with it in flight, this time included.
    public var crashes: Int
    /// When it was first tried, or last released by a person.
    public var triedSince: Timestamp
    /// When it was tried before this time; nil where this was the first.
    public var lastTriedAt: Timestamp?

    public init(failures: Int, crashes: Int = 0, triedSince: Timestamp, lastTriedAt: Timestamp? = nil) {
      self.failures = failures
      self.crashes = crashes
      self.triedSince = triedSince
      self.lastTriedAt = lastTriedAt
    }
  }

  /// The wait after the n-th failure: exponential, with up to a fifth of jitter on top, so that many
  /// deliveries that failed together do not come back together.
  public func waitSeconds(afterFailure number: Int, using chance: inout some RandomNumberGenerator) -> Double
  {
    Self.wait(firstSeconds, longestSeconds, number, &chance)
  }

  private static func wait(
    _ first: Double, _ longest: Double, _ number: Int, _ chance: inout some RandomNumberGenerator
  ) -> Double {
    let doubled = first * Double(1 << min(max(number - 1, 0), 20))
    return min(doubled, longest / 1.2) * Double.random(in: 1...1.2, using: &chance)
  }

  /// The state that an answer leads to.
  public struct Settlement: Hashable, Sendable {
    public var receipt: Receipt
    public var state: Delivery.State
    public var notBefore: Timestamp?
    /// It waits for longer than a few hours since now: told once.
    public var isNewlyLate: Bool

    public init(
      receipt: Receipt, state: Delivery.State, notBefore: Timestamp? = nil, isNewlyLate: Bool = false
    ) {
      self.receipt = receipt
      self.state = state
      self.notBefore = notBefore
      self.isNewlyLate = isNewlyLate
    }
  }

  public func settlement(
    of answer: Answer, _ history: History, at now: Timestamp,
    using chance: inout some RandomNumberGenerator
  ) -> Settlement {
    switch answer {
    case .accepted(let detail):
      return Settlement(receipt: Receipt(outcome: .accepted, detail: detail), state: .delivered)
    case .rejected(let reason):
      return Settlement(receipt: Receipt(outcome: .rejected, detail: reason), state: .failed)
    case .deferred(let trouble, let seconds, let reason):
      return again(
        Receipt(outcome: .deferred, detail: reason), isPlugin: trouble == .plugin, afterSeconds: seconds,
        history, at: now, using: &chance)
    case .lost(let loss, let reason):
      return again(
        Receipt(outcome: .lost, detail: reason), isPlugin: loss == .plugin, afterSeconds: nil, history,
        at: now, using: &chance)
    }
  }

  /// Settles what could not be taken: tried again, given up, or held for a person.
  func again(
    _ receipt: Receipt, isPlugin: Bool, afterSeconds: Double?, _ history: History, at now: Timestamp,
    using chance: inout some RandomNumberGenerator
  ) -> Settlement {
    var receipt = receipt
    if isPlugin, history.crashes >= crashesToHold {
      receipt.detail =
        "held: the plugin ended \(history.crashes) times with it in flight; the last time: \(receipt.detail)"
      return Settlement(receipt: receipt, state: .held)
    }
    let own =
      isPlugin
      ? Self.wait(Self.firstPluginSeconds, Self.longestPluginSeconds, history.failures, &chance)
      : waitSeconds(afterFailure: history.failures, using: &chance)
    let next = now.adding(seconds: max(own, afterSeconds ?? 0))
    let isTooLate = history.triedSince.seconds(until: next) > giveUpAfterSeconds
    guard !isTooLate || history.failures < fewestAttempts else {
      let hours = Int(giveUpAfterSeconds / 3600)
      receipt.detail = "given up after \(hours) h and \(history.failures) attempts: \(receipt.detail)"
      return Settlement(receipt: receipt, state: .failed)
    }
    let lateAt = history.triedSince.adding(seconds: lateAfterSeconds)
    let wasLate = history.lastTriedAt.map { $0 >= lateAt } ?? false
    return Settlement(
      receipt: receipt, state: .deferred, notBefore: next, isNewlyLate: now >= lateAt && !wasLate)
  }
}
