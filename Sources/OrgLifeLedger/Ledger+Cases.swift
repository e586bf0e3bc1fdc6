import GRDB
import OrgLifeCore
import Synchronization

extension Ledger {
  /// Cases that may still have a rung to come: those due on or after a day, and those of which a rung was
  /// decided since a moment. With what became of their rungs.
  public func cases(dueFrom day: CivilDate, orDecidedSince moment: Timestamp) throws -> [String: Case] {
    // Two questions in place of one with OR, for which SQLite makes a table for each of its halves.
    let sql = """
      \(Self.caseRows) due >= ?1 UNION ALL \(Self.caseRows) due < ?1
        AND key IN (SELECT obligation FROM rungs WHERE decidedAt >= ?2)
      """
    return try casesRead.cases(.init(dueFrom: day, decidedSince: moment)) {
      try read { db in try cases(db, sql: sql, arguments: [day.description, moment.milliseconds]) }
    }
  }

  /// Grows whenever a step changes the cases, so that what was worked out from them can be kept until then.
  public var casesRevision: Int { casesRead.changes }

  /// Every rule that some case is frozen with.
  public func frozenRules() throws -> [Rule] {
    try read { db in
      try String.fetchAll(db.cachedStatement(sql: "SELECT digest FROM rules ORDER BY digest")).map {
        try rule($0, db)
      }
    }
  }

  public func `case`(_ key: String) throws -> Case? {
    try read { db in try `case`(key, db) }
  }

  func `case`(_ key: String, _ db: Database) throws -> Case? {
    try cases(db, sql: "\(Self.caseRows) key = ?", arguments: [key])[key]
  }

  /// A row for each rung of a case, or one without a rung.
  private static let caseRows = """
    SELECT key, due, rule, rung, dueAt, decidedAt, outcome, reason
    FROM cases LEFT JOIN rungs ON obligation = key WHERE
    """

  private func cases(_ db: Database, sql: String, arguments: StatementArguments) throws -> [String: Case] {
    var cases: [String: Case] = [:]
    let rows = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: arguments)
    while let row = try rows.next() {
      let key: String = row[0]
      if cases[key] == nil {
        guard let due = CivilDate(row[1] as String) else {
          throw LedgerError.damaged(path: "ledger", finding: "case \(key) has no due date")
        }
        cases[key] = Case(key: key, due: due, rule: try rule(row[2], db))
      }
      guard let name: String = row[3] else { continue }
      let reason: String? = row[7]
      let outcome: RungMark.Outcome =
        switch row[6] as String {
        case "fired": .fired
        case "superseded": .superseded(by: reason ?? "")
        default: .unsent(reason: reason ?? "")
        }
      cases[key]?.marks[name] = RungMark(
        rung: name, dueAt: Timestamp(milliseconds: row[4]), decidedAt: Timestamp(milliseconds: row[5]),
        outcome: outcome)
    }
    return cases
  }

  private func rule(_ digest: String, _ db: Database) throws -> Rule {
    if let known = rules.withLock({ $0[digest] }) { return known }
    let body = try String.fetchOne(
      db.cachedStatement(sql: "SELECT body FROM rules WHERE digest = ?"), arguments: [digest])
    let rule: Rule = try JSON.value(body ?? "")
    rules.withLock { $0[digest] = rule }
    return rule
  }

  /// Writes what a planning step decided, all of it or nothing.
  ///
  /// A mark that is there already stays; a digest that is there takes the new lines. Written twice, it
  /// changes nothing.
  ///
  /// - Throws: ``LedgerError/unexpectedState(delivery:expected:)`` where a worker took a digest since
  ///   ``isFrozen(_:)`` was asked; nothing is written, and the step has to be made again.
  public func write(_ step: Step, telling news: [News] = []) throws {
    // Where it fails nobody knows what the disk has.
    defer { if !step.cases.isEmpty { casesRead.forget() } }
    try change { db in
      for kept in step.cases { try Self.write(kept, db) }
      for delivery in step.deliveries { try Self.enqueue(delivery, at: step.plannedThrough, db) }
      for item in news { try Self.tell(item, at: step.plannedThrough, db) }
      try db.cachedStatement(
        sql: "UPDATE service SET plannedThrough = max(plannedThrough, ?) WHERE id = 1"
      ).execute(arguments: [step.plannedThrough.milliseconds])
      try Self.endRestoration(through: step.plannedThrough, db)
    }
  }

  private static func write(_ kept: Case, _ db: Database) throws {
    let rule = try JSON.text(kept.rule)
    let digest = Digest(of: Array(rule.utf8)).description
    try db.cachedStatement(sql: "INSERT INTO rules VALUES (?, ?) ON CONFLICT DO NOTHING")
      .execute(arguments: [digest, rule])
    try db.cachedStatement(sql: "INSERT INTO cases VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
      .execute(arguments: [kept.key, kept.due.description, digest])
    let insert = try db.cachedStatement(
      sql: "INSERT INTO rungs VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")
    for mark in kept.marks.values.sorted(by: { $0.rung < $1.rung }) {
      let (outcome, reason): (String, String?) =
        switch mark.outcome {
        case .fired: ("fired", nil)
        case .superseded(let by): ("superseded", by)
        case .unsent(let reason): ("unsent", reason)
        }
      try insert.execute(arguments: [
        kept.key, mark.rung, mark.dueAt.milliseconds, mark.decidedAt.milliseconds, outcome, reason,
      ])
      if db.changesCount == 1 { try chain("rung", ref: "\(kept.key)/\(mark.rung)", db) }
    }
  }

  static func enqueue(_ delivery: Delivery, at now: Timestamp, _ db: Database) throws {
    try db.cachedStatement(
      sql: """
        INSERT INTO deliveries (key, person, channel, form, datedAt, notBefore, state, stateSince, reason)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """
    ).execute(arguments: [
      delivery.key, delivery.person.text, delivery.channel.text, delivery.form.rawValue,
      delivery.datedAt.milliseconds, delivery.notBefore.milliseconds, delivery.state.rawValue,
      now.milliseconds, delivery.reason,
    ])
    if let bulletin = delivery.bulletin {
      try db.cachedStatement(sql: "INSERT INTO bulletins VALUES (?, ?) ON CONFLICT DO NOTHING")
        .execute(arguments: [delivery.key, try JSON.text(bulletin)])
    }
    let insert = try db.cachedStatement(
      sql: "INSERT INTO deliveryLines VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")
    let kept = try String.fetchSet(
      db.cachedStatement(sql: "SELECT obligation || '/' || rung FROM deliveryLines WHERE delivery = ?"),
      arguments: [delivery.key])
    for line in delivery.lines where !kept.contains("\(line.obligation)/\(line.rung)") {
      guard try !isFrozen(delivery.key, db) || delivery.state == .held else {
        throw LedgerError.unexpectedState(delivery: delivery.key, expected: Delivery.State.pending.rawValue)
      }
      try insert.execute(arguments: [
        delivery.key, line.obligation, line.rung, line.role, line.insteadOf, line.actingFor,
      ])
    }
  }

  /// Whether a digest was tried or settled, so that it takes no more lines.
  public func isFrozen(_ delivery: String) throws -> Bool {
    try read { db in try Self.isFrozen(delivery, db) }
  }

  private static func isFrozen(_ delivery: String, _ db: Database) throws -> Bool {
    let state = try String.fetchOne(
      db.cachedStatement(
        sql: "SELECT state FROM deliveries WHERE key = ? AND (attempts > 0 OR state NOT IN ('pending'))"),
      arguments: [delivery])
    return state != nil
  }
}
