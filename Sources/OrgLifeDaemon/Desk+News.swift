import OrgLifeCore
import OrgLifeDispatch
import OrgLifeLedger
import OrgLifeSchedule

extension Desk {
  /// What the operator has to hear of what became of a delivery and of its channel.
  public func news(of event: Worker.Event) -> [News] {
    var news: [News?] = []
    if let settlement = event.settlement {
      let reason = settlement.receipt.detail
      switch settlement.state {
      case .failed:
        news.append(programme.news(undelivered: event.delivery, reason: reason, isFinal: true))
      case .held:
        var delivery = event.delivery
        delivery.reason = reason
        news.append(programme.news(held: [delivery]))
      default:
        if settlement.isNewlyLate {
          news.append(programme.news(undelivered: event.delivery, reason: reason, isFinal: false))
        }
      }
    }
    if case .opened(let reason) = event.turn {
      news.append(programme.news(down: event.delivery.channel, reason: reason))
    }
    return news.compactMap { $0 }
  }

  /// Writes the news that the ledger's disk is full, in the room that the ballast left.
  func tell(diskFullSince moment: Timestamp, at now: Timestamp) throws {
    try ledger.tell([programme.news(diskFullSince: moment)].compactMap { $0 }, at: now)
  }

  /// There is room again: who was told that there is none is told that too.
  func tell(diskFullSince moment: Timestamp, until now: Timestamp) throws {
    guard try ledger.withdraw(News.diskFull, because: "there is room again", at: now) else { return }
    try ledger.tell([programme.news(diskFullSince: moment, until: now)].compactMap { $0 }, at: now)
  }

  /// Fails what waits for a channel that the programme does not have, and tells the operator.
  public func failStranded(at now: Timestamp) throws {
    try ledger.failStranded(channels: programme.channels.map(\.id), at: now) { delivery, reason in
      [programme.news(undelivered: delivery, reason: reason, isFinal: true)].compactMap { $0 }
    }
  }
}
