/// A day and a time of day to the second, without zone: `19970902T090000`.
public struct CivilDateTime: Hashable, Sendable, Comparable, TextCoded {
  public static let wanted = "a date and time like 19970902T090000"

  public let date: CivilDate
  /// Seconds since 00:00:00, 0 to 86,399.
  public let secondOfDay: Int

  public init(date: CivilDate, secondOfDay: Int) {
    precondition((0..<86_400).contains(secondOfDay), "a day has 86,400 seconds")
    self.date = date
    self.secondOfDay = secondOfDay
  }

  /// Reads RFC 5545's form, `19970902T090000`. A second 60 is read as 59, as its section 3.3.12 advises.
  public init?(_ description: String) {
    let bytes = Array(description.utf8)
    guard bytes.count == 15, bytes[8] == UInt8(ascii: "T"), let date = CivilDate(basic: bytes[0..<8]),
      let hour = CivilDate.number(bytes[9..<11]), let minute = CivilDate.number(bytes[11..<13]),
      let second = CivilDate.number(bytes[13..<15]), hour < 24, minute < 60, second <= 60
    else { return nil }
    self.init(date: date, secondOfDay: hour * 3600 + minute * 60 + min(second, 59))
  }

  public var description: String {
    let clock = [secondOfDay / 3600, secondOfDay % 3600 / 60, secondOfDay % 60].map { padded($0, to: 2) }
    return "\(date.basic)T\(clock.joined())"
  }

  public static func < (left: CivilDateTime, right: CivilDateTime) -> Bool {
    (left.date, left.secondOfDay) < (right.date, right.secondOfDay)
  }
}

extension CivilDate {
  /// Reads ISO 8601's basic form, `20260324`.
  init?(basic bytes: ArraySlice<UInt8>) {
    guard bytes.count == 8, let number = CivilDate.number(bytes) else { return nil }
    self.init(year: number / 10_000, month: number / 100 % 100, day: number % 100)
  }

  var basic: String { "\(padded(year, to: 4))\(padded(month, to: 2))\(padded(day, to: 2))" }
}
