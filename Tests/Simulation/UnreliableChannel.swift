import Fixtures
import OrgLifeCore
import OrgLifeDispatch
import PluginKit
import Synchronization

/// A channel that takes, refuses, stalls and loses answers by a seeded script, and remembers what arrived.
final class UnreliableChannel: Notifier, Sendable {
  struct Arrival: Hashable, Sendable {
    var key: String
    var attempt: Int
    var bytes: [UInt8]
  }

  private let state: Mutex<(chance: Chance, arrivals: [Arrival])>

  init(seed: UInt64) {
    state = Mutex((Chance(seed: seed), []))
  }

  var arrivals: [Arrival] { state.withLock { $0.arrivals } }

  func render(_ notice: Notice) async throws -> [UInt8] {
    let isBroken = state.withLock { $0.chance.once(in: 40) }
    if isBroken { throw RenderFailure(reason: "the plugin trapped") }
    return Array("\(notice.date) \(notice.subject)\n\(notice.plainText)".utf8)
  }

  func deliver(_ payload: [UInt8], key: String, attempt: Int) async -> Answer {
    state.withLock { state in
      let arrival = Arrival(key: key, attempt: attempt, bytes: payload)
      switch state.chance.next() % 20 {
      case 0: return .deferred(afterSeconds: nil, reason: "421 try later")
      case 1: return .deferred(afterSeconds: 86_400, reason: "disk full")
      case 2: return .lost(reason: "lost before it was taken")
      case 3:
        state.arrivals.append(arrival)
        return .lost(reason: "lost after it was taken")
      case 4:
        return state.chance.once(in: 3)
          ? .rejected(reason: "550 no such user") : .deferred(afterSeconds: 3, reason: "450")
      default:
        state.arrivals.append(arrival)
        return .accepted(detail: "250")
      }
    }
  }

  func rest() async {}
}
