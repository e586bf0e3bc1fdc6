import Foundation
import GRDB
import OrgLifeCore
import Testing

@testable import OrgLifeLedger

/// Who may have the ledger, and which files are none.
@Suite struct OpeningTests {
  @Test func `a receipt survives a power cut: the writer is FULL and the journal is WAL`() throws {
    let folder = try Folder()
    let ledger = try Ledger.open(folder: folder.path)
    let (synchronous, journal) = try ledger.database.writeWithoutTransaction { db in
      (try Int.fetchOne(db, sql: "PRAGMA synchronous"), try String.fetchOne(db, sql: "PRAGMA journal_mode"))
    }
    #expect(synchronous == 2)
    #expect(journal == "wal")
  }

  @Test func `what was written is there after it was opened again`() throws {
    let folder = try Folder()
    try folder.fill()
    let ledger = try Ledger.open(folder: folder.path)
    #expect(try ledger.case(Case.sample().key) == .sample())
    #expect(try ledger.counts() == [.pending: 1])
    let service = try ledger.service()
    #expect(service.inServiceSince == noon)
    #expect(service.plannedThrough == noon.adding(seconds: 1))
    #expect(service.seal.count == 32)
  }

  @Test func `a ledger that was closed is in one file, also when it was read`() throws {
    let folder = try Folder()
    let ledger = try Ledger.open(folder: folder.path)
    try ledger.begin(at: noon)
    try ledger.write(Step(plannedThrough: noon, cases: [.sample()], deliveries: [.sample("a")]))
    #expect(try ledger.delivery("a") != nil)
    try ledger.close()
    let log = FileManager.default.contents(atPath: folder.path + "/ledger.sqlite-wal") ?? Data()
    #expect(log.isEmpty)
  }

  @Test func `the first start is told only once`() throws {
    let ledger = try Ledger.inService()
    #expect(try ledger.service(startingAt: noon.adding(seconds: 3600)).inServiceSince == noon)
  }

  @Test func `a ledger that was never put in service says so`() throws {
    #expect(throws: LedgerError.self) { try Ledger.inMemory().service() }
  }

  @Test func `a second one is refused at once with the first one's process id`() throws {
    let folder = try Folder()
    let first = try Ledger.open(folder: folder.path)
    let error = #expect(throws: LedgerError.self) { try Ledger.open(folder: folder.path) }
    #expect(error == .inUse(path: folder.path + "/ledger.lock", pid: "\(getpid())"))
    #expect(error?.description.contains("process \(getpid())") == true)
    withExtendedLifetime(first) {}
  }

  @Test func `another process sees that it is taken, and that it is free when the ledger ends`() throws {
    let folder = try Folder()
    var ledger: Ledger? = try Ledger.open(folder: folder.path)
    #expect(try flock(folder) == 1)
    withExtendedLifetime(ledger) {}
    ledger = nil
    #expect(try flock(folder) == 0)
  }

  /// What `flock -n` of another process answers: 0 when it got the lock, 1 when it did not.
  private func flock(_ folder: Folder) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
    process.arguments = ["-n", folder.path + "/ledger.lock", "true"]
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  struct Broken: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var breaks: @Sendable (Data) -> Data
  }

  @Test(arguments: [
    Broken(testDescription: "text") { _ in Data("这不是台账\n".utf8) },
    Broken(testDescription: "zeroes") { Data(count: $0.count) },
    Broken(testDescription: "empty") { _ in Data() },
    Broken(testDescription: "the first page only") { $0.prefix(4096) },
    Broken(testDescription: "cut in the middle of a page") { $0.prefix(4096 * 5 + 17) },
    Broken(testDescription: "pages of noise in it") {
      var bytes = $0
      for index in 4096..<bytes.count { bytes[index] = UInt8(truncatingIfNeeded: index &* 167 &+ 13) }
      return bytes
    },
  ])
  func `a damaged file is refused with a sentence and left as it is`(broken: Broken) throws {
    let folder = try Folder()
    try folder.fill()
    let bytes = broken.breaks(try folder.bytes())
    try folder.write(bytes)
    let error = #expect(throws: LedgerError.self) { try Ledger.open(folder: folder.path) }
    guard case .damaged(let path, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(path == folder.file)
    #expect(error?.description.contains("put back the last good copy") == true)
    #expect(try folder.bytes() == bytes)
    #expect(throws: LedgerError.self, "and so the next time") { try Ledger.open(folder: folder.path) }
  }

  @Test func `a file of a later version is refused and left as it is`() throws {
    let folder = try Folder()
    try folder.fill()
    do {
      let queue = try DatabaseQueue(path: folder.file)
      try queue.write { db in
        try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('2 of a later version')")
      }
      try queue.close()
    }
    let bytes = try folder.bytes()
    #expect(throws: LedgerError.newer(path: folder.file)) { try Ledger.open(folder: folder.path) }
    #expect(try folder.bytes() == bytes)
  }

  @Test func `when another file takes its place nothing is written, and it goes on when it is back`() throws {
    let folder = try Folder()
    let ledger = try Ledger.open(folder: folder.path)
    try ledger.begin(at: noon)
    let bytes = try folder.bytes()
    let replaced = LedgerError.replaced(path: folder.file)
    #expect(rename(folder.file, folder.path + "/away") == 0)
    #expect(throws: replaced, "it is gone") { try ledger.checkWritable() }
    try folder.write(bytes)
    #expect(throws: replaced) { try ledger.checkWritable() }
    #expect(throws: replaced) {
      try ledger.record(
        .adopted(from: day("2026-01-01")), validOn: day("2026-03-24"), author: "zhang", at: noon)
    }
    #expect(try ledger.facts().isEmpty)
    #expect(Ledger.isFault(replaced) && Ledger.sentence(for: replaced).contains("back in its place"))
    #expect(rename(folder.path + "/away", folder.file) == 0)
    try ledger.checkWritable()
    try ledger.close()
  }

  @Test(arguments: ["/sys/kernel", "/nowhere/at/all", "/etc/hostname"])
  func `a folder that cannot be written is refused with its name`(folder: String) throws {
    let error = #expect(throws: LedgerError.self) { try Ledger.open(folder: folder) }
    guard case .cannotOpen(let path, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(path.hasPrefix(folder))
    #expect(error?.description.contains("this user may write it") == true)
  }

  @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
  func `a folder without permission is refused`() throws {
    let folder = try Folder()
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path) }
    #expect(throws: LedgerError.self) { try Ledger.open(folder: folder.path) }
  }

  @Test func `a refused ledger is free for the next one`() throws {
    let folder = try Folder()
    try folder.fill()
    let good = try folder.bytes()
    try folder.write(Data("nothing\n".utf8))
    #expect(throws: LedgerError.self) { try Ledger.open(folder: folder.path) }
    try folder.write(good)
    #expect(try Ledger.open(folder: folder.path).case(Case.sample().key) != nil)
  }

  @Test func `a new ledger that was not finished is begun again`() throws {
    let folder = try Folder()
    try Data("half".utf8).write(to: URL(fileURLWithPath: folder.file + ".new"))
    try Data("half".utf8).write(to: URL(fileURLWithPath: folder.file + ".new-journal"))
    try folder.fill()
    #expect(try folder.names().filter { $0.contains("new") } == [])
  }
}
