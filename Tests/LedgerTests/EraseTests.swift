import Foundation
import GRDB
import OrgLifeCore
import Testing

@testable import OrgLifeLedger

/// A person is taken out of the ledger, and what is left still holds.
@Suite struct EraseTests {
  private static let subject = ErasureSubject(
    person: name("wangxiaoming"), logins: ["xiaomingw"], words: ["王小明", "wang.xm@example.org"])
  private static let secrets = ["wangxiaoming", "王小明", "wang.xm@example.org", "xiaomingw", "身体原因"]
  private let later = noon.adding(seconds: 86_400)

  /// With a trace of the person in every table that can have one.
  private func filled(_ folder: Folder) throws -> Ledger {
    let ledger = try Ledger.open(folder: folder.path)
    try ledger.begin(at: noon)
    for number in 1...2 {
      try ledger.join(
        revision: String(repeating: "\(number)", count: 64), sources: Array("王小明 \(number)".utf8), at: noon)
    }
    try ledger.join(revision: String(repeating: "3", count: 64), sources: Array("nobody".utf8), at: noon)
    try recordFacts(ledger)
    var other = Delivery.sample("other/secretary:li/mail")
    other.person = name("li")
    let own = ["d/o/p/T-5/secretary:wangxiaoming/mail", "digest/2026-03-24/wangxiaoming/mail"]
    let unsent = RungMark(
      rung: "T-9", dueAt: noon, decidedAt: noon,
      outcome: .unsent(reason: "no channel reaches li, wangxiaoming"))
    var kept = Case.sample()
    kept.marks["T-9"] = unsent
    try ledger.write(
      Step(
        plannedThrough: noon, cases: [kept],
        deliveries: own.map { key in
          var delivery = Delivery.sample(key)
          delivery.person = name("wangxiaoming")
          return delivery
        } + [other]))
    _ = try ledger.act(.hold, on: other.key, author: "wangxiaoming", reason: "身体原因", at: noon)
    _ = try ledger.act(.release, on: other.key, author: "li", reason: nil, at: noon)
    let setback = Bulletin.Setback(
      delivery: own[0], person: name("wangxiaoming"), reason: "550 <wang.xm@example.org>", isFinal: true)
    let news = News(
      series: "bulletin/undelivered-mail", matter: .undelivered(channel: name("mail"), [setback]),
      person: name("li"), channels: [name("mail")], intervalSeconds: 3600, leaving: { $0 })
    while let claim = try ledger.claim(channel: name("mail"), at: noon) {
      let key = claim.delivery.key
      let attempt = try ledger.begin(key, payload: Array("致王小明 \(key)".utf8), at: noon)
      let isFailed = key == own[0]
      try ledger.settle(
        key, attempt: attempt,
        receipt: Receipt(
          outcome: isFailed ? .rejected : .accepted, detail: "250 ok <wang.xm@example.org> \(key)"),
        as: isFailed ? .failed : .delivered, telling: isFailed ? [news] : [], at: noon)
    }
    return ledger
  }

  private func recordFacts(_ ledger: Ledger) throws {
    let item = Item(
      number: name("ZG-1"), duty: name("rectification"), organisation: name("branch-03"),
      owner: name("wangxiaoming"), title: "王小明负责的盘点", due: day("2026-04-30"))
    for (statement, author) in [
      (.entered(item), "li"),
      (.extended(item: name("ZG-1"), due: day("2026-05-30"), reason: "身体原因"), "wangxiaoming"),
      (.waived(obligation: "a/b/2026-Q1", reason: "身体原因"), "xiaomingw"),
      (.waived(obligation: "a/b/2026-Q2", reason: "无人参加"), "li"),
    ] as [(Fact.Statement, String)] {
      _ = try ledger.record(statement, validOn: day("2026-03-24"), author: author, at: noon)
    }
    try ledger.write(Step(plannedThrough: noon.adding(seconds: 3 * 86_400)))
    _ = try ledger.acceptClock(author: "wangxiaoming", at: noon)
  }

  private func erase(
    _ ledger: Ledger, _ subject: ErasureSubject = subject, isRehearsal: Bool = false
  ) throws -> ErasureAnswer {
    try ledger.erase(subject, author: "root", reason: "本人申请", at: later, isRehearsal: isRehearsal) {
      sources, mark in
      let text = String(decoding: sources, as: UTF8.self)
      return text.contains("王小明") ? Array(text.replacing("王小明", with: mark.text).utf8) : nil
    }
  }

