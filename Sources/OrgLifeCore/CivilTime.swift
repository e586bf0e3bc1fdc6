/// A time of day to the minute, without zone.
public struct CivilTime: Hashable, Sendable, Comparable, TextCoded {
  public static let wanted = "a time like 08:30"

  public let minuteOfDay: Int

  public init?(hour: Int, minute: Int) {
    guard (0...23).contains(hour), (0...59).contains(minute) else { return nil }
    minuteOfDay = hour * 60 + minute
  }

  /// Reads `08:30`.
  public init?(_ description: String) {
    let bytes = Array(description.utf8)
    guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"),
      let hour = CivilDate.number(bytes[0..<2]), let minute = CivilDate.number(bytes[3..<5])
    else { return nil }
    self.init(hour: hour, minute: minute)
  }

  public var hour: Int { minuteOfDay / 60 }
  public var minute: Int { minuteOfDay % 60 }

  public var description: String { "\(padded(hour, to: 2)):\(padded(minute, to: 2))" }

  public static func < (left: CivilTime, right: CivilTime) -> Bool {
    left.minuteOfDay < right.minuteOfDay
  }
}
