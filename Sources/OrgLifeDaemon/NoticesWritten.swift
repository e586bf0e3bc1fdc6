import OrgLifeCore
import OrgLifeLedger
import OrgLifeMessages
import PluginKit
import Synchronization

/// The notices that were written last, with what they were written from: each delivery is looked at twice before it leaves,
/// and again at each repetition, and mostly nothing has changed that it would say.
final class NoticesWritten: Sendable {
  /// All that a notice says depends on.
  struct Source: Hashable, Sendable {
    private var delivery: Delivery
    private var matters: [Matter]
    private var today: CivilDate

    init(_ delivery: Delivery, _ matters: [Matter], on today: CivilDate) {
      self.delivery = delivery
      // How often it was tried, and what became of it, it does not tell its reader.
      self.delivery.state = .pending
      self.delivery.attempts = 0
      self.delivery.reason = nil
      self.delivery.notBefore = delivery.datedAt
      self.matters = matters
      self.today = today
    }

    var key: String { delivery.key }
  }

  private let written = Mutex<[String: (source: Source, notice: Notice)]>([:])

  /// More than these are written anew, so that they take no room.
  private static let mostKept = 64

  /// The notice that was written from the same, or one that is written now.
  func notice(from source: Source, writing: () -> Notice) -> Notice {
    if let kept = written.withLock({ $0[source.key] }), kept.source == source { return kept.notice }
    let notice = writing()
    written.withLock { written in
      if written.count >= Self.mostKept { written = [:] }
      written[source.key] = (source, notice)
    }
    return notice
  }
}
