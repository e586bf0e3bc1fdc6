import Foundation
import GRDB
import OrgLifeCore

/// Takes one person out of every table, within one transaction that its caller begins and ends.
struct Eraser {
  let subject: ErasureSubject
  let mark: Person.ID
  private let db: Database
  private var rows = Erasure.Rows()
  /// The keys of their deliveries, each with the one that takes its place.
  private var keys: [String: String] = [:]
  /// Obligations of which they were told, or that they owned: what others were told of these may name them.
  private var obligations: Set<String> = []
  /// Chained rows that were changed, with the reference that they have now.
  private var changed: [Entry: String] = [:]

  private struct Entry: Hashable {
    var kind: String
    var ref: String
  }

  init(_ subject: ErasureSubject, _ db: Database) throws {
    let number = try Ledger.chainHead(db).sequence + 1
    guard let mark = Person.ID("erased-\(number)") else {
      throw LedgerError.damaged(path: "ledger", finding: "the chain has \(number) entries")
    }
    self.subject = subject
    self.mark = mark
    self.db = db
  }

  private static let text = ErasureSubject.mark

  mutating func erase(
    rewriting: (_ sources: [UInt8], _ mark: Person.ID) throws -> [UInt8]?
  ) throws -> Erasure.Rows {
    let texts = try Int.fetchOne(db, sql: "SELECT count(*) FROM deliveries WHERE payload IS NOT NULL") ?? 0
    let final = try Row.fetchAll(
      db,
      sql: """
        SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name IN
          ('factsAreFinal', 'rungsAreFinal', 'attemptsAreFinal', 'receiptsAreFinal', 'actsAreFinal',
           'inboxFilesAreFinal')
        """)
    for trigger in final { try db.execute(sql: "DROP TRIGGER \(trigger["name"] as String)") }
    try db.execute(sql: "PRAGMA defer_foreign_keys = ON")
    try eraseFacts()
    try eraseDeliveries()
    try eraseActs()
    try eraseDecisions()
    let bulletins = try eraseBulletins()
    try eraseWords()
    try eraseProgrammes(rewriting)
    rows.acts += try keptByThem()
    if rows.total > 0 {
      rows.texts = texts
      try forgetTexts(tellingOfThem: bulletins)
    }
    for trigger in final { try db.execute(sql: trigger["sql"]) }
    return rows
  }

  private mutating func eraseFacts() throws {
    for row in try Row.fetchAll(db, sql: "SELECT id, author, body FROM facts ORDER BY id") {
      let id: Int64 = row["id"]
      let author: String = row["author"]
      let body: String = row["body"]
      let isTheirs = subject.isAuthor(author)
      let statement: Fact.Statement = try JSON.value(body)
      if case .entered(let item) = statement, item.owner == subject.person {
        obligations.insert("\(item.duty)/\(item.organisation)/\(item.number)")
      }
      let erased = statement.without(subject, mark: mark, isTheirs: isTheirs)
      guard isTheirs || erased != statement else { continue }
      try db.execute(
        sql: "UPDATE facts SET author = ?, subject = ?, body = ? WHERE id = ?",
        arguments: [
          isTheirs ? (author == Fact.speaker(author) ? mark.text : Fact.inboxAuthor(mark)) : author,
          erased.subject,
          erased == statement ? body : try JSON.text(erased), id,
        ])
      changed[Entry(kind: "fact", ref: "\(id)")] = "\(id)"
      rows.facts += 1
    }
  }

