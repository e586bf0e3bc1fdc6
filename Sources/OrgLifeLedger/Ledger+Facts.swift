import GRDB
import OrgLifeCore

extension Ledger {
  /// Adds a fact. The same statement as the last one about its subject changes nothing and is given back.
  ///
  /// A fact is recorded after everything that was planned, so that no rung that is decided already can
  /// depend on it; on a clock that went back its moment is therefore later than `now`.
  ///
  /// - Parameter deliveries: what is told because of it, written with it; nothing where it was known.
  public func record(
    _ statement: Fact.Statement, validOn: CivilDate, author: String, telling deliveries: [Delivery] = [],
    at now: Timestamp
  ) throws -> (fact: Fact, isNew: Bool) {
    try change { db in
      try Self.record(
        Entry(statement: statement, validOn: validOn, author: author, deliveries: deliveries), at: now, db)
    }
  }

  /// A statement that is to become a fact.
  public struct Entry: Sendable {
    public var statement: Fact.Statement
    public var validOn: CivilDate
    public var author: String
    public var deliveries: [Delivery]

    public init(statement: Fact.Statement, validOn: CivilDate, author: String, deliveries: [Delivery] = []) {
      self.statement = statement
      self.validOn = validOn
      self.author = author
      self.deliveries = deliveries
    }
  }

  /// Adds several facts, and that they were taken from a file, in one write: all of it or nothing.
  public func record(_ entries: [Entry], from file: InboxFile? = nil, at now: Timestamp) throws
    -> [(fact: Fact, isNew: Bool)]
  {
    try change { db in
      let taken = try entries.map { try Self.record($0, at: now, db) }
      if let file { try Self.note(file, at: now, db) }
      return taken
    }
  }

  private static func record(_ entry: Entry, at now: Timestamp, _ db: Database) throws -> (
    fact: Fact, isNew: Bool
  ) {
    let statement = entry.statement
    let body = try JSON.text(statement)
    let last = try Row.fetchOne(
      db.cachedStatement(sql: "SELECT * FROM facts WHERE subject = ? ORDER BY id DESC LIMIT 1"),
      arguments: [statement.subject])
    if let last, last["body"] == body { return (try fact(last), false) }
    let planned = try service(db).plannedThrough
    let moment = max(now, Timestamp(milliseconds: planned.milliseconds + 1))
    try db.cachedStatement(
      sql: """
        INSERT INTO facts (kind, subject, validOn, recordedAt, author, body) VALUES (?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      statement.kind, statement.subject, entry.validOn.description, moment.milliseconds, entry.author, body,
    ])
    let fact = Fact(
      id: db.lastInsertedRowID, validOn: entry.validOn, recordedAt: moment, author: entry.author,
      statement: statement)
    try chain("fact", ref: "\(fact.id)", db)
    for delivery in entry.deliveries { try enqueue(delivery, at: now, db) }
    return (fact, true)
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
    case .corrected: "corrected"
    case .confirmed: "confirmed"
    case .withdrawn: "withdrawn"
    case .entered: "entered"
    case .submitted: "submitted"
    case .closed: "closed"
    case .extended: "extended"
    case .waived: "waived"
    case .waiverAsked: "waiver asked"
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
    case .held(let record), .corrected(let record, _): "record/\(record.key)"
    case .confirmed(let record, _), .withdrawn(let record, _): "record/\(record)"
    case .entered(let item): "item/\(item.number)"
    case .submitted(let item, _), .closed(let item, _), .extended(let item, _, _): "item/\(item)"
    case .waived(let obligation, _), .waiverAsked(let obligation, _): "obligation/\(obligation)"
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
