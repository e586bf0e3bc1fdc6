import OrgLifeCore
import OrgLifeLedger

/// When a delivery that was not accepted is tried again, and when it is given up.
public struct RetryPolicy: Hashable, Sendable {
  /// The wait after the first failure; it doubles with each further one.
  public var firstSeconds: Double
  public var longestSeconds: Double
  public var giveUpAfterSeconds: Double

  public init(firstSeconds: Double = 60, longestSeconds: Double = 3600, giveUpAfterSeconds: Double) {
    self.firstSeconds = firstSeconds
    self.longestSeconds = longestSeconds
    self.giveUpAfterSeconds = giveUpAfterSeconds
  }

  /// The wait after the n-th attempt: exponential, with up to a fifth of jitter on top, so that many
  /// deliveries that failed together do not come back together.
  public func waitSeconds(afterAttempt number: Int, using chance: inout some RandomNumberGenerator) -> Double
  {
    let doubled = firstSeconds * Double(1 << min(max(number - 1, 0), 20))
    return min(doubled, longestSeconds) * Double.random(in: 1...1.2, using: &chance)
  }

  /// The state that an answer leads to.
  public struct Settlement: Hashable, Sendable {
    public var receipt: Receipt
    public var state: Delivery.State
    public var notBefore: Timestamp?

    public init(receipt: Receipt, state: Delivery.State, notBefore: Timestamp? = nil) {
      self.receipt = receipt
      self.state = state
      self.notBefore = notBefore
    }
  }

  public func settlement(
    of answer: Answer, attempt number: Int, firstDueAt: Timestamp, at now: Timestamp,
    using chance: inout some RandomNumberGenerator
  ) -> Settlement {
    func again(_ receipt: Receipt, afterSeconds: Double?) -> Settlement {
      let wait = max(waitSeconds(afterAttempt: number, using: &chance), afterSeconds ?? 0)
      let next = now.adding(seconds: wait)
      guard firstDueAt.seconds(until: next) <= giveUpAfterSeconds else {
        let hours = Int(giveUpAfterSeconds / 3600)
        let detail = "given up after \(hours) h and \(number) attempts: \(receipt.detail)"
        return Settlement(receipt: Receipt(outcome: receipt.outcome, detail: detail), state: .failed)
      }
      return Settlement(receipt: receipt, state: .deferred, notBefore: next)
    }
    switch answer {
    case .accepted(let detail):
      return Settlement(receipt: Receipt(outcome: .accepted, detail: detail), state: .delivered)
    case .rejected(let reason):
      return Settlement(receipt: Receipt(outcome: .rejected, detail: reason), state: .failed)
    case .deferred(let seconds, let reason):
      return again(Receipt(outcome: .deferred, detail: reason), afterSeconds: seconds)
    case .lost(let reason):
      return again(Receipt(outcome: .lost, detail: reason), afterSeconds: nil)
    }
  }
}
