import Fixtures
import Foundation
import GRDB
import OrgLifeCore
import OrgLifeLedger
import Testing

/// What is kept of a file that was taken: with its records, or not at all.
@Suite struct InboxFileTests {
  private let now = Bureau.time("2026-03-31T10:00")

  private func entries(_ dates: String...) -> [Ledger.Entry] {
    dates.map {
      Ledger.Entry(
        statement: .held(.meeting($0)), validOn: day($0), author: Fact.inboxAuthor(id("b01-organiser")))
    }
  }

  private func ledger() throws -> Ledger {
    let ledger = try Ledger.inMemory()
    _ = try ledger.service(startingAt: Bureau.time("2026-01-05T09:00"))
    return ledger
  }

  @Test func `records and file are one write`() throws {
    let ledger = try ledger()
    let digest = Digest(of: [1, 2, 3])
    // The ledger refuses a file without a name: then nothing of it is there.
    #expect(throws: DatabaseError.self) {
      try ledger.record(
        entries("2026-03-18", "2026-03-20"), from: InboxFile(digest: digest, name: "", report: "[]"), at: now)
    }
    #expect(try ledger.facts().isEmpty)
    #expect(try ledger.inboxReport(digest) == nil)
    let taken = try ledger.record(
      entries("2026-03-18", "2026-03-20"), from: InboxFile(digest: digest, name: "a.csv", report: "[1]"),
      at: now)
    #expect(taken.map(\.isNew) == [true, true])
    #expect(try ledger.inboxReport(digest) == "[1]")
    #expect(try ledger.facts().map(\.author) == ["inbox:b01-organiser", "inbox:b01-organiser"])
    #expect(try ledger.facts().map(\.speaker) == ["b01-organiser", "b01-organiser"])
  }

  @Test func `what was told last of a file holds, and the chain has both`() throws {
    let ledger = try ledger()
    let digest = Digest(of: [1])
    for report in ["[1]", "[2]"] {
      _ = try ledger.record([], from: InboxFile(digest: digest, name: "a.csv", report: report), at: now)
    }
    #expect(try ledger.inboxReport(digest) == "[2]")
    let finding = try ledger.verify()
    #expect(finding.fault == nil)
    #expect(finding.head.sequence == 2)
  }

  @Test func `a message is written with the fact that it is about, and not when that is known`() throws {
    let ledger = try ledger()
    let letter = Delivery(
      key: "bulletin/record/x/1/b01-organiser/drop", person: id("b01-organiser"), channel: id("drop"),
      form: .single,
      datedAt: now, notBefore: now, lines: [],
      bulletin: Bulletin(key: "bulletin/record/x/1", matter: .calendarMissing(year: 2027)))
    for _ in 0..<2 {
      _ = try ledger.record(
        .held(.meeting("2026-03-20")), validOn: day("2026-03-20"), author: "b01-organiser", telling: [letter],
        at: now)
    }
    #expect(try ledger.counts() == [.pending: 1])
    _ = try ledger.record(
      .held(.meeting("2026-03-21")), validOn: day("2026-03-21"), author: "b01-organiser", at: now)
    #expect(try ledger.counts() == [.pending: 1])
  }
}
