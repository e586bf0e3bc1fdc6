import OrgLifeCore
import Synchronization

/// The circuit of a channel as all its workers see it.
public final class SharedCircuit: Sendable {
  private let state = Mutex(Circuit())

  public init() {}

  public var snapshot: Circuit { state.withLock { $0 } }

  func admits(at now: Timestamp) -> Bool { state.withLock { $0.admits(at: now) } }
  func withdraw() { state.withLock { $0.withdraw() } }
  func learn(_ sign: Circuit.Sign, at now: Timestamp) -> Circuit.Turn? {
    state.withLock { $0.learn(sign, at: now) }
  }
}
