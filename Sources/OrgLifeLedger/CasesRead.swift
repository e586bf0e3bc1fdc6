import OrgLifeCore
import Synchronization

/// The cases that were read last, for as long as no step changes them: they are asked for at every turn of the daemon, and
/// change a few times a day.
final class CasesRead: Sendable {
  struct Question: Hashable, Sendable {
    var dueFrom: CivilDate
    var decidedSince: Timestamp
  }

  private struct State: Sendable {
    var question: Question?
    var cases: [String: Case] = [:]
    /// So often were they forgotten.
    var changes = 0
  }

  private let state = Mutex(State())

  /// More than these are read each time anew, so that they take no room between two turns.
  private static let mostKept = 5000

  /// How often what was read could not be believed any more.
  var changes: Int { state.withLock { $0.changes } }

  func forget() {
    state.withLock { $0 = State(changes: $0.changes + 1) }
  }

  /// What was read for the same question, or what is read now.
  func cases(_ question: Question, reading: () throws -> [String: Case]) rethrows -> [String: Case] {
    let (kept, changes) = state.withLock { ($0.question == question ? $0.cases : nil, $0.changes) }
    if let kept { return kept }
    let cases = try reading()
    state.withLock { state in
      // What was forgotten while it was read is not kept: it may be older than the change.
      guard state.changes == changes, cases.count <= Self.mostKept else { return }
      state.question = question
      state.cases = cases
    }
    return cases
  }
}
