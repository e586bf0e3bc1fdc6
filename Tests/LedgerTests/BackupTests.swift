import Foundation
import GRDB
import OrgLifeCore
import Testing

@testable import OrgLifeLedger

/// Copies of a ledger, and putting them back.
@Suite struct BackupTests {
  /// With a delivered delivery `a`, one that waits, one that was deferred and one without an answer.
  private func fill(_ folder: Folder) throws {
    let ledger = try Ledger.open(folder: folder.path)
    try ledger.begin(at: noon)
    try ledger.write(
      Step(
        plannedThrough: noon, cases: [.sample()],
        deliveries: [
          .sample("a"), .sample("b"), .sample("c"), .sample("d", notBefore: noon.adding(seconds: 9)),
        ]))
    for (key, outcome, state) in [
      ("a", Receipt.Outcome.accepted, Delivery.State.delivered), ("b", .deferred, .deferred),
      ("c", nil, .claimed),
    ] as [(String, Receipt.Outcome?, Delivery.State)] {
      #expect(try ledger.claim(channel: name("mail"), at: noon)?.delivery.key == key)
      let attempt = try ledger.begin(key, payload: Array(key.utf8), at: noon)
      guard let outcome else { continue }
      try ledger.settle(
        key, attempt: attempt, receipt: Receipt(outcome: outcome, detail: "x"), as: state,
        notBefore: noon.adding(seconds: 60), at: noon)
    }
    try ledger.close()
  }

  @Test func `a copy is made while the ledger is open, in one file that is whole`() throws {
    let folder = try Folder()
    try fill(folder)
    let ledger = try Ledger.open(folder: folder.path)
    _ = try ledger.record(
      .adopted(from: day("2026-01-01")), validOn: day("2026-03-24"), author: "zhang", at: noon)
    let copy = folder.path + "/copy.sqlite"
    let finding = try LedgerFile(folder: folder.path).backUp(to: copy)
    #expect(finding.fault == nil)
    #expect(finding.chain?.head == (try ledger.chainHead()))
    #expect(try folder.names().filter { $0.hasPrefix("copy") } == ["copy.sqlite"])
    #expect(try LedgerFile(path: copy).look().chain?.head == ledger.chainHead())
  }

  @Test func `a file of that name stays unless it is to be replaced`() throws {
    let folder = try Folder()
    try fill(folder)
    let copy = folder.path + "/copy.sqlite"
    try Data("precious".utf8).write(to: URL(fileURLWithPath: copy))
    let file = LedgerFile(folder: folder.path)
    #expect(throws: LedgerError.exists(path: copy)) { try file.backUp(to: copy) }
    #expect(FileManager.default.contents(atPath: copy) == Data("precious".utf8))
    try file.backUp(to: copy, replacing: true)
    #expect(try LedgerFile(path: copy).look().fault == nil)
  }

  @Test func `where there is no ledger, none is made, and what is missing is said with where else to look`()
    throws
  {
    let folder = try Folder()
    let file = LedgerFile(folder: folder.path)
    let missing = LedgerError.missing(path: folder.path + "/ledger.sqlite")
    #expect(throws: missing) { try file.look() }
    #expect(throws: missing) { try file.backUp(to: folder.path + "/copy.sqlite") }
    #expect("\(missing)".contains("--state"))
    #expect(try folder.names() == [])
  }

