import GRDB
import OrgLifeCore
import Synchronization

extension Ledger {
  /// Cases that may still have a rung to come: those due on or after a day, and those of which a rung was
  /// decided since a moment. With what became of their rungs.
  public func cases(dueFrom day: CivilDate, orDecidedSince moment: Timestamp) throws -> [String: Case] {
    try read { db in
      try cases(
        db, sql: "due >= ? OR key IN (SELECT obligation FROM rungs WHERE decidedAt >= ?)",
        arguments: [day.description, moment.milliseconds])
    }
  }

  /// Every rule that some case is frozen with.
  public func frozenRules() throws -> [Rule] {
    try read { db in
      try Row.fetchAll(db, sql: "SELECT digest, body FROM rules ORDER BY digest").map {
        try rule($0[0], body: $0[1])
      }
    }
  }

  public func `case`(_ key: String) throws -> Case? {
    try read { db in try cases(db, sql: "key = ?", arguments: [key])[key] }
  }

  private func cases(_ db: Database, sql condition: String, arguments: StatementArguments) throws
    -> [String: Case]
  {
    var cases: [String: Case] = [:]
    let rows = try Row.fetchCursor(
      db.cachedStatement(
        sql:
          "SELECT key, due, rule, rules.body FROM cases JOIN rules ON rules.digest = rule WHERE \(condition)"),
      arguments: arguments)
    while let row = try rows.next() {
      let key: String = row[0]
      guard let due = CivilDate(row[1] as String) else {
        throw LedgerError.damaged(path: "ledger", finding: "case \(key) has no due date")
      }
      let digest: String = row[2]
      let rule = try rule(digest, body: row[3])
      cases[key] = Case(key: key, due: due, rule: rule)
    }
    let marks = try Row.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT obligation, rung, dueAt, decidedAt, outcome, reason FROM rungs JOIN cases ON key = obligation
          WHERE \(condition)
          """), arguments: arguments)
    while let row = try marks.next() {
      let name: String = row[1]
      let reason: String? = row[5]
      let outcome: RungMark.Outcome =
        switch row[4] as String {
        case "fired": .fired
        case "superseded": .superseded(by: reason ?? "")
        default: .unsent(reason: reason ?? "")
        }
      cases[row[0]]?.marks[name] = RungMark(
        rung: name, dueAt: Timestamp(milliseconds: row[2]), decidedAt: Timestamp(milliseconds: row[3]),
        outcome: outcome)
    }
    return cases
  }

  private func rule(_ digest: String, body: String) throws -> Rule {
    try rules.withLock { rules in
      if let known = rules[digest] { return known }
      let rule: Rule = try JSON.value(body)
      rules[digest] = rule
      return rule
    }
  }

  /// Writes what a planning step decided, all of it or nothing.
  ///
  /// A mark that is there already stays; a digest that is there takes the new lines. Written twice, it
  /// changes nothing.
  ///
  /// - Throws: ``LedgerError/unexpectedState(delivery:expected:)`` where a worker took a digest since
  ///   ``isFrozen(_:)`` was asked; nothing is written, and the step has to be made again.
  public func write(_ step: Step, telling news: [News] = []) throws {
    try database.write { db in
      for kept in step.cases { try Self.write(kept, db) }
      for delivery in step.deliveries { try Self.enqueue(delivery, at: step.plannedThrough, db) }
      for item in news { try Self.tell(item, at: step.plannedThrough, db) }
      try db.cachedStatement(
        sql: "UPDATE service SET plannedThrough = max(plannedThrough, ?)"
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
