/// So many days, worked or of the calendar: `5wd`, `7d`.
public struct DayOffset: Hashable, Sendable, TextCoded {
  public static let wanted = "a number of days like 5wd or 7d"

  public enum Unit: String, Codable, Sendable {
    case calendar = "d"
    case working = "wd"
  }

  public var days: Int
  public var unit: Unit

  public init(_ days: Int, _ unit: Unit) {
    self.days = days
    self.unit = unit
  }

  /// Reads a number of days and a unit, `d` or `wd`; a sign is allowed.
  public init?(_ description: String) {
    let unit: Unit = description.hasSuffix("wd") ? .working : .calendar
    guard description.hasSuffix(unit.rawValue) else { return nil }
    let number = description.dropLast(unit.rawValue.count)
    guard let days = Int(number), (-3660...3660).contains(days) else { return nil }
    self.init(days, unit)
  }

  public var description: String { "\(days)\(unit.rawValue)" }
}
