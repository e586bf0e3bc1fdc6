import OrgLifeCore
import Varlink

/// Questions that only read, and so need not wait for the daemon's turn.
extension Daemon {
  nonisolated func explain(_ key: String) throws -> Explanation {
    try desk.snapshot.explain(key, at: clock.now)
  }

  nonisolated func preview(_ question: Control.PreviewQuestion) async throws -> Preview {
    let desk = desk.snapshot
    let now = clock.now
    guard let text = question.at else {
      return try await desk.preview(of: question.about, from: now, now: now)
    }
    let time = CivilDate(text) == nil ? text : text + "T00:00"
    guard let from = desk.programme.zone.timestamp(time) else { throw VarlinkFault.invalidParameter("at") }
    return try await desk.preview(of: question.about, from: from, now: now)
  }
}
