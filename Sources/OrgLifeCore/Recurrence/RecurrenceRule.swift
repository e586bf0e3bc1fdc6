/// How something comes again: a rule of RFC 5545, section 3.3.10, by the day or coarser.
///
/// A rule says nothing by itself: what it leaves open (the day of the month in `FREQ=MONTHLY`) comes from
/// the start that is given with it.
public struct RecurrenceRule: Hashable, Sendable {
  public enum Frequency: String, CaseIterable, Sendable {
    case daily = "DAILY"
    case weekly = "WEEKLY"
    case monthly = "MONTHLY"
    case yearly = "YEARLY"
  }

  /// The last moment that counts, itself included.
  public enum Until: Hashable, Sendable {
    /// All of the day counts.
    case date(CivilDate)
    /// As clocks show it where the rule is used.
    case local(CivilDateTime)
    /// In UTC. Where the rule is used without a zone, it is compared as it stands.
    case utc(CivilDateTime)

    public var date: CivilDate {
      switch self {
      case .date(let date): date
      case .local(let moment), .utc(let moment): moment.date
      }
    }
  }

  /// A weekday, or the n-th one of the month or year: `FR`, `1FR`, `-1FR`.
  struct Day: Hashable, Sendable {
    var weekday: Weekday
    /// From the end where negative; 0 where every one is meant.
    var ordinal: Int
  }

  public let frequency: Frequency
  /// 1 or more: every so many days, weeks, months or years.
  public let interval: Int
  public let count: Int?
  public let until: Until?
  /// On which a week begins: it decides which week is the first of a year, and which weeks `INTERVAL` skips.
  public let weekStart: Weekday

  private let lists: RecurrenceLists

  /// Reads `FREQ=MONTHLY;BYDAY=1FR`: the parts in any order, capital letters or not.
  public init(_ text: String) throws(Mistake) {
    let parts = try RecurrenceParts(text)
    frequency = parts.frequency
    interval = parts.interval ?? 1
    count = parts.count
    until = parts.until
    weekStart = parts.weekStart ?? .monday
    lists = RecurrenceLists(parts)
  }

  /// The lists, where the pattern does not say all.
  var listsBesidePattern: RecurrenceLists? { lists.isMasked ? nil : lists }
  var pattern: RecurrencePattern { lists.pattern }

  var hours: [Int] { lists.hours }
  var minutes: [Int] { lists.minutes }
  var seconds: [Int] { lists.seconds }
  var positions: [Int] { lists.positions }

  /// Whether the rule itself says at what time of the day.
  public var namesTimes: Bool { !(hours.isEmpty && minutes.isEmpty && seconds.isEmpty) }
}

extension RecurrenceRule: CustomStringConvertible {
  /// The canonical text: parts in a fixed order, lists sorted and each value once, defaults left out. Two
  /// rules are equal exactly where their texts are.
  public var description: String {
    var parts = ["FREQ=\(frequency.rawValue)"]
    if let until { parts.append("UNTIL=\(until)") }
    if let count { parts.append("COUNT=\(count)") }
    if interval != 1 { parts.append("INTERVAL=\(interval)") }
    let first = [
      ("BYMONTH", lists.months), ("BYWEEKNO", lists.weekNumbers), ("BYYEARDAY", lists.yearDays),
      ("BYMONTHDAY", lists.monthDays),
    ]
    for (name, values) in first where !values.isEmpty { parts.append("\(name)=\(values.listed)") }
    if !lists.days.isEmpty { parts.append("BYDAY=\(lists.days.listed)") }
    let rest = [("BYHOUR", hours), ("BYMINUTE", minutes), ("BYSECOND", seconds), ("BYSETPOS", positions)]
    for (name, values) in rest where !values.isEmpty { parts.append("\(name)=\(values.listed)") }
    if weekStart != .monday { parts.append("WKST=\(weekStart.letters)") }
    return parts.joined(separator: ";")
  }
}

extension RecurrenceRule.Until: CustomStringConvertible {
  public var description: String {
    switch self {
    case .date(let date): date.basic
    case .local(let moment): moment.description
    case .utc(let moment): "\(moment)Z"
    }
  }
}

extension RecurrenceRule.Day: CustomStringConvertible {
  var description: String { ordinal == 0 ? weekday.letters : "\(ordinal)\(weekday.letters)" }
}

extension RecurrenceRule: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    do { try self.init(text) } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "“\(text)”: \(error)")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension Weekday {
  private static let letters = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

  /// `MO`, as RFC 5545 writes it.
  var letters: String { Weekday.letters[rawValue - 1] }

  init?(letters: Substring) {
    guard let index = Weekday.letters.firstIndex(where: { $0 == letters }) else { return nil }
    self = Weekday.allCases[index]
  }
}

extension [Int] {
  fileprivate var listed: String { map(String.init).joined(separator: ",") }
}

extension [RecurrenceRule.Day] {
  fileprivate var listed: String { map(\.description).joined(separator: ",") }
}