  /// Which of the secrets the bytes of the ledger's files have.
  private func found(in folder: Folder) throws -> Set<String> {
    var found: Set<String> = []
    for name in try folder.names() where name.hasPrefix("ledger.sqlite") {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/" + name))
      for secret in Self.secrets where bytes.range(of: Data(secret.utf8)) != nil { found.insert(secret) }
    }
    return found
  }

  @Test func `nothing of the person is left in the bytes of the ledger's files, and the chain holds`() throws
  {
    let folder = try Folder()
    let ledger = try filled(folder)
    let head = try ledger.chainHead().hex
    #expect(try found(in: folder) == Set(Self.secrets), "there is something to erase")
    guard case .erased(let erasure) = try erase(ledger) else {
      Issue.record("it was not erased")
      return
    }
    #expect(try ledger.scrub())
    #expect(try found(in: folder) == [])
    let rows = erasure.rows
    #expect(rows.deliveries >= 2 && rows.receipts >= 2 && rows.acts == 2 && rows.facts == 3)
    #expect(rows.decisions == 1 && rows.bulletins == 1 && rows.programmes == 2 && rows.texts == 4)
    let finding = try ledger.verify(known: head)
    #expect(finding.fault == nil, "\(String(describing: finding.fault))")
    #expect(finding.erasures == [erasure])
    #expect(finding.erased == erasure.entries.count)
    #expect(erasure.author == "root" && erasure.reason == "本人申请")
    try ledger.close()
    #expect(try found(in: folder) == [])
    #expect(try LedgerFile(folder: folder.path).look(known: head).fault == nil)
  }

