import Fixtures
import Foundation
import GRDB
import OrgLifeCore
import Testing

@testable import OrgLifeLedger

/// What the ledger does on a disk that is full, locked or faulty.
@Suite(.serialized) struct FaultTests {
  private func begun(_ folder: String, busySeconds: Double = 60) throws -> (ledger: Ledger, attempt: Int) {
    let ledger = try Ledger.open(folder: folder, busySeconds: busySeconds)
    try ledger.begin(at: noon)
    try ledger.write(
      Step(plannedThrough: noon, cases: [.sample()], deliveries: [.sample("a"), .sample("b")]))
    _ = try ledger.claim(channel: name("mail"), at: noon)
    return (ledger, try ledger.begin("a", payload: [1], at: noon))
  }

  private func accept(_ ledger: Ledger, _ attempt: Int) throws {
    try ledger.settle(
      "a", attempt: attempt, receipt: Receipt(outcome: .accepted, detail: "ok"), as: .delivered, at: noon)
  }

  @Test func `the proof that the ledger can be written writes each time`() throws {
    let folder = try Folder()
    let ledger = try Ledger.open(folder: folder.path)
    try ledger.begin(at: noon)
    var sizes: [Int] = []
    for _ in 0..<3 {
      sizes.append(try Data(contentsOf: URL(fileURLWithPath: folder.file + "-wal")).count)
      try ledger.checkWritable()
    }
    #expect(sizes[0] < sizes[1] && sizes[1] < sizes[2], "\(sizes)")
    try ledger.close()
  }

  @Test(.enabled(if: SmallDisk.isPossible, "only root can mount a small disk"))
  func `on a full disk the receipt of what was sent is still written, and nothing else is begun`() throws {
    let disk = try SmallDisk(mebibytes: 4)
    let (ledger, attempt) = try begun(disk.path)
    let ballast = disk.path + "/ledger.ballast"
    #expect(try FileManager.default.attributesOfItem(atPath: ballast)[.size] as? Int == 512 * 1024)
    try disk.fill()
    // As long as the log has room left over, writing goes on; then it does not.
    let error = #expect(throws: DatabaseError.self) {
      for number in 0..<10_000 {
        _ = try ledger.record(
          .adopted(from: day("2026-01-01").adding(days: number)), validOn: day("2026-03-24"), author: "zhang",
          at: noon)
      }
    }
    #expect(error?.resultCode == .SQLITE_FULL)
    #expect(Ledger.sentence(for: error ?? DatabaseError()).contains("full"))
    try accept(ledger, attempt)
    #expect(!FileManager.default.fileExists(atPath: ballast))
    #expect(try ledger.counts() == [.delivered: 1, .pending: 1])