  private mutating func eraseDeliveries() throws {
    try db.execute(
      sql: "UPDATE deliveryLines SET actingFor = ? WHERE actingFor = ?",
      arguments: [mark.text, subject.person.text])
    let own = try String.fetchAll(
      db, sql: "SELECT key FROM deliveries WHERE person = ? ORDER BY key", arguments: [subject.person.text])
    for key in own { keys[key] = renamed(key) }
    for key in own {
      let new = renamed(key)
      obligations.formUnion(
        try String.fetchAll(
          db, sql: "SELECT obligation FROM deliveryLines WHERE delivery = ?", arguments: [key]))
      for (kind, table) in [("attempt", "attempts"), ("receipt", "receipts")] {
        for number in try Int.fetchAll(
          db, sql: "SELECT number FROM \(table) WHERE delivery = ?", arguments: [key])
        {
          changed[Entry(kind: kind, ref: "\(key)/\(number)")] = "\(new)/\(number)"
        }
      }
      for act in try Int64.fetchAll(db, sql: "SELECT id FROM acts WHERE delivery = ?", arguments: [key]) {
        changed[Entry(kind: "queue act", ref: "\(act)")] = "\(act)"
      }
      try db.execute(
        sql: """
          UPDATE deliveries SET key = ?1, person = ?2, payload = NULL,
            payloadDigest = CASE WHEN payloadDigest IS NOT NULL THEN 'erased' END,
            reason = CASE WHEN reason IS NOT NULL THEN ?3 END
          WHERE key = ?4
          """, arguments: [new, mark.text, Self.text, key])
      try db.execute(sql: "UPDATE attempts SET delivery = ? WHERE delivery = ?", arguments: [new, key])
      try db.execute(
        sql: "UPDATE receipts SET delivery = ?, detail = ? WHERE delivery = ?",
        arguments: [new, Self.text, key])
      rows.receipts += db.changesCount
      try db.execute(
        sql: """
          UPDATE acts SET delivery = ?, reason = CASE WHEN reason IS NOT NULL THEN ? END WHERE delivery = ?
          """, arguments: [new, Self.text, key])
      rows.acts += db.changesCount
      try db.execute(sql: "UPDATE deliveryLines SET delivery = ? WHERE delivery = ?", arguments: [new, key])
      try db.execute(sql: "UPDATE bulletins SET delivery = ? WHERE delivery = ?", arguments: [new, key])
      rows.deliveries += 1
    }
  }

  /// A delivery's key with the mark in the person's place: the last word but one, behind the role where there is one.
  private func renamed(_ key: String) -> String {
    var words = key.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard words.count > 1 else { return key }
    let index = words.count - 2
    if words[index] == subject.person.text {
      words[index] = mark.text
    } else if words[index].hasSuffix(":\(subject.person)") {
      words[index] = words[index].dropLast(subject.person.text.count) + mark.text
    }
    return words.joined(separator: "/")
  }

  /// What they did by hand to the deliveries of others.
  private mutating func eraseActs() throws {
    let acts = try Row.fetchAll(db, sql: "SELECT id, delivery, act, author, reason FROM acts ORDER BY id")
    for row in acts where subject.isAuthor(row["author"]) {
      let id: Int64 = row["id"]
      let author: String = row["author"]
      try db.execute(
        sql: "UPDATE acts SET author = ?, reason = CASE WHEN reason IS NOT NULL THEN ? END WHERE id = ?",
        arguments: [mark.text, Self.text, id])
      changed[Entry(kind: "queue act", ref: "\(id)")] = "\(id)"
      rows.acts += 1
      guard let act = QueueAct(rawValue: row["act"]) else { continue }
      // The delivery tells the last act as its reason.
      let said = "\(act.done) by \(author)"
      try db.execute(
        sql:
          "UPDATE deliveries SET reason = ? WHERE key = ? AND (reason = ? OR substr(reason, 1, length(?)) = ?)",
        arguments: [
          "\(act.done) by \(mark)", row["delivery"] as String, said, "\(said): ", "\(said): ",
        ])
    }
  }

  private mutating func eraseDecisions() throws {
    let prefix = "no channel reaches "
    let unsent = try Row.fetchAll(
      db, sql: "SELECT obligation, rung, reason FROM rungs WHERE substr(reason, 1, length(?)) = ?",
      arguments: [prefix, prefix])
    for row in unsent {
      let reason: String = row["reason"]
      let people = reason.dropFirst(prefix.count).components(separatedBy: ", ")
      guard people.contains(subject.person.text) else { continue }
      let erased = people.map { $0 == subject.person.text ? mark.text : $0 }.joined(separator: ", ")
      let (obligation, rung): (String, String) = (row["obligation"], row["rung"])
      try db.execute(
        sql: "UPDATE rungs SET reason = ? WHERE obligation = ? AND rung = ?",
        arguments: [prefix + erased, obligation, rung])
      changed[Entry(kind: "rung", ref: "\(obligation)/\(rung)")] = "\(obligation)/\(rung)"
      rows.decisions += 1
    }
  }

