/// A date of mail (RFC 5322 section 3.3) from a notice's (RFC 3339).
enum MailDate {
  private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// `2026-03-24T08:30:00+08:00` becomes `Tue, 24 Mar 2026 08:30:00 +0800`; nil for anything but RFC 3339 of the years
  /// 1900 to 9999. Fractions of a second are dropped.
  static func text(rfc3339: String) -> String? {
    let bytes = Array(rfc3339.utf8)
    func number(_ range: Range<Int>) -> Int? {
      guard range.upperBound <= bytes.count, bytes[range].allSatisfy({ (48...57).contains($0) }) else {
        return nil
      }
      return bytes[range].reduce(0) { $0 * 10 + Int($1 - 48) }
    }
    func has(_ text: String, at index: Int) -> Bool {
      index < bytes.count && text.utf8.contains(bytes[index])
    }
    guard let year = number(0..<4), has("-", at: 4), let month = number(5..<7), has("-", at: 7),
      let day = number(8..<10), has("Tt ", at: 10), let hour = number(11..<13), has(":", at: 13),
      let minute = number(14..<16), has(":", at: 16), let second = number(17..<19),
      year >= 1900, (1...12).contains(month), (1...daysIn(month, year)).contains(day), hour < 24, minute < 60,
      second <= 60
    else { return nil }
    var index = 19
    if has(".", at: index) {
      index += 1
      while has("0123456789", at: index) { index += 1 }
    }
    let zone: String
    if has("Zz", at: index), index + 1 == bytes.count {
      zone = "+0000"
    } else if has("+-", at: index), let hours = number(index + 1..<index + 3), has(":", at: index + 3),
      let minutes = number(index + 4..<index + 6), index + 6 == bytes.count, hours < 24, minutes < 60
    {
      zone = (has("-", at: index) ? "-" : "+") + two(hours) + two(minutes)
    } else {
      return nil
    }
    return "\(days[weekday(year, month, day)]), \(day) \(months[month - 1]) \(year) "
      + "\(two(hour)):\(two(minute)):\(two(second)) \(zone)"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static func daysIn(_ month: Int, _ year: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// 0 is Sunday: days since 1 January 1900, a Monday.
  private static func weekday(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let before = year - 1
    let leaps = before / 4 - before / 100 + before / 400
    let earlier = (1..<month).reduce(0) { $0 + daysIn($1, year) }
    // 1 January of year 1 was a Monday.
    return (before * 365 + leaps + earlier + day) % 7
  }
}
