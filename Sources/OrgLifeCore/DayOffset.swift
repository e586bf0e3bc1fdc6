/// So many days, worked or of the calendar, or months: `5wd`, `7d`, `6mo`.
public struct DayOffset: Hashable, Sendable, TextCoded {
  public static let wanted = "a number of days or months like 5wd, 7d or 6mo"

  public enum Unit: String, Codable, CaseIterable, Sendable {
    case working = "wd"
    case calendar = "d"
    /// Counted as a calendar counts them: a month after 31 January is the last day of February.
    case months = "mo"
  }

  /// How many, of the unit.
  public var days: Int
  public var unit: Unit

  public init(_ days: Int, _ unit: Unit) {
    self.days = days
    self.unit = unit
  }

  /// Reads a number and a unit, `d`, `wd` or `mo`; a sign is allowed.
  public init?(_ description: String) {
    guard let unit = Unit.allCases.first(where: { description.hasSuffix($0.rawValue) }) else { return nil }
    let number = description.dropLast(unit.rawValue.count)
    let limit = unit == .months ? 120 : 3660
    guard let days = Int(number), (-limit...limit).contains(days) else { return nil }
    self.init(days, unit)
  }

  public var description: String { "\(days)\(unit.rawValue)" }
}
