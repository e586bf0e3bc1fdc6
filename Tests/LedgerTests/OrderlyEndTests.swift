import Foundation
import GRDB
import OrgLifeCore
import Testing

@testable import OrgLifeLedger

/// What a ledger that was closed in order spares its next start, and what it never spares it.
@Suite struct OrderlyEndTests {
  private func word(in folder: Folder) -> String { folder.path + "/ledger.ended" }
  private func hasWord(_ folder: Folder) -> Bool { FileManager.default.fileExists(atPath: word(in: folder)) }

  /// Damage in the middle of a page of rows, as a disk that loses what it has makes it: the file's times stay as they were.
  private func rot(_ folder: Folder) throws {
    var bytes = try folder.bytes()
    for index in 4096..<bytes.count { bytes[index] = UInt8(truncatingIfNeeded: index &* 167 &+ 13) }
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.file))
    try file.write(contentsOf: bytes)
    try file.close()
    try #require(OrderlyEnd(of: folder.file, unlooked: 0)).leave(at: folder.file)
  }

  @Test func `a ledger that was closed in order is opened at once, and looked through beside all else`()
    throws
  {
    let folder = try Folder()
    try folder.fill()
    #expect(hasWord(folder))
    let ledger = try Ledger.open(folder: folder.path, lookingLater: true)
    #expect(ledger.isUnlooked)
    #expect(try ledger.case(Case.sample().key) == .sample())
    try ledger.lookThrough()
    #expect(!ledger.isUnlooked)
    try ledger.write(Step(plannedThrough: noon.adding(seconds: 2), cases: [], deliveries: [.sample("b")]))
  }

  @Test func `the word is gone as soon as the ledger is open, and there again when it is closed`() throws {
    let folder = try Folder()
    try folder.fill()
    let ledger = try Ledger.open(folder: folder.path, lookingLater: true)
    #expect(!hasWord(folder))
    try ledger.close()
    #expect(hasWord(folder))
    try ledger.close()
    #expect(hasWord(folder), "closed again it does nothing")
  }

  @Test func `who does not look later has it looked through first`() throws {
    let folder = try Folder()
    try folder.fill()
    #expect(try !Ledger.open(folder: folder.path).isUnlooked)
    try rot(folder)
    #expect(throws: LedgerError.self) { try Ledger.open(folder: folder.path) }
  }

  @Test func `a ledger that was not closed is looked through first`() throws {
    let folder = try Folder()
    try folder.fill()
    var ledger: Ledger? = try Ledger.open(folder: folder.path, lookingLater: true)
    withExtendedLifetime(ledger) {}
    ledger = nil
    #expect(try !Ledger.open(folder: folder.path, lookingLater: true).isUnlooked)
  }

  struct Meddling: CustomTestStringConvertible, Sendable {
    var testDescription: String
    /// Of the ledger, then of the word.
    var meddle: @Sendable (String, String) throws -> Void
  }

  @Test(arguments: [
    Meddling(testDescription: "written into") { ledger, _ in
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: ledger))
      try file.write(contentsOf: Data("SQLite format 3\0".utf8))
      try file.close()
    },
    Meddling(testDescription: "replaced by a copy") { ledger, _ in
      try FileManager.default.copyItem(atPath: ledger, toPath: ledger + ".copy")
      try #require(rename(ledger + ".copy", ledger) == 0)
    },
    Meddling(testDescription: "its time of change put back") { ledger, _ in
      let before = try FileManager.default.attributesOfItem(atPath: ledger)[.modificationDate]
      try FileManager.default.setAttributes([.modificationDate: before ?? Date()], ofItemAtPath: ledger)
    },
    Meddling(testDescription: "changed by another program for SQLite") { ledger, _ in
      let queue = try DatabaseQueue(path: ledger)
      try queue.write { db in try db.execute(sql: "UPDATE service SET plannedThrough = plannedThrough + 1") }
      try queue.close()
    },
    Meddling(testDescription: "with a log beside it") { ledger, _ in
      try Data("a log".utf8).write(to: URL(fileURLWithPath: ledger + "-wal"))
    },
    Meddling(testDescription: "with half a word") { _, word in
      let text = try Data(contentsOf: URL(fileURLWithPath: word))
      try text.prefix(text.count / 2).write(to: URL(fileURLWithPath: word))
    },
    Meddling(testDescription: "with an empty word") { _, word in
      try Data().write(to: URL(fileURLWithPath: word))
    },
    Meddling(testDescription: "with a word of noise") { _, word in
      try Data([0xff, 0x20, 0x00, 0x39]).write(to: URL(fileURLWithPath: word))
    },
  ])
  func `a file that is not the very one that was closed is looked through first`(meddling: Meddling) throws {
    let folder = try Folder()
    try folder.fill()
    try meddling.meddle(folder.file, word(in: folder))
    let ledger = try Ledger.open(folder: folder.path, lookingLater: true)
    #expect(!ledger.isUnlooked)
    #expect(!hasWord(folder))
  }

  @Test func `an empty or shorter file is refused, word or not`() throws {
    for count in [0, 4096] {
      let folder = try Folder()
      try folder.fill()
      try folder.write(try folder.bytes().prefix(count))
      #expect(throws: LedgerError.self) { try Ledger.open(folder: folder.path, lookingLater: true) }
      #expect(try folder.bytes().count == count)
    }
  }

  @Test func `a file of a later version is refused at once, without a look`() throws {
    let folder = try Folder()
    try folder.fill()
    let queue = try DatabaseQueue(path: folder.file)
    try queue.write { db in try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('2 of a later version')")
    }
    try queue.close()
    try #require(OrderlyEnd(of: folder.file, unlooked: 0)).leave(at: folder.file)
    #expect(throws: LedgerError.newer(path: folder.file)) {
      try Ledger.open(folder: folder.path, lookingLater: true)
    }
  }

  @Test func `damage that the disk made is found by the look, and refused from then on`() throws {
    let folder = try Folder()
    try folder.fill((0..<500).map { .sample("delivery-\($0)") })
    // One page of the many that hold deliveries: everything else can be read.
    let queue = try DatabaseQueue(path: folder.file)
    let last = try queue.read { db in try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0 }
    let leaf = try queue.read { db in
      try Int.fetchOne(
        db, sql: "SELECT max(pageno) FROM dbstat WHERE name = 'deliveries' AND pagetype = 'leaf'")
    }
    try queue.close()
    let page = try #require(leaf)
    #expect(page <= last)
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.file))
    try file.seek(toOffset: UInt64((page - 1) * 4096))
    try file.write(contentsOf: Data(repeating: 0x5a, count: 4096))
    try file.close()
    try #require(OrderlyEnd(of: folder.file, unlooked: 0)).leave(at: folder.file)

    let ledger = try Ledger.open(folder: folder.path, lookingLater: true)
    #expect(ledger.isUnlooked)
    let error = #expect(throws: LedgerError.self) { try ledger.lookThrough() }
    #expect(error?.description.contains("put back the last good copy") == true)
    try? ledger.close()
    #expect(!hasWord(folder))
    for _ in 0..<2 {
      #expect(throws: LedgerError.self) { try Ledger.open(folder: folder.path, lookingLater: true) }
    }
  }

  @Test func `what was doubted is looked through first`() throws {
    let folder = try Folder()
    try folder.fill()
    let ledger = try Ledger.open(folder: folder.path, lookingLater: true)
    ledger.doubt()
    try ledger.close()
    #expect(try !Ledger.open(folder: folder.path, lookingLater: true).isUnlooked)
  }

  @Test func `after a fault of the disk it was looked through when it was opened again`() throws {
    let folder = try Folder()
    try folder.fill()
    let ledger = try Ledger.open(folder: folder.path, lookingLater: true)
    ledger.doubt()
    try ledger.reopen()
    #expect(!ledger.isUnlooked)
    try ledger.close()
    #expect(hasWord(folder))
  }

  @Test func `ten starts in a row may end before the look does, and the one after looks first`() throws {
    let folder = try Folder()
    try folder.fill()
    for _ in 0..<10 {
      let ledger = try Ledger.open(folder: folder.path, lookingLater: true)
      #expect(ledger.isUnlooked)
      try ledger.close()
    }
    let ledger = try Ledger.open(folder: folder.path, lookingLater: true)
    #expect(!ledger.isUnlooked)
    try ledger.close()
    #expect(try Ledger.open(folder: folder.path, lookingLater: true).isUnlooked, "and then it is as before")
  }

  @Test func `closing ends a look under way`() async throws {
    let folder = try Folder()
    try folder.fill((0..<20_000).map { .sample("delivery-\($0)") })
    let ledger = try Ledger.open(folder: folder.path, lookingLater: true)
    let look = Task.detached { try ledger.lookThrough() }
    try ledger.close()
    try await look.value
    // Whether it was done already or was ended: the ledger is whole, in one file, and opened at once.
    #expect(hasWord(folder))
    #expect(try Ledger.open(folder: folder.path, lookingLater: true).isUnlooked)
  }

  @Test func `a restored ledger is looked through first`() throws {
    let folder = try Folder()
    try folder.fill()
    let copy = folder.path + "/copy.sqlite"
    try LedgerFile(folder: folder.path).backUp(to: copy)
    _ = try LedgerFile(path: copy).restore(into: folder.path, stamp: "20260324T083000Z", at: noon)
    #expect(try !Ledger.open(folder: folder.path, lookingLater: true).isUnlooked)
  }

  @Test func `what is held and what failed is counted without the others`() throws {
    let ledger = try Ledger.waiting(.sample("a"), .sample("b", state: .held), .sample("c", state: .held))
    let counts = try ledger.countsOfOpen()
    #expect(counts.held == 2)
    #expect(counts.failed == 0)
    let plans = try ledger.database.read { db in
      try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN SELECT count(*) FROM deliveries WHERE state = 'held'")
        .map { $0["detail"] as String }
    }
    #expect(plans.allSatisfy { $0.contains("deliveriesOpen") }, "\(plans)")
  }
}