  /// - Returns: the deliveries of the bulletins that told of them.
  private mutating func eraseBulletins() throws -> [String] {
    var telling: [String] = []
    for row in try Row.fetchAll(db, sql: "SELECT delivery, body FROM bulletins ORDER BY delivery") {
      let bulletin: Bulletin = try JSON.value(row["body"])
      let erased = Bulletin(key: bulletin.key, matter: without(bulletin.matter))
      guard erased != bulletin else { continue }
      let delivery: String = row["delivery"]
      try db.execute(
        sql: "UPDATE bulletins SET body = ? WHERE delivery = ?", arguments: [try JSON.text(erased), delivery])
      telling.append(delivery)
      rows.bulletins += 1
    }
    return telling
  }

  private func without(_ matter: Bulletin.Matter) -> Bulletin.Matter {
    switch matter {
    case .calendarMissing, .calendarChanged, .diskFull, .diskRoom, .remarks: matter
    case .undelivered(let channel, let setbacks): .undelivered(channel: channel, setbacks.map(without))
    case .channelDown(let channel, let reason):
      .channelDown(channel: channel, reason: subject.erased(from: reason))
    case .held(let setbacks): .held(setbacks.map(without))
    case .silenceEnds(let end): .silenceEnds(without(end))
    case .recordOpen(let open):
      .recordOpen(
        Bulletin.OpenRecord(
          record: open.record.without(subject, mark: mark), judgement: open.judgement,
          author: subject.isAuthor(open.author) ? mark.text : open.author))
    }
  }

  private func without(_ end: Bulletin.SilenceEnd) -> Bulletin.SilenceEnd {
    var erased = end
    let isTheirs = subject.isAuthor(end.author)
    erased.reason = isTheirs ? Self.text : subject.erased(from: end.reason)
    if isTheirs { erased.author = mark.text }
    return erased
  }

  private func without(_ setback: Bulletin.Setback) -> Bulletin.Setback {
    guard setback.person == subject.person else {
      var other = setback
      other.reason = subject.erased(from: setback.reason)
      return other
    }
    return Bulletin.Setback(
      delivery: keys[setback.delivery] ?? renamed(setback.delivery), person: mark, reason: Self.text,
      isFinal: setback.isFinal)
  }

  /// Their names and addresses in what others were answered and said.
  private mutating func eraseWords() throws {
    for word in subject.words {
      for row in try Row.fetchAll(
        db, sql: "SELECT delivery, number, detail FROM receipts WHERE instr(detail, ?)", arguments: [word])
      {
        let (delivery, number): (String, Int) = (row["delivery"], row["number"])
        try db.execute(
          sql: "UPDATE receipts SET detail = ? WHERE delivery = ? AND number = ?",
          arguments: [subject.erased(from: row["detail"]), delivery, number])
        changed[Entry(kind: "receipt", ref: "\(delivery)/\(number)")] = "\(delivery)/\(number)"
        rows.receipts += 1
      }
      for row in try Row.fetchAll(
        db, sql: "SELECT id, reason FROM acts WHERE instr(reason, ?)", arguments: [word])
      {
        let id: Int64 = row["id"]
        try db.execute(
          sql: "UPDATE acts SET reason = ? WHERE id = ?",
          arguments: [subject.erased(from: row["reason"]), id])
        changed[Entry(kind: "queue act", ref: "\(id)")] = "\(id)"
        rows.acts += 1
      }
      for row in try Row.fetchAll(
        db, sql: "SELECT id, name, report FROM inboxFiles WHERE instr(report, ?1) OR instr(name, ?1)",
        arguments: [word])
      {
        let id: Int64 = row["id"]
        try db.execute(
          sql: "UPDATE inboxFiles SET name = ?, report = ? WHERE id = ?",
          arguments: [subject.erased(from: row["name"]), subject.erased(from: row["report"]), id])
        changed[Entry(kind: "inbox file", ref: "\(id)")] = "\(id)"
        rows.facts += 1
      }
      for row in try Row.fetchAll(
        db, sql: "SELECT key, reason FROM deliveries WHERE instr(reason, ?)", arguments: [word])
      {
        try db.execute(
          sql: "UPDATE deliveries SET reason = ? WHERE key = ?",
          arguments: [subject.erased(from: row["reason"]), row["key"] as String])
        rows.deliveries += 1
      }
    }
  }

