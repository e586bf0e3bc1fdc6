/// A start, a rule, and single times that are added or left out: RFC 5545, section 3.8.5.
///
/// The start is an occurrence only where the rule names it. Without a zone all times float: they are what
/// clocks show, wherever that is.
public struct Recurrence: Hashable, Sendable {
  /// A time as a calendar writes it.
  public enum Moment: Hashable, Sendable {
    case local(CivilDateTime)
    case utc(CivilDateTime)

    /// Reads `19970902T090000`, or the same with `Z`.
    public init?(_ text: String) {
      if let moment = CivilDateTime(text) {
        self = .local(moment)
      } else if text.hasSuffix("Z"), let moment = CivilDateTime(String(text.dropLast())) {
        self = .utc(moment)
      } else {
        return nil
      }
    }
  }

  public struct Occurrence: Hashable, Sendable {
    /// As the rule names it. Where clocks skip this time, they show a later one at ``instant``.
    public let local: CivilDateTime
    /// nil where times float.
    public let instant: Timestamp?
  }

  public enum Fault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The rule names no day within 100 years of its start, or of the last day that it named.
    case noOccurrence
    /// A floating set cannot know which local time a time in UTC is.
    case utcWithoutZone(CivilDateTime)

    public var description: String {
      switch self {
      case .noOccurrence: "no occurrence in 100 years"
      case .utcWithoutZone(let moment): "\(moment)Z is in UTC, but the recurrence has no zone"
      }
    }
  }

  public var start: CivilDateTime
  /// nil where times float.
  public var zone: Zone?
  public var rule: RecurrenceRule
  /// RDATE: times that count beside those of the rule.
  public var additions: [Moment]
  /// EXDATE: times that do not count. COUNT counts them all the same.
  public var exceptions: [Moment]

  public init(
    start: CivilDateTime, zone: Zone? = nil, rule: RecurrenceRule, additions: [Moment] = [],
    exceptions: [Moment] = []
  ) {
    self.start = start
    self.zone = zone
    self.rule = rule
    self.additions = additions
    self.exceptions = exceptions
  }

  /// The first occurrences, in order, each once: fewer than `limit` where the rule ends before.
  ///
  /// A local time is an instant as ``Zone/timestamp(of:secondOfDay:)`` says; two that become the same instant
  /// are one occurrence.
  public func occurrences(limit: Int) throws(Fault) -> [Occurrence] {
    guard limit > 0 else { return [] }
    var seen = Set<Int64>()
    for exception in exceptions { seen.insert(try occurrence(exception).key) }
    var found: [Occurrence] = []
    var times = RecurrenceTimes(rule, from: start)
    // In UTC the last moment can stand on the day before or after.
    if case .utc = rule.until, zone != nil { times.last = times.last.adding(days: 2) }
    while let local = try times.next() {
      let next = occurrence(local)
      guard isInTime(next), seen.insert(next.key).inserted else { continue }
      found.append(next)
      if found.count == limit {
        guard zone != nil else { break }
        // Behind a gap a later local time can be the earlier instant, by as much as clocks were set forward:
        // never as much as two days.
        times.last = min(times.last, local.date.adding(days: 2))
      }
    }
    for addition in additions {
      let next = try occurrence(addition)
      if seen.insert(next.key).inserted { found.append(next) }
    }
    found.sort { ($0.key, $0.local) < ($1.key, $1.local) }
    return Array(found.prefix(limit))
  }

  private func isInTime(_ occurrence: Occurrence) -> Bool {
    switch rule.until {
    case nil: true
    case .date(let date): occurrence.local.date <= date
    case .local(let last): occurrence.local <= last
    case .utc(let last): occurrence.key <= last.secondsAsUTC
    }
  }

  private func occurrence(_ local: CivilDateTime) -> Occurrence {
    Occurrence(local: local, instant: zone?.timestamp(of: local.date, secondOfDay: local.secondOfDay))
  }

  private func occurrence(_ moment: Moment) throws(Fault) -> Occurrence {
    switch moment {
    case .local(let local): return occurrence(local)
    case .utc(let utc):
      guard let zone else { throw .utcWithoutZone(utc) }
      let instant = Timestamp(seconds: utc.secondsAsUTC)
      return Occurrence(local: zone.dateTime(at: instant), instant: instant)
    }
  }
}

extension Recurrence.Occurrence {
  /// Seconds since 1970 by which occurrences are ordered and told apart.
  fileprivate var key: Int64 { instant.map { $0.milliseconds / 1000 } ?? local.secondsAsUTC }
}

extension CivilDateTime {
  /// Seconds from 1970-01-01T00:00:00Z, if clocks that show this show UTC.
  fileprivate var secondsAsUTC: Int64 { Int64(date.dayNumber) * 86_400 + Int64(secondOfDay) }
}
