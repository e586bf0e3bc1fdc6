import Foundation
import GRDB
import OrgLifeCore
import Testing

@testable import OrgLifeLedger

/// What was written is as it was written, or the walk along the chain says where it is not.
@Suite struct ChainTests {
  /// A fact, a decided rung, an attempt and its receipt: entries 1 to 4.
  private func chained() throws -> Ledger {
    let ledger = try Ledger.inService()
    _ = try ledger.record(
      .adopted(from: day("2026-01-01")), validOn: day("2026-03-24"), author: "zhang", at: noon)
    try ledger.write(Step(plannedThrough: noon, cases: [.sample()], deliveries: [.sample("a")]))
    _ = try ledger.claim(channel: name("mail"), at: noon)
    let attempt = try ledger.begin("a", payload: [1, 2, 3], at: noon)
    try ledger.settle(
      "a", attempt: attempt, receipt: Receipt(outcome: .accepted, detail: "ok"), as: .delivered, at: noon)
    return ledger
  }

  @Test func `facts, decisions, attempts and receipts have an entry each, in the order of writing`() throws {
    let ledger = try chained()
    let kinds = try ledger.database.read {
      try String.fetchAll($0, sql: "SELECT kind FROM chain ORDER BY sequence")
    }
    #expect(kinds == ["fact", "rung", "attempt", "receipt"])
    #expect(try ledger.verify() == ChainFinding(head: ledger.chainHead(), erased: 0))
  }

  @Test func `what is written twice has one entry`() throws {
    let ledger = try chained()
    let head = try ledger.chainHead()
    try ledger.write(Step(plannedThrough: noon, cases: [.sample()], deliveries: [.sample("a")]))
    _ = try ledger.record(
      .adopted(from: day("2026-01-01")), validOn: day("2026-03-24"), author: "zhang", at: noon)
    #expect(try ledger.chainHead() == head)
  }

