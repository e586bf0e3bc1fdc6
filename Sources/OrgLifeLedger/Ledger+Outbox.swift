import Foundation
import GRDB
import OrgLifeCore

/// What a channel answered to an attempt.
public struct Receipt: Hashable, Sendable {
  public enum Outcome: String, Sendable {
    case accepted, deferred, rejected
    /// No answer: it may have been delivered.
    case lost
  }

  public var outcome: Outcome
  /// The relay's words, or why.
  public var detail: String

  public init(outcome: Outcome, detail: String) {
    self.outcome = outcome
    self.detail = detail
  }
}

/// A delivery that a worker has, with its bytes where it was tried before.
public struct Claim: Hashable, Sendable {
  public var delivery: Delivery
  public var payload: [UInt8]?
  /// As it was written with the first attempt; nil where there was none.
  var payloadDigest: String?
  /// Whether an attempt had no answer: it may have arrived, and is only ever repeated as it is.
  public var isAmbiguous: Bool
  /// When it was first taken, or first after a person released it: it is given up so long after that.
  public var triedSince: Timestamp?
  /// When it was taken the time before; nil where this is the first.
  public var lastTriedAt: Timestamp?
  /// How often it was given back without an attempt.
  public var putBacks: Int
  /// How often its plugin ended with it in flight.
  public var crashes: Int

  /// Whether the bytes are those that the first attempt sent.
  public var isIntact: Bool { payload.map { Digest(of: $0).description == payloadDigest } ?? true }
}

extension Ledger {
  /// Takes the next delivery of a channel that may leave now; nil where there is none. While the ballast is given up there
  /// is only the news that the disk is full.
  public func claim(channel: Channel.ID, at now: Timestamp) throws -> Claim? {
    let prefix = shortage != nil ? "\(News.diskFull)/" : ""
    // Most questions come to nothing, and those wait for nobody who writes.
    guard try mayLeave(over: channel, at: now) else { return nil }
    return try change { db in
      guard let key = try Self.next(of: channel, beginning: prefix, at: now, db) else { return nil }
      var claim = try Self.claim(key, db)
      try db.cachedStatement(
        sql: """
          UPDATE deliveries SET state = 'claimed', stateSince = ?1, reason = NULL,
            triedSince = coalesce(triedSince, ?1), lastTriedAt = ?1
          WHERE key = ?2 AND state IN ('pending', 'deferred')
          """
      ).execute(arguments: [now.milliseconds, key])
      claim.delivery.state = .claimed
      claim.delivery.reason = nil
      return claim
    }
  }

  private func mayLeave(over channel: Channel.ID, at now: Timestamp) throws -> Bool {
    try waitingRead.mayLeave(over: channel, at: now) {
      try read { db in
        try Int64.fetchOne(
          db.cachedStatement(
            sql:
              "SELECT min(notBefore) FROM deliveries WHERE channel = ? AND state IN ('pending', 'deferred')"),
          arguments: [channel.text]
        ).map(Timestamp.init(milliseconds:))
      }
    }
  }

