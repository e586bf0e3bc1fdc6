import OrgLifeCore
import OrgLifeDispatch
import Synchronization

/// The desk as the daemon changes it and as its workers read it.
final class SharedDesk: Sendable {
  private let state: Mutex<Desk>

  init(_ desk: Desk) {
    state = Mutex(desk)
  }

  func use<Answer: Sendable>(_ body: (inout sending Desk) throws -> sending Answer) rethrows -> Answer {
    try state.withLock(body)
  }

  /// As it stands now.
  var snapshot: Desk { state.withLock { $0 } }

  func set(_ desk: Desk) { state.withLock { $0 = desk } }
}