  @Test(arguments: [
    "ledger.sqlite", "ledger.sqlite-wal", "ledger.lock", "ledger.ballast", "fifo", "folder", "link",
  ])
  func `a copy takes the place of no file of the ledger's own, and of nothing that is no plain file`(
    target: String
  ) throws {
    let folder = try Folder()
    try fill(folder)
    #expect(mkfifo(folder.path + "/fifo", 0o600) == 0)
    #expect(mkdir(folder.path + "/folder", 0o700) == 0)
    #expect(symlink("elsewhere", folder.path + "/link") == 0)
    let (names, bytes) = (try folder.names(), try folder.bytes())
    let path = "\(folder.path)/./\(target)"
    #expect {
      try LedgerFile(folder: folder.path).backUp(to: path, replacing: true)
    } throws: {
      if case .cannotWrite(path, _)? = $0 as? LedgerError { true } else { false }
    }
    #expect(try folder.names() == names)
    #expect(try folder.bytes() == bytes)
  }

  @Test func `what lies beside the copy under a name like its own stays`() throws {
    let folder = try Folder()
    try fill(folder)
    let copy = folder.path + "/copy.sqlite"
    try Data("precious".utf8).write(to: URL(fileURLWithPath: copy + ".new"))
    try LedgerFile(folder: folder.path).backUp(to: copy)
    #expect(FileManager.default.contents(atPath: copy + ".new") == Data("precious".utf8))
    #expect(try folder.names().filter { $0.hasPrefix("copy") } == ["copy.sqlite", "copy.sqlite.new"])
  }

  @Test func `a damaged copy is not put back, and the advice is another copy`() throws {
    let folder = try Folder()
    try fill(folder)
    let copy = folder.path + "/copy.sqlite"
    try LedgerFile(folder: folder.path).backUp(to: copy)
    let half = try Data(contentsOf: URL(fileURLWithPath: copy)).prefix(4096 * 5 + 17)
    try half.write(to: URL(fileURLWithPath: copy))
    #expect {
      try LedgerFile(path: copy).restore(into: folder.path, stamp: "x", at: noon)
    } throws: {
      if case .damagedCopy(copy, _)? = $0 as? LedgerError { "\($0)".contains("earlier copy") } else { false }
    }
  }

  @Test func `a damaged ledger is not copied, and the name stays free`() throws {
    let folder = try Folder()
    try fill(folder)
    try folder.write(folder.bytes().prefix(4096 * 5 + 17))
    let copy = folder.path + "/copy.sqlite"
    #expect(throws: LedgerError.self) { try LedgerFile(folder: folder.path).backUp(to: copy) }
    #expect(try folder.names().filter { $0.hasPrefix("copy") } == [])
  }

  @Test func `a copy is not put back while a daemon has the ledger`() throws {
    let folder = try Folder()
    try fill(folder)
    let copy = folder.path + "/copy.sqlite"
    try LedgerFile(folder: folder.path).backUp(to: copy)
    let ledger = try Ledger.open(folder: folder.path)
    #expect(throws: LedgerError.inUse(path: folder.path + "/ledger.lock", pid: "\(getpid())")) {
      try LedgerFile(path: copy).restore(into: folder.path, stamp: "x", at: noon)
    }
    withExtendedLifetime(ledger) {}
  }

  @Test func `what is open in a restored ledger is held, and what has a receipt is not sent again`() throws {
    let folder = try Folder()
    try fill(folder)
    let copy = folder.path + "/copy.sqlite"
    try LedgerFile(folder: folder.path).backUp(to: copy)
    let later = noon.adding(seconds: 3600)
    let before = try folder.bytes()
    let done = try LedgerFile(path: copy).restore(into: folder.path, stamp: "20260324T050000Z", at: later)
    #expect(done.held == 3)
    #expect(done.aside == folder.path + "/ledger-before-restore-20260324T050000Z.sqlite")
    #expect(FileManager.default.contents(atPath: done.aside ?? "") == before)

    let ledger = try Ledger.open(folder: folder.path)
    #expect(try ledger.counts() == [.delivered: 1, .held: 3])
    #expect(try ledger.isRestored())
    #expect(try ledger.claim(channel: name("mail"), at: later) == nil)
    #expect(try ledger.verify().fault == nil)
    let held = try ledger.deliveryKeys(in: [.held])
    #expect(held.count == 3)
    for key in held { _ = try ledger.act(.release, on: key, author: "zhang", reason: nil, at: later) }
    var released: [String] = []
    while let claim = try ledger.claim(channel: name("mail"), at: later) {
      released.append(claim.delivery.key)
      #expect(claim.isAmbiguous == (claim.delivery.key == "c"), "only what had no answer may have arrived")
    }
    #expect(released == ["b", "c", "d"])
    #expect(try LedgerFile(path: copy).look().fault == nil, "the copy stays as it is")
  }

  @Test func `the step that catches up ends the hold`() throws {
    let folder = try Folder()
    try fill(folder)
    let copy = folder.path + "/copy.sqlite"
    try LedgerFile(folder: folder.path).backUp(to: copy)
    _ = try LedgerFile(path: copy).restore(into: folder.path, stamp: "x", at: noon)
    let ledger = try Ledger.open(folder: folder.path)
    #expect(try ledger.isRestored())
    try ledger.write(Step(plannedThrough: noon.adding(seconds: 1)))
    #expect(try !ledger.isRestored())
  }

  @Test func `a copy that is not whole is not put back`() throws {
    let folder = try Folder()
    try fill(folder)
    let copy = folder.path + "/copy.sqlite"
    try LedgerFile(folder: folder.path).backUp(to: copy)
    let queue = try DatabaseQueue(path: copy)
    try queue.write { db in
      try db.execute(sql: "DROP TRIGGER receiptsAreFinal; UPDATE receipts SET detail = 'other'")
    }
    try queue.close()
    let before = try folder.bytes()
    #expect(throws: LedgerError.self) {
      try LedgerFile(path: copy).restore(into: folder.path, stamp: "x", at: noon)
    }
    #expect(try folder.bytes() == before)
    #expect(try folder.names().filter { $0.contains("before-restore") } == [])
  }

  @Test func `a copy is put back over a damaged ledger, which is kept`() throws {
    let folder = try Folder()
    try fill(folder)
    let copy = folder.path + "/copy.sqlite"
    try LedgerFile(folder: folder.path).backUp(to: copy)
    try folder.write(Data("noise".utf8))
    let done = try LedgerFile(path: copy).restore(into: folder.path, stamp: "x", at: noon)
    #expect(FileManager.default.contents(atPath: done.aside ?? "") == Data("noise".utf8))
    #expect(try Ledger.open(folder: folder.path).verify().fault == nil)
  }
}
