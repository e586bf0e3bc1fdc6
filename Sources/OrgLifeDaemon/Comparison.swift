import OrgLifeCore
import OrgLifeLedger
import OrgLifeSchedule

/// What would change if another programme were put in force. The interface file says what each member means.
public struct Comparison: Codable, Hashable, Sendable {
  public struct Obligation: Codable, Hashable, Sendable {
    /// `comes`, `goes` or `moves`.
    public var change: String
    public var key: String
    public var due: CivilDate?
    public var was: CivilDate?
  }

  public struct Reached: Codable, Hashable, Sendable {
    public var person: String
    public var name: String
  }

  public struct Reminder: Codable, Hashable, Sendable {
    /// `comes`, `goes`, `moves` or `other people`.
    public var change: String
    public var key: String
    public var at: String?
    public var was: String?
    public var to: [Reached]
    public var wasTo: [Reached]
  }

  public var from: CivilDate
  public var through: CivilDate
  public var revision: String
  public var was: String
  public var obligations: [Obligation]
  public var reminders: [Reminder]

  /// - Parameters:
  ///   - old: what is ahead under the one programme.
  ///   - new: what is ahead under the other.
  public init(
    old: Outlook, under former: Programme, new: Outlook, under programme: Programme, from now: Timestamp,
    to end: Timestamp
  ) {
    from = programme.zone.date(at: now)
    through = programme.zone.date(at: end)
    revision = programme.revision
    was = former.revision
    obligations = Set(old.due.keys).union(new.due.keys).sorted().compactMap { key in
      let (was, due) = (old.due[key], new.due[key])
      guard was != due else { return nil }
      return Obligation(
        change: was == nil ? "comes" : due == nil ? "goes" : "moves", key: key, due: due, was: was)
    }
    let keys = Set(old.reminders.keys).union(new.reminders.keys)
    let changed = keys.compactMap { key -> (at: Timestamp, key: String, reminder: Reminder)? in
      let (was, now) = (old.reminders[key], new.reminders[key])
      guard was != now, let at = now?.at ?? was?.at else { return nil }
      let change =
        was == nil ? "comes" : now == nil ? "goes" : was?.at != now?.at ? "moves" : "other people"
      let reminder = Reminder(
        change: change, key: key, at: now.map { programme.zone.rfc3339($0.at) },
        was: was.map { former.zone.rfc3339($0.at) }, to: Comparison.reached(now, programme),
        wasTo: Comparison.reached(was, former))
      return (at, key, reminder)
    }
    reminders = changed.sorted { ($0.at, $0.key) < ($1.at, $1.key) }.map(\.reminder)
  }

  private static func reached(_ reminder: Outlook.Reminder?, _ programme: Programme) -> [Reached] {
    (reminder?.people ?? []).sorted().map {
      Reached(person: $0.text, name: programme.people[$0]?.name[programme.language] ?? $0.text)
    }
  }
}

extension Desk {
  /// What would change in the days ahead if another programme took force now, by the same planner and with what
  /// is known. Nothing is written.
  public func comparison(with programme: Programme, days: Int, at now: Timestamp) throws -> Comparison {
    let end = now.adding(seconds: Double(days) * 86_400)
    // Both look ahead from one moment of the ledger: what is delivered meanwhile is no difference.
    let still = try copy()
    return Comparison(
      old: try still.outlook(under: self.programme, from: now, to: end), under: self.programme,
      new: try still.outlook(under: programme, from: now, to: end), under: programme, from: now, to: end)
  }

  /// A desk at an empty ledger, for comparing programmes where no daemon runs.
  public static func empty(_ programme: Programme, inServiceSince now: Timestamp) throws -> Desk {
    let ledger = try Ledger.inMemory()
    _ = try ledger.service(startingAt: now)
    return try Desk(programme: programme, ledger: ledger)
  }
}
