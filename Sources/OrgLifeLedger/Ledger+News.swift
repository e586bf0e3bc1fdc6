import GRDB
import OrgLifeCore

extension Ledger {
  /// Writes news for the operator, in the room of the ballast where there is no other.
  public func tell(_ news: [News], at now: Timestamp) throws {
    try withBallast { db in
      for item in news { try Self.tell(item, at: now, db) }
    }
  }

  /// Ends the last bulletin of a series where it still waits: what it says is over.
  ///
  /// - Returns: whether it went out over any channel, or may have.
  public func withdraw(_ series: String, because reason: String, at now: Timestamp) throws -> Bool {
    try change { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT key, state, CAST(substr(key, length(?1) + 2) AS INTEGER) AS number FROM deliveries
          WHERE key GLOB 'bulletin/*' AND substr(key, 1, length(?1) + 1) = ?1 || '/' ORDER BY number DESC, key
          """, arguments: [series])
      var isTold = false
      for row in rows where row["number"] as Int == rows[0]["number"] {
        let key: String = row["key"]
        switch Delivery.State(rawValue: row["state"]) {
        case .pending, .deferred, .held:
          if try Self.isAmbiguous(key, db) {
            isTold = true
          } else {
            try Self.move(
              key, from: [.pending, .deferred, .held], to: .cancelled, reason: reason, at: now, db)
          }
        case .claimed, .delivered: isTold = true
        case .failed, .cancelled, nil: break
        }
      }
      return isTold
    }
  }

  /// Writes news for the operator: it joins the bulletin of its series that still waits, or begins the next one.
  static func tell(_ news: News, at now: Timestamp, _ db: Database) throws {
    for channel in news.channels { try tell(news, over: channel, at: now, db) }
  }

  private static func tell(_ news: News, over channel: Channel.ID, at now: Timestamp, _ db: Database) throws {
    let last = try Row.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT key, datedAt, state = 'pending' AND attempts = 0 AS isWaiting, body,
            CAST(substr(key, length(?) + 2) AS INTEGER) AS number,
            (
              SELECT max(told.datedAt) FROM deliveries told
              WHERE told.key GLOB 'bulletin/*' AND told.person = deliveries.person
                AND told.channel = deliveries.channel AND told.state <> 'cancelled'
                AND substr(told.key, 1, length(?) + 1) = ? || '/'
            ) AS toldAt
          FROM deliveries JOIN bulletins ON delivery = key
          WHERE key GLOB 'bulletin/*' AND person = ? AND channel = ? AND substr(key, 1, length(?) + 1) = ? || '/'
          ORDER BY datedAt DESC, number DESC LIMIT 1
          """),
      arguments: [
        news.series, news.series, news.series, news.person.text, channel.text, news.series, news.series,
      ])
    if let last, last["isWaiting"] {
      let told: Bulletin = try JSON.value(last["body"])
      if let matter = told.matter.joined(with: news.matter) {
        let body = try JSON.text(Bulletin(key: told.key, matter: matter))
        try db.cachedStatement(sql: "UPDATE bulletins SET body = ? WHERE delivery = ?")
          .execute(arguments: [body, last["key"] as String])
        return
      }
    }
    let number = (last?["number"] as Int? ?? 0) + 1
    // What was withdrawn was told to nobody.
    let soonest = (last?["toldAt"] as Int64?).map {
      Timestamp(milliseconds: $0).adding(seconds: news.intervalSeconds)
    }
    let moment = news.leaving(max(now, soonest ?? now))
    let bulletin = Bulletin(key: "\(news.series)/\(number)", matter: news.matter)
    try enqueue(
      Delivery(
        key: "\(bulletin.key)/\(news.person)/\(channel)", person: news.person, channel: channel,
        form: .single, datedAt: moment, notBefore: moment, lines: [], bulletin: bulletin), at: now, db)
  }
}