  private static func next(
    of channel: Channel.ID, beginning prefix: String, at now: Timestamp, _ db: Database
  ) throws -> String? {
    try String.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT key FROM deliveries
          WHERE channel = ? AND state IN ('pending', 'deferred') AND notBefore <= ?
            AND substr(key, 1, length(?)) = ?
          ORDER BY notBefore, key LIMIT 1
          """), arguments: [channel.text, now.milliseconds, prefix, prefix])
  }

  /// Commits that an attempt begins, and with the first one the bytes that every attempt sends. Only after
  /// this may the plugin be asked.
  ///
  /// - Parameter dropped: lines that need not be said any more; they are dropped where it was never tried.
  /// - Returns: the attempt's number, from 1.
  public func begin(
    _ delivery: String, payload: [UInt8], dropping dropped: [Delivery.Line] = [], at now: Timestamp
  ) throws -> Int {
    try change { db in
      try Self.begin(delivery, payload: payload, dropping: dropped, at: now, db)
    }
  }

  /// The same, as long as nothing was learned since the delivery was looked at.
  ///
  /// - Parameter lastFact: the number of the last fact that was known then.
  /// - Returns: nil where a fact came since: nothing is written, and it has to be looked at again.
  public func begin(
    _ delivery: String, payload: [UInt8], dropping dropped: [Delivery.Line], knowing lastFact: Int64,
    at now: Timestamp
  ) throws -> Int? {
    try change { db in
      let last = try Int64.fetchOne(db.cachedStatement(sql: "SELECT max(id) FROM facts")) ?? 0
      guard last <= lastFact else { return nil }
      return try Self.begin(delivery, payload: payload, dropping: dropped, at: now, db)
    }
  }

  private static func begin(
    _ delivery: String, payload: [UInt8], dropping dropped: [Delivery.Line], at now: Timestamp, _ db: Database
  ) throws -> Int {
    for line in dropped {
      try db.cachedStatement(
        sql: """
          DELETE FROM deliveryLines WHERE delivery = ? AND obligation = ? AND rung = ?
            AND (SELECT attempts FROM deliveries WHERE key = delivery) = 0
          """
      ).execute(arguments: [delivery, line.obligation, line.rung])
    }
    let number = try Int.fetchOne(
      db.cachedStatement(
        sql: """
          UPDATE deliveries SET attempts = attempts + 1, payload = coalesce(payload, ?),
            payloadDigest = coalesce(payloadDigest, ?)
          WHERE key = ? AND state = 'claimed' RETURNING attempts
          """), arguments: [Data(payload), Digest(of: payload).description, delivery])
    guard let number else { throw LedgerError.unexpectedState(delivery: delivery, expected: "claimed") }
    try db.cachedStatement(
      sql: "INSERT INTO attempts VALUES (?, ?, ?)"
    ).execute(arguments: [delivery, number, now.milliseconds])
    try chain("attempt", ref: "\(delivery)/\(number)", db)
    return number
  }

  /// Commits the answer, the new state, and what the operator has to hear of it together.
  public func settle(
    _ delivery: String, attempt number: Int, receipt: Receipt, as state: Delivery.State,
    notBefore: Timestamp? = nil, crashed: Bool = false, telling news: [News] = [], at now: Timestamp
  ) throws {
    try withBallast { db in
      try Self.insert(receipt, delivery: delivery, number: number, at: now, db)
      try Self.move(
        delivery, from: [.claimed], to: state, reason: state == .delivered ? nil : receipt.detail,
        notBefore: notBefore, at: now, db)
      if crashed { try Self.countCrash(of: delivery, db) }
      for item in news { try Self.tell(item, at: now, db) }
    }
  }

  /// Gives a claimed delivery back without an attempt: the channel has no bytes for it, so that it waits, is held
  /// for a person, or failed.
  ///
  /// - Parameter state: deferred, held or failed.
  public func putBack(
    _ delivery: String, as state: Delivery.State, notBefore: Timestamp? = nil, reason: String,
    crashed: Bool = false, telling news: [News] = [], at now: Timestamp
  ) throws {
    try change { db in
      let tried = try Int.fetchOne(
        db.cachedStatement(sql: "SELECT attempts FROM deliveries WHERE key = ?"), arguments: [delivery])
      // A digest that was never tried takes lines still.
      let state = state == .deferred && tried == 0 ? .pending : state
      try Self.move(
        delivery, from: [.claimed], to: state, reason: reason, notBefore: notBefore, at: now, db)
      try db.cachedStatement(sql: "UPDATE deliveries SET putBacks = putBacks + 1 WHERE key = ?")
        .execute(arguments: [delivery])
      if crashed { try Self.countCrash(of: delivery, db) }
      for item in news { try Self.tell(item, at: now, db) }
    }
  }

  private static func countCrash(of delivery: String, _ db: Database) throws {
    try db.cachedStatement(sql: "UPDATE deliveries SET crashes = crashes + 1 WHERE key = ?")
      .execute(arguments: [delivery])
  }

  /// Ends a delivery that is not needed any more. One of which an answer was lost, or has not come yet, is left as
  /// it is: it may have arrived, and only the same bytes may be sent again.
  ///
  /// - Returns: whether it was ended.
  @discardableResult
  public func cancel(_ delivery: String, reason: String, at now: Timestamp) throws -> Bool {
    try change { db in
      guard try !Self.isAmbiguous(delivery, db) else { return false }
      try Self.move(
        delivery, from: [.pending, .deferred, .held, .claimed], to: .cancelled, reason: reason, at: now, db)
      return true
    }
  }

  static func isAmbiguous(_ delivery: String, _ db: Database) throws -> Bool {
    try Bool.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT EXISTS (
            SELECT 1 FROM attempts LEFT JOIN receipts USING (delivery, number)
            WHERE delivery = ? AND coalesce(outcome, 'lost') = 'lost')
          """),
      arguments: [delivery]) ?? false
  }

  /// Fails what waits for a channel that is none of these: no worker will ever take it.
  ///
  /// - Parameter news: what the operator has to hear of each.
  public func failStranded(
    channels: [Channel.ID], at now: Timestamp, telling news: (Delivery, String) -> [News]
  ) throws {
    try change { db in
      let names = try JSON.text(channels.map(\.text))
      let keys = try String.fetchAll(
        db.cachedStatement(
          sql: """
            SELECT key FROM deliveries WHERE state IN ('pending', 'deferred')
              AND channel NOT IN (SELECT value FROM json_each(?1))
            UNION ALL SELECT key FROM deliveries WHERE state = 'held'
              AND channel NOT IN (SELECT value FROM json_each(?1))
            """), arguments: [names]
      ).sorted()
      for key in keys {
        let delivery = try Self.claim(key, db).delivery
        let reason = "channel \(delivery.channel) is not configured any more"
        try Self.move(key, from: [.pending, .deferred, .held], to: .failed, reason: reason, at: now, db)
        for item in news(delivery, reason) { try Self.tell(item, at: now, db) }
      }
    }
  }

  /// At start: what a worker had when the daemon ended goes back. An attempt without an answer gets the
  /// receipt *lost* and is repeated as it is, from `notBefore` on.
  ///
  /// - Returns: how many attempts had no answer.
  @discardableResult
  public func recover(at now: Timestamp) throws -> Int {
    try change { db in
      try Self.recover(at: now, because: "the daemon ended before the answer came", db)
    }
  }

  static func recover(at now: Timestamp, because reason: String, _ db: Database) throws -> Int {
    let keys = try String.fetchAll(
      db.cachedStatement(sql: "SELECT key FROM deliveries WHERE state = 'claimed'"))
    var lost = 0
    for key in keys {
      let outstanding = try Int.fetchOne(
        db.cachedStatement(
          sql: """
            SELECT number FROM attempts LEFT JOIN receipts USING (delivery, number)
            WHERE attempts.delivery = ? AND receipts.at IS NULL
            """), arguments: [key])
      if let outstanding {
        lost += 1
        let receipt = Receipt(outcome: .lost, detail: reason)
        try Self.insert(receipt, delivery: key, number: outstanding, at: now, db)
      }
      let tried = try Int.fetchOne(
        db.cachedStatement(sql: "SELECT attempts FROM deliveries WHERE key = ?"), arguments: [key])
      try Self.move(key, from: [.claimed], to: tried == 0 ? .pending : .deferred, at: now, db)
    }
    return lost
  }

  /// The next moment after the given one at which a delivery of any channel may leave. What may leave already and waits
  /// for its channel does not hide it.
  public func nextDelivery(after moment: Timestamp) throws -> Timestamp? {
    try waitingRead.next(after: moment) {
      try read { db in
        try Int64.fetchOne(
          db.cachedStatement(
            sql:
              "SELECT min(notBefore) FROM deliveries WHERE state IN ('pending', 'deferred') AND notBefore > ?"
          ),
          arguments: [moment.milliseconds]
        ).map(Timestamp.init(milliseconds:))
      }
    }
  }

  /// The delivery of a key; nil where there is none.
  public func delivery(_ key: String) throws -> Delivery? {
    try read { db in
      guard
        try Bool.fetchOne(
          db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM deliveries WHERE key = ?)"), arguments: [key])
          == true
      else { return nil }
      return try Self.claim(key, db).delivery
    }
  }

  /// Deliveries in a state, oldest first.
  public func deliveries(in state: Delivery.State, limit: Int = 1000) throws -> [Delivery] {
    try read { db in
      try String.fetchAll(
        db.cachedStatement(sql: "SELECT key FROM deliveries WHERE state = ? ORDER BY datedAt, key LIMIT ?"),
        arguments: [state.rawValue, limit]
      ).map { try Self.claim($0, db).delivery }
    }
  }

  /// Open deliveries that carry a rung of the obligation, which end when it does.
  public func openDeliveries(of obligation: String) throws -> [Delivery] {
    try read { db in
      try String.fetchAll(
        db.cachedStatement(
          sql: """
            SELECT DISTINCT key FROM deliveries JOIN deliveryLines ON delivery = key
            WHERE obligation = ? AND state IN ('pending', 'deferred', 'held') ORDER BY key
            """), arguments: [obligation]
      ).map { try Self.claim($0, db).delivery }
    }
  }

  /// How many deliveries wait for a person, and how many failed. Asked at every turn, so that it looks at these alone:
  /// the many that arrived would take a second for each million.
  public func countsOfOpen() throws -> (held: Int, failed: Int) {
    try read { db in
      let count = { (state: String) in
        try Int.fetchOne(
          db.cachedStatement(sql: "SELECT count(*) FROM deliveries WHERE state = '\(state)'")) ?? 0
      }
      return (try count("held"), try count("failed"))
    }
  }

  /// How many deliveries are in each state; a state without any is missing.
  public func counts() throws -> [Delivery.State: Int] {
    try read { db in
      let rows = try Row.fetchAll(
        db.cachedStatement(sql: "SELECT state, count(*) FROM deliveries GROUP BY state"))
      return Dictionary(
        uniqueKeysWithValues: rows.compactMap { row in
          Delivery.State(rawValue: row[0]).map { ($0, row[1]) }
        })
    }
  }

  /// Forgets the bytes of deliveries that were settled before a moment; their digest stays.
  public func forgetPayloads(
    in states: [Delivery.State] = [.delivered, .failed, .cancelled], settledBefore moment: Timestamp
  ) throws {
    let names = states.filter { !$0.isOpen }.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    try change { db in
      try db.cachedStatement(
        sql: """
          UPDATE deliveries SET payload = NULL
          WHERE payload IS NOT NULL AND stateSince < ? AND state IN (\(names))
          """
      ).execute(arguments: [moment.milliseconds])
    }
  }

  private static func insert(
    _ receipt: Receipt, delivery: String, number: Int, at now: Timestamp, _ db: Database
  )
    throws
  {
    try db.cachedStatement(
      sql: "INSERT INTO receipts VALUES (?, ?, ?, ?, ?)"
    ).execute(arguments: [delivery, number, now.milliseconds, receipt.outcome.rawValue, receipt.detail])
    try chain("receipt", ref: "\(delivery)/\(number)", db)
  }

  /// Changes a state that is expected to be one of some, and nothing else.
  static func move(
    _ delivery: String, from expected: [Delivery.State], to state: Delivery.State, reason: String? = nil,
    notBefore: Timestamp? = nil, at now: Timestamp, _ db: Database
  ) throws {
    let states = expected.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    try db.cachedStatement(
      sql: """
        UPDATE deliveries SET state = ?, stateSince = ?, reason = ?, notBefore = coalesce(?, notBefore)
        WHERE key = ? AND state IN (\(states))
        """
    ).execute(arguments: [state.rawValue, now.milliseconds, reason, notBefore?.milliseconds, delivery])
    guard db.changesCount == 1 else {
      throw LedgerError.unexpectedState(
        delivery: delivery, expected: expected.map(\.rawValue).joined(separator: " or "))
    }
  }

  static func claim(_ key: String, _ db: Database) throws -> Claim {
    guard
      let row = try Row.fetchOne(
        db.cachedStatement(
          sql: """
            SELECT person, channel, form, datedAt, notBefore, state, attempts, reason, payload,
              EXISTS (SELECT 1 FROM receipts WHERE delivery = key AND outcome = 'lost') AS isAmbiguous,
              (SELECT body FROM bulletins WHERE delivery = key) AS bulletin,
              triedSince, lastTriedAt, putBacks, crashes, payloadDigest
            FROM deliveries WHERE key = ?
            """), arguments: [key]),
      let person = Person.ID(row[0]), let channel = Channel.ID(row[1]),
      let form = Rung.Form(rawValue: row[2]),
      let state = Delivery.State(rawValue: row[5])
    else { throw LedgerError.damaged(path: "ledger", finding: "delivery \(key) cannot be read") }
    let lines = try Row.fetchAll(
      db.cachedStatement(
        sql:
          "SELECT obligation, rung, role, insteadOf, actingFor FROM deliveryLines WHERE delivery = ? ORDER BY 1, 2"
      ),
      arguments: [key]
    ).map { Delivery.Line(obligation: $0[0], rung: $0[1], role: $0[2], insteadOf: $0[3], actingFor: $0[4]) }
    let datedAt = Timestamp(milliseconds: row[3])
    let delivery = Delivery(
      key: key, person: person, channel: channel, form: form, datedAt: datedAt,
      notBefore: Timestamp(milliseconds: row[4]), state: state, attempts: row[6], reason: row[7],
      lines: lines,
      bulletin: try (row[10] as String?).map { try JSON.value($0) })
    let payload: Data? = row[8]
    return Claim(
      delivery: delivery, payload: payload.map([UInt8].init), payloadDigest: row[15], isAmbiguous: row[9],
      triedSince: (row[11] as Int64?).map(Timestamp.init(milliseconds:)),
      lastTriedAt: (row[12] as Int64?).map(Timestamp.init(milliseconds:)), putBacks: row[13],
      crashes: row[14])
  }
}
