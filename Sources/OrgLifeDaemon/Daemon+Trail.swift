import Foundation
import OrgLifeCore
import OrgLifeLedger
import OrgLifeProgramme
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

  nonisolated func sourceDigests() throws -> [String: String] {
    try sources().files.mapValues { Digest(of: $0).description }
  }

  nonisolated func compare(_ question: Control.CompareQuestion) throws -> Comparison {
    guard (1...400).contains(question.days) else { throw VarlinkFault.invalidParameter("days") }
    let known = try sources()
    var offered = ProgrammeSources(files: question.files.mapValues { Array($0) })
    for path in question.unchanged {
      guard let content = known.files[path] else { throw VarlinkFault.invalidParameter("unchanged") }
      offered.files[path] = content
    }
    let reading = ProgrammeReader.read(offered)
    guard let programme = reading.programme else {
      throw ReloadRefused(diagnostics: reading.errors.map(\.description))
    }
    return try desk.snapshot.comparison(with: programme, days: question.days, at: clock.now)
  }

  /// The files of the programme in force, as the ledger keeps them.
  private nonisolated func sources() throws -> ProgrammeSources {
    guard let joined = try ledger.lastJoined() else { return ProgrammeSources(files: [:]) }
    return try JSONDecoder().decode(ProgrammeSources.self, from: Data(joined.sources))
  }
}
