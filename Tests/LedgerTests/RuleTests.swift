import GRDB
import OrgLifeCore
import Testing

@testable import OrgLifeLedger

/// What the schema refuses, whoever asks.
@Suite struct RuleTests {
  struct Refused: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var sql: String
    var because: String
  }

  static let table = [
    Refused(testDescription: "a fact changes", sql: "UPDATE facts SET author = 'li'", because: "append-only"),
    Refused(testDescription: "a fact goes", sql: "DELETE FROM facts", because: "append-only"),
    Refused(
      testDescription: "a fact of nobody",
      sql: "INSERT INTO facts SELECT 9, kind, subject, validOn, recordedAt, '', body FROM facts",
      because: "CHECK"),
    Refused(
      testDescription: "a fact of no day",
      sql: "INSERT INTO facts SELECT 9, kind, subject, '3月', recordedAt, author, body FROM facts",
      because: "CHECK"),
    Refused(
      testDescription: "a fact that is no JSON",
      sql: "INSERT INTO facts SELECT 9, kind, subject, validOn, recordedAt, author, 'held' FROM facts",
      because: "CHECK"),
    Refused(
      testDescription: "a decided rung changes", sql: "UPDATE rungs SET outcome = 'unsent', reason = 'x'",
      because: "final"),
    Refused(testDescription: "a decided rung goes", sql: "DELETE FROM rungs", because: "final"),
    Refused(
      testDescription: "a rung is decided before it is due",
      sql: "INSERT INTO rungs SELECT obligation, 'T-4', 9, 8, 'fired', NULL FROM rungs", because: "CHECK"),
    Refused(
      testDescription: "an unsent rung has no reason",
      sql: "INSERT INTO rungs SELECT obligation, 'T-4', 8, 9, 'unsent', NULL FROM rungs", because: "CHECK"),
    Refused(
      testDescription: "a case gets another rule",
      sql: "UPDATE cases SET rule = '\(String(repeating: "0", count: 64))'", because: "frozen"),
    Refused(
      testDescription: "a case without a rule",
      sql: "INSERT INTO cases VALUES ('x', '2026-03-31', '\(String(repeating: "0", count: 64))')",
      because: "FOREIGN KEY"),
    Refused(
      testDescription: "the bytes change after the first attempt",
      sql: "UPDATE deliveries SET payload = x'00' WHERE key = 'tried'", because: "frozen"),
    Refused(
      testDescription: "bytes without a digest",
      sql: "UPDATE deliveries SET payload = x'00' WHERE key = 'new'", because: "CHECK"),
    Refused(
      testDescription: "delivered without an attempt",
      sql: "UPDATE deliveries SET state = 'delivered' WHERE key = 'new'", because: "CHECK"),
    Refused(
      testDescription: "a state that there is not", sql: "UPDATE deliveries SET state = 'sent'",
      because: "CHECK"),
    Refused(
      testDescription: "a line for a rung that did not fire",
      sql:
        "INSERT INTO deliveryLines VALUES ('new', 'member-assembly/branch-01/2026-Q1', 'T-1', 'secretary', NULL, NULL)",
      because: "FOREIGN KEY"),
    Refused(
      testDescription: "a line for what was tried",
      sql:
        "INSERT INTO deliveryLines VALUES ('tried', 'member-assembly/branch-01/2026-Q1', 'T-10', 'secretary', NULL, NULL)",
      because: "takes no lines"),
    Refused(
      testDescription: "a receipt without an attempt",
      sql: "INSERT INTO receipts VALUES ('new', 1, 9, 'accepted', '')", because: "FOREIGN KEY"),
    Refused(
      testDescription: "a second receipt of one attempt",
      sql: "INSERT INTO receipts VALUES ('tried', 1, 9, 'rejected', '')", because: "UNIQUE"),
    Refused(
      testDescription: "a receipt changes", sql: "UPDATE receipts SET outcome = 'rejected'", because: "final"),
    Refused(testDescription: "a receipt goes", sql: "DELETE FROM receipts", because: "final"),
    Refused(
      testDescription: "an attempt changes", sql: "UPDATE attempts SET startedAt = 0", because: "final"),
    Refused(
      testDescription: "an attempt goes", sql: "DELETE FROM attempts WHERE delivery = 'tried'",
      because: "final"),
    Refused(
      testDescription: "plannedThrough goes back",
      sql: "UPDATE service SET plannedThrough = plannedThrough - 1", because: "never goes back"),
    Refused(
      testDescription: "a second service",
      sql: "INSERT INTO service (id, inServiceSince, plannedThrough) VALUES (2, 0, 0)", because: "CHECK"),
    Refused(
      testDescription: "text for a number", sql: "UPDATE deliveries SET notBefore = 'soon'",
      because: "cannot store TEXT"),
  ]

  @Test(arguments: table)
  func `the schema refuses what must not be`(refused: Refused) throws {
    let ledger = try Ledger.waiting(.sample("new", notBefore: noon.adding(seconds: 60)), .sample("tried"))
    _ = try ledger.record(
      .adopted(from: day("2026-01-01")), validOn: day("2026-03-24"), author: "zhang", at: noon)
    _ = try ledger.claim(channel: name("mail"), at: noon)
    _ = try ledger.begin("tried", payload: [1, 2, 3], at: noon)
    try ledger.settle(
      "tried", attempt: 1, receipt: Receipt(outcome: .deferred, detail: "busy"), as: .deferred, at: noon)
    let error = #expect(throws: DatabaseError.self) {
      try ledger.database.write { db in try db.execute(sql: refused.sql) }
    }
    #expect(error?.message?.contains(refused.because) == true, "\(error?.message ?? "")")
  }
}
