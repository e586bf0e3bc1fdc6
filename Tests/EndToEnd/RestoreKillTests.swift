import Fixtures
import Foundation
import OrgLifeCore
import OrgLifeLedger
import PluginKit
import Testing

/// A copy is put back, and the program that does it is killed.
@Suite(.serialized) struct RestoreKillTests {
  private static let restorePoints: [CrashPoint] = [
    .restoreCopied, .restoreKept, .restoreCleared, .restorePlaced,
  ]

  /// A state folder as a daemon leaves it that was killed, what was committed last still in the log; and a copy of before.
  private struct Scene {
    let scratch = Scratch()
    let copy: String
    let state: String
    /// The ends of the chains of the copy and of the ledger.
    let copied: ChainHead
    let latest: ChainHead
    private let origin: String

    init() throws {
      copy = scratch.path + "/copy.sqlite"
      state = scratch.path + "/state"
      origin = scratch.path + "/origin"
      try FileManager.default.createDirectory(atPath: origin, withIntermediateDirectories: true)
      let ledger = try Ledger.open(folder: origin)
      let now = Bureau.time("2026-03-24T09:00")
      _ = try ledger.service(startingAt: now)
      copied = try Self.record(0..<40, in: ledger, at: now)
      try LedgerFile(folder: origin).backUp(to: copy)
      latest = try Self.record(40..<80, in: ledger, at: now)
      // As it lies there, its log with it.
      try FileManager.default.copyItem(atPath: origin, toPath: state)
      try ledger.close()
    }

    private static func record(_ numbers: Range<Int>, in ledger: Ledger, at now: Timestamp) throws
      -> ChainHead
    {
      for number in numbers {
        let item = Item.item("ZG-\(number)", due: "2026-06-30")
        _ = try ledger.record(.entered(item), validOn: day("2026-03-24"), author: "organ-office", at: now)
      }
      return try ledger.chainHead()
    }

    func lieAsBefore() throws {
      try FileManager.default.removeItem(atPath: state)
      try FileManager.default.copyItem(atPath: origin, toPath: state)
    }

    /// The restore as it begins.
    func restore(environment: [String: String] = [:]) throws -> Process {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: try Programs.path("orglifectl"))
      process.arguments = ["ledger", "restore", copy, "--state", state]
      process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, last in last }
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      return process
    }

    /// Whether the copy is in the place of the ledger, in hold; else all of the old one has to be there.
    func isRestored(_ comment: String) throws -> Bool {
      let finding = try LedgerFile(folder: state).look()
      #expect(finding.fault == nil, "\(comment)")
      let ledger = try Ledger.open(folder: state)
      defer { try? ledger.close() }
      let isRestored = try ledger.isRestored()
      if isRestored {
        #expect(try ledger.verify(known: copied.hex).fault == nil, "\(comment)")
        #expect(try ledger.facts().count == 40, "\(comment)")
      } else {
        #expect(try ledger.chainHead() == latest, "\(comment)")
        #expect(try ledger.facts().count == 80, "\(comment)")
      }
      return isRestored
    }

    func restoresNow() throws -> Bool {
      let process = try restore()
      process.waitUntilExit()
      return try process.terminationStatus == 0 && isRestored("afterwards")
    }
  }

  @Test(arguments: restorePoints)
  func `ended at a point, the old ledger is whole or the new one is there in hold`(point: CrashPoint) throws {
    let scene = try Scene()
    try scene.lieAsBefore()
    let process = try scene.restore(environment: [CrashPoint.variable: "\(point.rawValue):1"])
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal, "it came by the point")
    #expect(try scene.isRestored("\(point)") == (point == .restorePlaced))
    #expect(try scene.restoresNow())
    let asides = try FileManager.default.contentsOfDirectory(atPath: scene.state).filter {
      $0.hasPrefix("ledger-before-restore-") && $0.hasSuffix(".sqlite")
    }
    for aside in asides {
      #expect(try LedgerFile(path: scene.state + "/" + aside).look().fault == nil)
    }
  }

  @Test func `ended at any moment, the same holds`() throws {
    let scene = try Scene()
    var chance = Chance(seed: 20_260_324)
    var restored = 0
    for kill in 1...25 {
      try scene.lieAsBefore()
      let process = try scene.restore()
      let ended = DispatchSemaphore(value: 0)
      process.terminationHandler = { _ in ended.signal() }
      _ = ended.wait(timeout: .now() + Double(chance.next() % 120) / 1000)
      Glibc.kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      if try scene.isRestored("kill \(kill)") { restored += 1 }
    }
    #expect(restored < 25, "some came before it was done")
    #expect(try scene.restoresNow())
  }
}
