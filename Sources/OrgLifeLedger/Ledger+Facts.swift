import GRDB
import OrgLifeCore

extension Ledger {
  /// Adds a fact. The same statement as the last one about its subject changes nothing and is given back.
  ///
  /// A fact is recorded after everything that was planned, so that no rung that is decided already can
  /// depend on it; on a clock that went back its moment is therefore later than `now`.
  public func record(
    _ statement: Fact.Statement, validOn: CivilDate, author: String, at now: Timestamp
  ) throws -> (fact: Fact, isNew: Bool) {
    let body = try JSON.text(statement)
    return try database.write { db in
      let last = try Row.fetchOne(
        db.cachedStatement(sql: "SELECT * FROM facts WHERE subject = ? ORDER BY id DESC LIMIT 1"),
        arguments: [statement.subject])
      if let last, last["body"] == body { return (try Self.fact(last), false) }
      let planned = try Self.service(db).plannedThrough
      let moment = max(now, Timestamp(milliseconds: planned.milliseconds + 1))
      try db.cachedStatement(
        sql: """
          INSERT INTO facts (kind, subject, validOn, recordedAt, author, body) VALUES (?, ?, ?, ?, ?, ?)
          """
      ).execute(arguments: [
        statement.kind, statement.subject, validOn.description, moment.milliseconds, author, body,
      ])
      let fact = Fact(
        id: db.lastInsertedRowID, validOn: validOn, recordedAt: moment, author: author, statement: statement)
      try Self.chain("fact", ref: "\(fact.id)", db)
      return (fact, true)
    }
  }

  public func facts() throws -> [Fact] {
    try read { db in
      try Row.fetchAll(db.cachedStatement(sql: "SELECT * FROM facts ORDER BY id")).map(Self.fact)
    }
  }

  private static func fact(_ row: Row) throws -> Fact {
    let day: String = row["validOn"]
    guard let validOn = CivilDate(day) else {
      throw LedgerError.damaged(path: "ledger", finding: "fact \(row["id"] as Int64) is of “\(day)”")
    }
    return Fact(
      id: row["id"], validOn: validOn, recordedAt: Timestamp(milliseconds: row["recordedAt"]),
      author: row["author"], statement: try JSON.value(row["body"]))
  }
}

extension Fact.Statement {
  var kind: String {
    switch self {
    case .held: "held"
    case .withdrawn: "withdrawn"
    case .entered: "entered"
    case .submitted: "submitted"
    case .closed: "closed"
    case .extended: "extended"
    case .waived: "waived"
    case .silenced: "silenced"
    case .unsilenced: "unsilenced"
    case .adopted: "adopted"
    case .announced: "announced"
    case .delegated: "delegated"
    case .away: "away"
    case .recalled: "recalled"
    case .acknowledged: "acknowledged"
    case .prolonged: "prolonged"
    case .endorsed: "endorsed"
    case .opened: "opened"
    case .taken: "taken"
    }
  }

  /// What it is about. Two facts about one subject in a row that say the same are one.
  var subject: String {
    switch self {
    case .held(let record): "record/\(record.key)"
    case .withdrawn(let record, _): "record/\(record)"
    case .entered(let item): "item/\(item.number)"
    case .submitted(let item, _), .closed(let item, _), .extended(let item, _, _): "item/\(item)"
    case .waived(let obligation, _): "obligation/\(obligation)"
    case .silenced(let silence): "silence/\(silence.matchers)"
    case .unsilenced(_, let matchers, _): "silence/\(matchers)"
    case .adopted: "service"
    case .delegated(let delegation):
      "delegation/\(delegation.organisation)/\(delegation.role)/\(delegation.from)"
    case .away(let leave): "leave/\(leave.person)"
    case .recalled(let fact, _): "fact/\(fact)"
    case .acknowledged(let seen): "seen/\(seen.obligation)"
    case .announced(let notice): "season/\(notice.duty)/\(notice.organisation)/\(notice.year)"
    case .prolonged(let prolongation): "obligation/\(prolongation.obligation)"
    case .endorsed(let fact, _): "fact/\(fact)"
    case .opened(let course): "course/\(course.number)"
    case .taken(let course, let step, _, _): "course/\(course)/\(step)"
    }
  }
}
