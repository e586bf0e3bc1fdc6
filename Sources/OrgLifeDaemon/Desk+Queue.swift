import OrgLifeCore
import OrgLifeLedger

extension Desk {
  /// Does an act to one delivery and keeps who did it and why. What would wait for a channel that nobody serves is left as it
  /// is: it would wait for ever.
  ///
  /// - Returns: nil where there is no such delivery.
  public func act(_ act: QueueAct, on delivery: String, author: String, reason: String?, at now: Timestamp)
    throws -> QueueAct.Answer?
  {
    if act == .retry || act == .release, let channel = try ledger.delivery(delivery)?.channel,
      programme.channel(channel) == nil
    {
      return .refused("channel \(channel) is not configured any more")
    }
    return try ledger.act(act, on: delivery, author: author, reason: reason, at: now)
  }
}