  @Test func `what others did, and what was decided, stays as it was`() throws {
    let folder = try Folder()
    let ledger = try filled(folder)
    guard case .erased(let erasure) = try erase(ledger) else {
      Issue.record("it was not erased")
      return
    }
    let facts = try ledger.facts()
    let mark = erasure.mark
    #expect(facts.map(\.author) == ["li", mark.text, mark.text, "li"])
    #expect(facts.last?.statement == .waived(obligation: "a/b/2026-Q2", reason: "无人参加"))
    if case .entered(let item)? = facts.first?.statement {
      #expect(item.owner == mark)
      #expect(item.title == "(erased)负责的盘点")
    } else {
      Issue.record("the item is gone")
    }
    #expect(try ledger.delivery("d/o/p/T-5/secretary:\(mark)/mail")?.state == .failed)
    #expect(try ledger.delivery("digest/2026-03-24/\(mark)/mail")?.attempts == 1)
    let other = try #require(try ledger.history("other/secretary:li/mail"))
    #expect(other.delivery.person == name("li"))
    #expect(other.acts.map(\.author) == [mark.text, "li"])
    #expect(other.acts.map(\.reason) == ["(erased)", nil])
    let told = try #require(try ledger.delivery("bulletin/undelivered-mail/1/li/mail")?.bulletin?.matter)
    #expect(
      told
        == .undelivered(
          channel: name("mail"),
          [
            Bulletin.Setback(
              delivery: "d/o/p/T-5/secretary:\(mark)/mail", person: mark, reason: "(erased)", isFinal: true)
          ]))
    #expect(
      try ledger.case(Case.sample().key)?.marks["T-9"]?.outcome
        == .unsent(reason: "no channel reaches li, \(mark)"))
    #expect(try ledger.decidedAhead(of: noon) == nil, "the clock stays accepted")
  }

  @Test func `a salt that is gone takes the last way to the name with it`() throws {
    let folder = try Folder()
    defer { withExtendedLifetime(folder) {} }
    let ledger = try filled(folder)
    guard case .erased(let erasure) = try erase(ledger) else {
      Issue.record("it was not erased")
      return
    }
    let readable = try ledger.database.read { db in
      try Int64.fetchSet(db, sql: "SELECT sequence FROM chain WHERE salt IS NOT NULL")
    }
    #expect(readable.isDisjoint(with: erasure.entries))
    let digests = try ledger.database.read { db in
      try Int.fetchOne(
        db,
        sql: """
          SELECT count(*) FROM deliveries JOIN deliveryLines ON delivery = key
          WHERE payloadDigest IS NOT NULL AND payloadDigest <> 'erased'
          """)
    }
    #expect(digests == 0, "a digest of the text would tell whether a guess is right")
  }

  @Test func `what was changed is chained anew: a later change of it is found`() throws {
    let folder = try Folder()
    defer { withExtendedLifetime(folder) {} }
    let ledger = try filled(folder)
    _ = try erase(ledger)
    try ledger.database.write { db in
      try db.execute(sql: "DROP TRIGGER factsAreFinal; UPDATE facts SET author = 'zhao' WHERE id = 2")
    }
    #expect(try ledger.verify().fault?.what == "fact 2 was changed")
  }

  @Test func `rows are final again afterwards`() throws {
    let folder = try Folder()
    defer { withExtendedLifetime(folder) {} }
    let ledger = try filled(folder)
    _ = try erase(ledger)
    for sql in [
      "UPDATE facts SET author = 'x'", "UPDATE rungs SET reason = 'x'", "UPDATE attempts SET startedAt = 0",
      "UPDATE receipts SET detail = 'x'", "UPDATE acts SET author = 'x'",
    ] {
      #expect(throws: DatabaseError.self) { try ledger.database.write { try $0.execute(sql: sql) } }
    }
  }

  @Test func `asked again, and for somebody whom it does not know, it changes nothing`() throws {
    let folder = try Folder()
    defer { withExtendedLifetime(folder) {} }
    let ledger = try filled(folder)
    _ = try erase(ledger)
    let head = try ledger.chainHead()
    #expect(try erase(ledger) == .unknown)
    #expect(try erase(ledger, ErasureSubject(person: name("nobody"))) == .unknown)
    #expect(try ledger.chainHead() == head)
  }

  @Test func `a rehearsal counts the same and changes nothing`() throws {
    let folder = try Folder()
    let ledger = try filled(folder)
    let head = try ledger.chainHead()
    guard case .erased(let rehearsed) = try erase(ledger, isRehearsal: true) else {
      Issue.record("it was not counted")
      return
    }
    #expect(try ledger.chainHead() == head)
    #expect(try ledger.verify().fault == nil)
    #expect(try ledger.facts().contains { $0.author == "wangxiaoming" })
    guard case .erased(let erased) = try erase(ledger) else {
      Issue.record("it was not erased")
      return
    }
    #expect(erased.rows == rehearsed.rows)
  }

  @Test func `one person after the other, and who erased the first, can be erased`() throws {
    let folder = try Folder()
    defer { withExtendedLifetime(folder) {} }
    let ledger = try filled(folder)
    _ = try erase(ledger)
    let answer = try ledger.erase(
      ErasureSubject(person: name("root")), author: "li", reason: "本人申请", at: later
    ) { _, _ in nil }
    guard case .erased(let first) = answer else {
      Issue.record("it was not erased: \(answer)")
      return
    }
    let second = try ledger.erase(
      ErasureSubject(person: name("li")), author: "zhao", reason: "本人申请", at: later
    ) { _, _ in nil }
    guard case .erased(let last) = second else {
      Issue.record("it was not erased: \(second)")
      return
    }
    let finding = try ledger.verify()
    #expect(finding.fault == nil, "\(String(describing: finding.fault))")
    // An entry that is written anew comes behind those that stayed.
    #expect(finding.erasures.map(\.author).sorted() == [first.mark.text, last.mark.text, "zhao"].sorted())
  }

  @Test(arguments: [Delivery.State.pending, .held, .claimed, .deferred])
  func `while a delivery to them is under way it is refused`(state: Delivery.State) throws {
    let folder = try Folder()
    defer { withExtendedLifetime(folder) {} }
    let ledger = try filled(folder)
    let key = "d/o/p/T-3/secretary:wangxiaoming/mail"
    var delivery = Delivery.sample(key, state: state == .held ? .held : .pending)
    delivery.person = name("wangxiaoming")
    try ledger.write(Step(plannedThrough: later, deliveries: [delivery]))
    if state == .claimed || state == .deferred {
      _ = try ledger.claim(channel: name("mail"), at: later)
      let attempt = try ledger.begin(key, payload: [1], at: later)
      if state == .deferred {
        try ledger.settle(
          key, attempt: attempt, receipt: Receipt(outcome: .deferred, detail: "busy"), as: .deferred,
          at: later)
      }
    }
    let head = try ledger.chainHead()
    #expect(try erase(ledger) == .underWay([key]))
    #expect(try ledger.chainHead() == head)
  }

  @Test func `so it is while another's bytes, which may name them, may go once more`() throws {
    let folder = try Folder()
    defer { withExtendedLifetime(folder) {} }
    let ledger = try filled(folder)
    var other = Delivery.sample("d/o/p/T-3/secretary:li/mail")
    other.person = name("li")
    try ledger.write(Step(plannedThrough: later, deliveries: [other]))
    _ = try ledger.claim(channel: name("mail"), at: later)
    _ = try ledger.begin(other.key, payload: [1], at: later)
    #expect(try erase(ledger) == .underWay([other.key]))
  }
}
