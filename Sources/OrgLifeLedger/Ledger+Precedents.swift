import GRDB
import OrgLifeCore

/// What was done about the obligation of a delivery's line before the delivery is sent.
public struct Precedents: Sendable {
  /// One delivery that carries a rung of the obligation.
  fileprivate struct Telling {
    var key: String
    var person: Person.ID
    var channel: String
    var state: Delivery.State
    var rung: String
    var decidedAt: Timestamp
    /// When its channel took it.
    var acceptedAt: Timestamp?
  }

  /// The obligation's case, with what became of its rungs.
  public var kept: Case?
  fileprivate let line: Delivery.Line
  fileprivate let delivery: Delivery
  fileprivate let tellings: [Telling]

  /// The delivery by which the same person hears of a later rung over the same channel: what is late is told once, as it
  /// stands now. What failed, was cancelled or waits for a person tells nothing.
  public var overtakenBy: String? {
    guard let own = tellings.first(where: { $0.rung == line.rung })?.decidedAt else { return nil }
    let telling: Set<Delivery.State> = [.pending, .claimed, .deferred, .delivered]
    let later = tellings.filter {
      $0.decidedAt > own && $0.key != delivery.key && $0.person == delivery.person
        && $0.channel == delivery.channel.text && telling.contains($0.state)
    }
    return later.min { ($1.decidedAt, $0.key) < ($0.decidedAt, $1.key) }?.key
  }

  /// Who was told by which rung and when, and has a receipt for it, in order of time.
  public var told: [(rung: String, person: Person.ID, at: Timestamp)] {
    let taken = tellings.compactMap { telling in
      telling.acceptedAt.map { (rung: telling.rung, person: telling.person, at: $0) }
    }
    var seen: Set<String> = []
    return taken.sorted { ($0.at, $0.rung, $0.person) < ($1.at, $1.rung, $1.person) }
      .filter { seen.insert("\($0.rung)/\($0.person)").inserted }
  }

  /// Whom some rung was for and did not reach: every delivery of it to them failed.
  public var missed: [Person.ID] {
    let rungs = Dictionary(grouping: tellings) { "\($0.rung)/\($0.person)" }.values
    let failed = rungs.filter { $0.allSatisfy { $0.state == .failed } }
    return Set(failed.compactMap(\.first?.person)).sorted()
  }
}

extension Ledger {
  /// The precedents of each line of a delivery, in the order of the lines, all of one moment of the ledger.
  public func precedents(of delivery: Delivery) throws -> [Precedents] {
    try read { db in
      try delivery.lines.map { line in
        Precedents(
          kept: try `case`(line.obligation, db), line: line, delivery: delivery,
          tellings: try Precedents.tellings(of: line.obligation, db))
      }
    }
  }
}

extension Precedents {
  fileprivate static func tellings(of obligation: String, _ db: Database) throws -> [Telling] {
    try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT key, person, channel, state, rung, decidedAt,
            (SELECT min(at) FROM receipts WHERE delivery = key AND outcome = 'accepted')
          FROM deliveryLines JOIN deliveries ON key = delivery JOIN rungs USING (obligation, rung)
          WHERE obligation = ?
          """), arguments: [obligation]
    ).compactMap { row in
      guard let person = Person.ID(row[1]), let state = Delivery.State(rawValue: row[3]) else { return nil }
      return Telling(
        key: row[0], person: person, channel: row[2], state: state, rung: row[4],
        decidedAt: Timestamp(milliseconds: row[5]),
        acceptedAt: (row[6] as Int64?).map(Timestamp.init(milliseconds:)))
    }
  }
}