    #expect(throws: LedgerError.noRoom(bytes: 2048 * 1024)) { try ledger.keepBallast() }
    #expect(!FileManager.default.fileExists(atPath: ballast), "there is no room for it yet")
    #expect(
      try ledger.claim(channel: name("mail"), at: noon) == nil, "the room is not for what is to be sent")
    try disk.empty()
    try ledger.keepBallast()
    #expect(FileManager.default.fileExists(atPath: ballast))
    #expect(try ledger.claim(channel: name("mail"), at: noon)?.delivery.key == "b")
    #expect(try ledger.verify().fault == nil)
    try ledger.close()
  }

  @Test func `while the ballast is given up only the news of the full disk is handed out, and told once`()
    throws
  {
    let folder = try Folder()
    let (ledger, _) = try begun(folder.path)
    ledger.giveUpBallast()
    let full = News(
      series: News.diskFull, matter: .diskFull(since: noon), person: name("li"), channels: [name("mail")],
      intervalSeconds: 3600, leaving: { $0 })
    for seconds in [0.0, 10, 20] { try ledger.tell([full], at: noon.adding(seconds: seconds)) }
    #expect(try ledger.claim(channel: name("mail"), at: noon)?.delivery.key == "bulletin/disk-full/1/li/mail")
    #expect(try ledger.claim(channel: name("mail"), at: noon.adding(seconds: 60)) == nil)
    try ledger.keepBallast()
    #expect(try ledger.claim(channel: name("mail"), at: noon)?.delivery.key == "b")
  }

  @Test(arguments: [true, false])
  func `news that is over is withdrawn where it waits, and does not hinder the next`(wasSent: Bool) throws {
    let ledger = try Ledger.inService()
    let full = News(
      series: News.diskFull, matter: .diskFull(since: noon), person: name("li"), channels: [name("mail")],
      intervalSeconds: 3600, leaving: { $0 })
    try ledger.tell([full], at: noon)
    if wasSent {
      let key = try #require(try ledger.claim(channel: name("mail"), at: noon)).delivery.key
      let attempt = try ledger.begin(key, payload: [1], at: noon)
      try ledger.settle(
        key, attempt: attempt, receipt: Receipt(outcome: .accepted, detail: "ok"), as: .delivered, at: noon)
    }
    #expect(try ledger.withdraw(News.diskFull, because: "over", at: noon) == wasSent)
    #expect(try ledger.counts() == (wasSent ? [.delivered: 1] : [.cancelled: 1]))
    try ledger.tell([full], at: noon)
    let next = try #require(try ledger.delivery("bulletin/disk-full/2/li/mail"))
    #expect(next.datedAt == (wasSent ? noon.adding(seconds: 3600) : noon))
  }

  @Test func `less ballast is given back at once, more is taken when there is room`() throws {
    let folder = try Folder()
    let (ledger, _) = try begun(folder.path)
    for bytes in [128 * 1024, 1024 * 1024] {
      ledger.keepBallast(bytes: bytes)
      let size = try FileManager.default.attributesOfItem(atPath: folder.path + "/ledger.ballast")[.size]
      #expect(size as? Int == bytes)
    }
  }

  @Test func `where giving up the ballast does not help, nothing is half written`() throws {
    let folder = try Folder()
    let (ledger, attempt) = try begun(folder.path)
    let head = try ledger.chainHead()
    try limit(ledger, pages: 1)
    let long = Receipt(outcome: .accepted, detail: String(repeating: "x", count: 100_000))
    let error = #expect(throws: DatabaseError.self) {
      try ledger.settle("a", attempt: attempt, receipt: long, as: .delivered, at: noon)
    }
    #expect(error?.resultCode == .SQLITE_FULL)
    #expect(try ledger.counts() == [.claimed: 1, .pending: 1])
    #expect(try ledger.chainHead() == head)
    try limit(ledger, pages: 1_000_000)
    try ledger.settle("a", attempt: attempt, receipt: long, as: .delivered, at: noon)
    #expect(try ledger.verify().fault == nil)
  }

  /// A database that may not grow further, as on a full disk.
  private func limit(_ ledger: Ledger, pages: Int) throws {
    try ledger.database.writeWithoutTransaction { db in
      _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(pages)")
    }
  }

  @Test func `locked by another program it waits so long, says so, and goes on when it is free`() throws {
    let folder = try Folder()
    let (ledger, attempt) = try begun(folder.path, busySeconds: 0.1)
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let other = try DatabaseQueue(path: folder.file, configuration: configuration)
    try other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
    let error = #expect(throws: DatabaseError.self) { try accept(ledger, attempt) }
    #expect(Ledger.sentence(for: error ?? DatabaseError()).contains("another program has the ledger locked"))
    try other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    try accept(ledger, attempt)
    #expect(try ledger.counts() == [.delivered: 1, .pending: 1])
  }

  @Test func `opened again after a fault it has what was committed, and what had no answer is lost`() throws {
    let folder = try Folder()
    let (ledger, _) = try begun(folder.path)
    try ledger.reopen()
    #expect(try ledger.counts() == [.claimed: 1, .pending: 1])
    #expect(try ledger.recover(at: noon) == 1)
    #expect(try ledger.claim(channel: name("mail"), at: noon)?.isAmbiguous == true)
    let synchronous = try ledger.database.writeWithoutTransaction {
      try Int.fetchOne($0, sql: "PRAGMA synchronous")
    }
    #expect(synchronous == 2)
  }

  @Test func `a ledger that was damaged meanwhile is not opened again, and it can be tried again`() throws {
    let folder = try Folder()
    let (ledger, _) = try begun(folder.path)
    try ledger.close()
    let good = try folder.bytes()
    try folder.write(Data("noise".utf8))
    #expect(throws: (any Error).self) { try ledger.reopen() }
    try folder.write(good)
    try ledger.reopen()
    #expect(try ledger.counts() == [.claimed: 1, .pending: 1])
  }

  @Test(arguments: [
    (ResultCode.SQLITE_IOERR_FSYNC, true), (.SQLITE_IOERR_WRITE, true), (.SQLITE_FULL, false),
    (.SQLITE_BUSY, false),
  ])
  func `only what the disk failed at makes it doubt what was written`(code: ResultCode, isFault: Bool) {
    #expect(Ledger.isDiskFault(DatabaseError(resultCode: code)) == isFault)
  }

  @Test(.enabled(if: SmallDisk.isPossible, "only root can mount a disk"))
  func `a ledger on a disk that cannot be written is refused with a sentence`() throws {
    let disk = try SmallDisk(mebibytes: 4)
    try begun(disk.path).ledger.close()
    try disk.makeReadOnly()
    let error = #expect(throws: LedgerError.self) { try Ledger.open(folder: disk.path) }
    #expect(error?.description.contains("this user may write it") == true, "\(String(describing: error))")
  }
}