  /// The programmes of before. A revision is a digest of files that named them, so it gives way to chance.
  private mutating func eraseProgrammes(
    _ rewriting: (_ sources: [UInt8], _ mark: Person.ID) throws -> [UInt8]?
  ) throws {
    let earlier = try String.fetchAll(
      db,
      sql: """
        SELECT revision FROM programmes
        WHERE revision IS NOT (SELECT revision FROM joinings ORDER BY id DESC LIMIT 1) ORDER BY revision
        """)
    for revision in earlier {
      let sources = try Data.fetchOne(
        db, sql: "SELECT sources FROM programmes WHERE revision = ?", arguments: [revision])
      guard let sources, let erased = try rewriting([UInt8](sources), mark) else { continue }
      let new = hexadecimal(
        (0..<4).flatMap { _ in withUnsafeBytes(of: UInt64.random(in: .min ... .max)) { Array($0) } })
      try db.execute(
        sql: "UPDATE programmes SET revision = ?, sources = ? WHERE revision = ?",
        arguments: [new, Data(erased), revision])
      try db.execute(sql: "UPDATE joinings SET revision = ? WHERE revision = ?", arguments: [new, revision])
      rows.programmes += 1
    }
  }

  /// Every settled text: who was told of what is in its words alone. Of those that most likely name them the digest goes
  /// too, by which a guess could be tried.
  private mutating func forgetTexts(tellingOfThem bulletins: [String]) throws {
    try db.execute(sql: "UPDATE deliveries SET payload = NULL WHERE payload IS NOT NULL")
    let telling =
      try String.fetchAll(
        db,
        sql: """
          SELECT DISTINCT delivery FROM deliveryLines
          WHERE obligation IN (SELECT value FROM json_each(?)) ORDER BY delivery
          """, arguments: [try JSON.text(obligations.sorted())]) + bulletins
    for key in telling {
      try db.execute(
        sql: """
          UPDATE deliveries SET payloadDigest = 'erased'
          WHERE key = ? AND payloadDigest IS NOT NULL AND payloadDigest <> 'erased'
          """, arguments: [key])
      guard db.changesCount == 1 else { continue }
      for number in try Int.fetchAll(
        db, sql: "SELECT number FROM attempts WHERE delivery = ?", arguments: [key])
      {
        changed[Entry(kind: "attempt", ref: "\(key)/\(number)")] = "\(key)/\(number)"
      }
    }
  }

  /// Erases the entries of what was changed, and gives the rows as they are now entries of their own.
  ///
  /// - Returns: the entries that cannot be read any more.
  func chainAnew() throws -> [Int64] {
    var erased: [Int64] = []
    var again: [(entry: Entry, content: String?)] = []
    var acceptance: String?
    let entries = try Row.fetchCursor(
      db, sql: "SELECT sequence, kind, ref, content FROM chain WHERE ref IS NOT NULL ORDER BY sequence")
    while let row = try entries.next() {
      let entry = Entry(kind: row["kind"], ref: row["ref"])
      let sequence: Int64 = row["sequence"]
      if let ref = changed[entry] {
        erased.append(sequence)
        again.append((Entry(kind: entry.kind, ref: ref), nil))
      } else if entry.kind == "clock" {
        acceptance = nil
        guard let anew = try without(row["content"]) as Ledger.Acceptance? else { continue }
        erased.append(sequence)
        acceptance = try JSON.text(anew)
      } else if entry.kind == "erasure", let anew = try without(row["content"]) as Erasure? {
        erased.append(sequence)
        again.append((entry, try JSON.text(anew)))
      }
    }
    // Only the last one is ever asked for.
    if let acceptance { again.append((Entry(kind: "clock", ref: "service"), acceptance)) }
    try Ledger.eraseFromChain(erased, db)
    for (entry, content) in again {
      if let content {
        try Ledger.chain(entry.kind, ref: entry.ref, content: content, db)
      } else {
        try Ledger.chain(entry.kind, ref: entry.ref, db)
      }
    }
    return erased
  }

  /// How much they said that is kept in the chain alone.
  private func keptByThem() throws -> Int {
    try String.fetchAll(
      db, sql: "SELECT content FROM chain WHERE kind IN ('clock', 'erasure') AND content IS NOT NULL"
    ).count { content in
      let kept: Saying = try JSON.value(content)
      return subject.isAuthor(kept.author)
    }
  }