  @Test func `a write that is undone leaves no entry`() throws {
    let ledger = try chained()
    let head = try ledger.chainHead()
    #expect(throws: (any Error).self) {
      try ledger.settle(
        "a", attempt: 1, receipt: Receipt(outcome: .accepted, detail: "again"), as: .delivered, at: noon)
    }
    #expect(throws: (any Error).self) {
      try ledger.database.write { db in
        try Ledger.chain("act", ref: "a", content: "held", db)
        throw CancellationError()
      }
    }
    #expect(try ledger.chainHead() == head)
  }

  @Test func `other code chains what was done, with its content in the chain`() throws {
    let ledger = try chained()
    try ledger.database.write { try Ledger.chain("act", ref: "a", content: "held by zhang", $0) }
    #expect(try ledger.chainHead().sequence == 5)
    #expect(try ledger.verify().fault == nil)
    try tamper(ledger, "UPDATE chain SET content = 'held by li' WHERE sequence = 5")
    #expect(try ledger.verify().fault == .init(sequence: 5, what: "act a was changed"))
  }

  struct Tampering: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var sql: String
    var sequence: Int64?
    var says: String
  }

  private static let tamperings = [
    Tampering(
      testDescription: "another author", sql: "UPDATE facts SET author = 'li'", sequence: 1,
      says: "fact 1 was changed"),
    Tampering(testDescription: "no fact", sql: "DELETE FROM facts", sequence: 1, says: "fact 1 is gone"),
    Tampering(
      testDescription: "another outcome",
      sql: "UPDATE rungs SET outcome = 'unsent', reason = 'nobody'", sequence: 2, says: "was changed"),
    Tampering(
      testDescription: "another due date", sql: "UPDATE cases SET due = '2026-04-30'", sequence: 2,
      says: "was changed"),
    Tampering(
      testDescription: "an earlier attempt", sql: "UPDATE attempts SET startedAt = 0", sequence: 3,
      says: "attempt a/1 was changed"),
    Tampering(
      testDescription: "other bytes sent", sql: "UPDATE deliveries SET payloadDigest = 'x'", sequence: 3,
      says: "attempt a/1 was changed"),
    Tampering(
      testDescription: "other bytes to be sent again", sql: "UPDATE deliveries SET payload = x'00'",
      sequence: nil, says: "the bytes of delivery a were changed"),
    Tampering(
      testDescription: "another answer", sql: "UPDATE receipts SET detail = 'bounced'", sequence: 4,
      says: "receipt a/1 was changed"),
    Tampering(
      testDescription: "a fact from elsewhere",
      sql: "INSERT INTO facts SELECT 9, kind, subject, validOn, recordedAt, author, body FROM facts",
      sequence: nil, says: "fact 9 was not written by OrgLife"),
    Tampering(
      testDescription: "another rule", sql: "UPDATE rules SET body = '{}'", sequence: nil, says: "the rule "),
    Tampering(
      testDescription: "an entry gone", sql: "DELETE FROM chain WHERE sequence = 2", sequence: 2,
      says: "missing"),
    Tampering(
      testDescription: "another digest", sql: "UPDATE chain SET digest = zeroblob(32) WHERE sequence = 3",
      sequence: 3, says: "does not follow"),
    Tampering(
      testDescription: "another head", sql: "UPDATE chain SET head = zeroblob(32) WHERE sequence = 4",
      sequence: 4, says: "does not follow"),
    Tampering(
      testDescription: "erased in silence",
      sql: "UPDATE chain SET ref = NULL, salt = NULL WHERE sequence = 1", sequence: 1,
      says: "no entry says so"),
    Tampering(
      testDescription: "erased in silence, with a row like it in its place",
      sql: """
        UPDATE chain SET ref = NULL, salt = NULL WHERE sequence = 4;
        UPDATE receipts SET detail = 'bounced'
        """, sequence: 4, says: "no entry says so"),
    Tampering(
      testDescription: "the tail cut with its row",
      sql: "DELETE FROM receipts; DELETE FROM chain WHERE sequence = 4", sequence: nil, says: "cut off"),
  ]

  @Test(arguments: tamperings)
  func `the first entry that does not hold is named`(tampering: Tampering) throws {
    let ledger = try chained()
    let head = try ledger.chainHead().hex
    #expect(try ledger.verify(known: head).fault == nil)
    try tamper(ledger, tampering.sql)
    let fault = try ledger.verify(known: head).fault
    #expect(fault?.sequence == tampering.sequence)
    #expect(fault?.what.contains(tampering.says) == true, "\(String(describing: fault))")
  }

  @Test func `a head that was told earlier is still in the chain`() throws {
    let ledger = try chained()
    let early = try ledger.chainHead().hex
    try ledger.database.write { try Ledger.chain("act", ref: "a", content: "", $0) }
    #expect(try ledger.verify(known: early.uppercased()).fault == nil)
    #expect(try ledger.verify(known: ChainHead.start.hex).fault == nil)
    #expect(try ledger.verify(known: String(repeating: "0", count: 64)).fault != nil)
  }

  @Test func `what is erased cannot be read, and the chain holds`() throws {
    let ledger = try chained()
    let head = try ledger.chainHead().hex
    try ledger.database.write { db in
      try db.execute(sql: "DROP TRIGGER factsStay; DELETE FROM facts")
      try Ledger.eraseFromChain([1], db)
      let erasure = Erasure(
        mark: name("erased-5"), at: 0, author: "root", reason: "asked", rows: Erasure.Rows(), entries: [1])
      try Ledger.chain("erasure", ref: "chain", content: try JSON.text(erasure), db)
    }
    let finding = try ledger.verify(known: head)
    #expect(finding.fault == nil)
    #expect(finding.erased == 1)
    #expect(finding.head.sequence == 5)
  }

  @Test func `two entries of the same content have different digests`() throws {
    let ledger = try Ledger.inService()
    try ledger.database.write { db in
      for _ in 0..<2 { try Ledger.chain("act", ref: "a", content: "same", db) }
    }
    let digests = try ledger.database.read { try Data.fetchSet($0, sql: "SELECT digest FROM chain") }
    #expect(digests.count == 2)
  }

  @Test(arguments: [
    "DELETE FROM chain", "UPDATE chain SET head = zeroblob(32)", "UPDATE chain SET content = 'other'",
    "UPDATE chain SET salt = zeroblob(16)",
  ])
  func `the schema lets an entry only be erased`(sql: String) throws {
    let ledger = try chained()
    let error = #expect(throws: DatabaseError.self) {
      try ledger.database.write { try $0.execute(sql: sql) }
    }
    #expect(error?.message?.contains("final") == true)
  }

  @Test func `a ledger from before the chain gets its entries when it is brought up to date`() throws {
    let folder = try Folder()
    do {
      let queue = try DatabaseQueue(path: folder.file)
      try Schema.migrator.migrate(queue, upTo: "2 bulletins")
      try queue.write { db in
        try db.execute(
          sql: """
            INSERT INTO service (id, inServiceSince, plannedThrough) VALUES (1, 0, 0);
            INSERT INTO facts VALUES (7, 'adopted', 'service', '2026-03-24', 5, 'zhang', '{}');
            INSERT INTO rules VALUES (
              '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a', '{}');
            INSERT INTO cases VALUES (
              'd/o/p', '2026-03-31', '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
            INSERT INTO rungs VALUES ('d/o/p', 'T-5', 1, 2, 'fired', NULL)
            """)
      }
      try queue.close()
    }
    let ledger = try Ledger.open(folder: folder.path)
    #expect(try ledger.verify() == ChainFinding(head: ledger.chainHead(), erased: 0))
    #expect(try ledger.chainHead().sequence == 2)
  }

  /// As somebody would who has the file and a program for SQLite.
  private func tamper(_ ledger: Ledger, _ sql: String) throws {
    try ledger.database.writeWithoutTransaction { db in
      for trigger in try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'trigger'") {
        try db.execute(sql: "DROP TRIGGER \(trigger)")
      }
      try db.execute(sql: "PRAGMA foreign_keys = OFF")
      try db.execute(sql: sql)
    }
  }
}
