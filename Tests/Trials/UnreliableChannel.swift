import Fixtures
import OrgLifeCore
import OrgLifeDispatch
import PluginKit
import Synchronization

/// A channel that takes, refuses, stalls, crashes and loses answers by a seeded script, and remembers what arrived.
final class UnreliableChannel: Notifier, Sendable {
  struct Arrival: Hashable, Sendable {
    var key: String
    var attempt: Int
    var bytes: [UInt8]
  }

  /// How it is for a while.
  private enum Mood: Sendable {
    case mixed, well, dead, misconfigured, busy
  }

  private struct State: Sendable {
    var chance: Chance
    var mood = Mood.mixed
    var isMended = false
    var arrivals: [Arrival] = []
  }

  private let reliability: Int
  private let state: Mutex<State>

  /// - Parameter reliability: trouble comes so many times less often than in a storm.
  init(seed: UInt64, reliability: Int) {
    self.reliability = reliability
    state = Mutex(State(chance: Chance(seed: seed)))
  }

  /// What arrived since the last time.
  func takeArrivals() -> [Arrival] {
    state.withLock { state in
      defer { state.arrivals = [] }
      return state.arrivals
    }
  }

  /// From now on it takes everything, but what it cannot bear.
  func mend() { state.withLock { $0.isMended = true } }

  /// Some deliveries end the plugin every time.
  static func isPoison(_ key: String) -> Bool {
    key.utf8.reduce(UInt64(7)) { $0 &* 31 &+ UInt64($1) } % 97 == 0
  }

  func render(_ notice: Notice) async throws -> [UInt8] {
    try state.withLock { state in
      if !state.isMended {
        if state.mood == .dead || state.mood == .misconfigured { changeMood(&state) }
        switch state.mood {
        case .dead: throw RenderFailure(reason: "no plugin answers", cause: .plugin)
        case .misconfigured: throw RenderFailure(reason: "no such folder", cause: .configuration)
        default:
          switch state.chance.next() % UInt64(160 * reliability) {
          case 0: throw RenderFailure(reason: "the plugin trapped", cause: .crash)
          case 1: throw RenderFailure(reason: "the address is none", cause: .notice)
          default: break
          }
        }
      }
    }
    return Array("\(notice.date) \(notice.subject)\n\(notice.plainText)".utf8)
  }

  func deliver(_ payload: [UInt8], key: String, attempt: Int) async -> Answer {
    let arrival = Arrival(key: key, attempt: attempt, bytes: payload)
    return state.withLock { state in
      if Self.isPoison(key) { return .lost(.plugin, reason: "the plugin trapped") }
      if state.isMended {
        state.arrivals.append(arrival)
        return .accepted(detail: "250")
      }
      changeMood(&state)
      switch state.mood {
      case .dead: return .deferred(.plugin, reason: "no plugin answers")
      case .misconfigured: return .deferred(.configuration, reason: "535 no such password")
      case .busy: return .deferred(.temporary, reason: "450 greylisted")
      case .mixed where state.chance.once(in: reliability): return Self.answer(&state, arrival)
      case .well, .mixed:
        state.arrivals.append(arrival)
        return .accepted(detail: "250")
      }
    }
  }

  /// Drawn once for each delivery it is asked about: where it has no bytes to give, already when it is asked for them. For
  /// the better it changes as often in any weather.
  private func changeMood(_ state: inout State) {
    if state.chance.once(in: state.mood == .mixed || state.mood == .well ? 12 * reliability : 12) {
      state.mood = state.chance.pick([.mixed, .mixed, .mixed, .well, .dead, .misconfigured, .busy])
    }
  }

  private static func answer(_ state: inout State, _ arrival: Arrival) -> Answer {
    switch state.chance.next() % 20 {
    case 0: return .deferred(.temporary, reason: "421 try later")
    case 1: return .deferred(.temporary, afterSeconds: 86_400, reason: "452 full")
    case 2: return .lost(.relay, reason: "lost before it was taken")
    case 3:
      state.arrivals.append(arrival)
      return .lost(.relay, reason: "lost after it was taken")
    case 4:
      return state.chance.once(in: 3)
        ? .rejected(reason: "550 no such user") : .deferred(.temporary, afterSeconds: 3, reason: "450")
    case 5:
      if state.chance.once(in: 2) { state.arrivals.append(arrival) }
      return .lost(.plugin, reason: "the plugin trapped")
    default:
      state.arrivals.append(arrival)
      return .accepted(detail: "250")
    }
  }

  func rest() async {}
}