  private struct Saying: Decodable { var author: String }

  /// What is kept in the chain with the mark for its author; nil where it is by somebody else.
  private func without<Kept: Authored>(_ content: String?) throws -> Kept? {
    guard let content, var kept = try JSON.value(content) as Kept?, subject.isAuthor(kept.author) else {
      return nil
    }
    kept.author = mark.text
    return kept
  }
}

/// What keeps in the chain who said it.
protocol Authored: Codable {
  var author: String { get set }
}

extension Erasure: Authored {}
extension Ledger.Acceptance: Authored {}

extension MeetingRecord {
  /// The record without the names and the id of a person.
  fileprivate func without(_ subject: ErasureSubject, mark: Person.ID) -> MeetingRecord {
    func person(_ text: String) -> String {
      text == subject.person.text ? mark.text : subject.erased(from: text)
    }
    var record = self
    record.chair = person(chair)
    record.reference = reference.map(subject.erased)
    record.title = title.map(subject.erased)
    record.recorder = recorder.map(person)
    record.agenda = agenda?.map(subject.erased)
    record.excluded?.reason = excluded?.reason.map(subject.erased)
    record.excluded?.approvedBy = excluded?.approvedBy.map(person)
    return record
  }
}

extension Fact.Statement {
  /// The statement without a person. Reasons that they gave go as a whole; what names a matter or a document stays but for
  /// their names.
  fileprivate func without(_ subject: ErasureSubject, mark: Person.ID, isTheirs: Bool) -> Fact.Statement {
    func reason(_ text: String) -> String {
      isTheirs && !text.isEmpty ? ErasureSubject.mark : subject.erased(from: text)
    }
    switch self {
    case .held(let record): return .held(record.without(subject, mark: mark))
    case .corrected(let record, let why):
      return .corrected(record.without(subject, mark: mark), reason: reason(why))
    case .confirmed(let record, let why): return .confirmed(record: record, reason: reason(why))
    case .withdrawn(let record, let why): return .withdrawn(record: record, reason: reason(why))
    case .entered(var item):
      if item.owner == subject.person { item.owner = mark }
      item.title = subject.erased(from: item.title)
      return .entered(item)
    case .submitted(let item, let reference):
      return .submitted(item: item, reference: subject.erased(from: reference))
    case .closed(let item, let reference):
      return .closed(item: item, reference: subject.erased(from: reference))
    case .extended(let item, let due, let why):
      return .extended(item: item, due: due, reason: reason(why))
    case .waived(let obligation, let why): return .waived(obligation: obligation, reason: reason(why))
    case .waiverAsked(let obligation, let why):
      return .waiverAsked(obligation: obligation, reason: reason(why))
    case .silenced(var silence):
      silence.reason = reason(silence.reason)
      return .silenced(silence)
    case .unsilenced(let silence, let matchers, let why):
      return .unsilenced(silence: silence, matchers, reason: reason(why))
    case .adopted: return self
    case .announced(var notice):
      notice.reference = subject.erased(from: notice.reference)
      return .announced(notice)
    case .prolonged(var prolongation):
      prolongation.reference = subject.erased(from: prolongation.reference)
      return .prolonged(prolongation)
    case .endorsed(let fact, let reference):
      return .endorsed(fact: fact, reference: subject.erased(from: reference))
    case .opened(var course):
      if course.owner == subject.person { course.owner = mark }
      course.title = subject.erased(from: course.title)
      return .opened(course)
    case .taken(let course, let step, let day, let reference):
      return .taken(course: course, step: step, on: day, reference: subject.erased(from: reference))
    case .delegated(var delegation):
      if delegation.from == subject.person { delegation.from = mark }
      if delegation.to == subject.person { delegation.to = mark }
      delegation.reason = reason(delegation.reason)
      return .delegated(delegation)
    case .away(var leave):
      if leave.person == subject.person {
        leave.person = mark
        leave.reason = ErasureSubject.mark
      }
      return .away(leave)
    case .recalled(let fact, let why): return .recalled(fact: fact, reason: reason(why))
    case .acknowledged: return self
    }
  }
}
