import GRDB
import OrgLifeCore

/// Somebody whose last message over a channel was refused for good.
public struct RefusedAddressee: Hashable, Sendable {
  public var person: Person.ID
  public var channel: Channel.ID
  public var reason: String
}

extension Ledger {
  /// Of each person and channel the last delivery that was settled, where it failed because the channel refused it. By
  /// person, then channel.
  public func refusedAddressees() throws -> [RefusedAddressee] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT person, channel, coalesce(reason, '') AS reason FROM deliveries AS last
          WHERE state = 'failed'
            AND EXISTS (SELECT 1 FROM receipts WHERE delivery = last.key AND outcome = 'rejected')
            AND NOT EXISTS (
              SELECT 1 FROM deliveries AS later
              WHERE later.person = last.person AND later.channel = last.channel
                AND later.state IN ('delivered', 'failed') AND later.stateSince > last.stateSince)
          GROUP BY person, channel ORDER BY person, channel
          """
      ).compactMap { row in
        guard let person = Person.ID(row["person"] as String),
          let channel = Channel.ID(row["channel"] as String)
        else { return nil }
        return RefusedAddressee(person: person, channel: channel, reason: row["reason"])
      }
    }
  }
}
