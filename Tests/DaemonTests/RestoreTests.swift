import Fixtures
import Foundation
import OrgLifeCore
import OrgLifeLedger
import Testing

/// The daemon's own steps on a ledger that was put back from a copy.
@Suite struct RestoreTests {
  @Test
  func `what came due since the copy is held, nothing accepted is sent again, and then all is as before`()
    async throws
  {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("restore-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let copy = folder + "/copy.sqlite"
    var programme = Bureau.programme(only: "branch-01")
    programme.duties = programme.duties.filter { $0.id.text == "member-assembly" }

    var early: [String] = []
    do {
      let ledger = try Ledger.open(folder: folder)
      let stage = try Stage(programme, from: "2026-01-05T09:00", ledger: ledger)
      early = try await stage.live(until: "2026-03-20T00:00")
      try LedgerFile(folder: folder).backUp(to: copy)
      #expect(try await !stage.live(until: "2026-03-25T00:00").isEmpty)
      try ledger.close()
    }
    #expect(!early.isEmpty)
    _ = try await restored(folder, copy)

    let ledger = try Ledger.open(folder: folder)
    let stage = try Stage(programme, from: "2026-03-25T07:00", ledger: ledger)
    #expect(try await stage.at("2026-03-25T07:00") == ["bulletin/held/1/organ-office"])
    let held = try ledger.deliveries(in: .held)
    #expect(!held.isEmpty)
    #expect(held.allSatisfy { $0.reason == Ledger.restoredReason })
    #expect(try stage.releaseAll(at: Bureau.time("2026-03-25T07:30")) == held.count)
    let released = try await stage.at("2026-03-25T08:00")
    #expect(released.count == held.count)
    #expect(Set(released).isDisjoint(with: early))
    #expect(try await !stage.live(until: "2026-03-27T00:00").isEmpty, "the next rungs go by themselves")
    #expect(try ledger.verify().fault == nil)
    try ledger.close()
  }

  private func restored(_ folder: String, _ copy: String) async throws -> Int {
    try LedgerFile(path: copy).restore(
      into: folder, stamp: "20260325T065900Z", at: Bureau.time("2026-03-25T06:59")
    ).held
  }
}
