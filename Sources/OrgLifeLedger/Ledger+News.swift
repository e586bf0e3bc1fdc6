import GRDB
import OrgLifeCore

extension Ledger {
  /// Writes news for the operator: it joins the bulletin of its series that still waits, or begins the next one.
  static func tell(_ news: News, at now: Timestamp, _ db: Database) throws {
    for channel in news.channels { try tell(news, over: channel, at: now, db) }
  }

  private static func tell(_ news: News, over channel: Channel.ID, at now: Timestamp, _ db: Database) throws {
    let last = try Row.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT key, datedAt, state = 'pending' AND attempts = 0 AS isWaiting, body,
            CAST(substr(key, length(?) + 2) AS INTEGER) AS number
          FROM deliveries JOIN bulletins ON delivery = key
          WHERE key GLOB 'bulletin/*' AND person = ? AND channel = ? AND substr(key, 1, length(?) + 1) = ? || '/'
          ORDER BY datedAt DESC, number DESC LIMIT 1
          """),
      arguments: [news.series, news.person.text, channel.text, news.series, news.series])
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
    let soonest = (last?["datedAt"] as Int64?).map {
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
