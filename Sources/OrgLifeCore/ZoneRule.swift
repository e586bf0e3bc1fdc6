/// What a zone does year after year: `CET-1CEST,M3.5.0,M10.5.0/3` (POSIX, with the hours of RFC 9636 section 3.3.1).
struct ZoneRule: Hashable, Sendable {
  /// Seconds east of Greenwich, while no other time is kept.
  private let standard: Int
  private let saving: Saving?

  private struct Saving: Hashable {
    var offset: Int
    var begin: Moment
    var end: Moment
  }

  init?(_ text: String) {
    var reader = Reader(text)
    guard reader.skipName(), let standard = reader.offset() else { return nil }
    self.standard = -standard
    guard !reader.isAtEnd else {
      saving = nil
      return
    }
    guard reader.skipName() else { return nil }
    // An hour ahead, where nothing else is said.
    var ahead = self.standard + 3600
    if !reader.skip(",") {
      guard let offset = reader.offset(), reader.skip(",") else { return nil }
      ahead = -offset
    }
    guard let begin = Moment(&reader), reader.skip(","), let end = Moment(&reader), reader.isAtEnd
    else { return nil }
    saving = Saving(offset: ahead, begin: begin, end: end)
  }

  func offset(at second: Int64) -> Int {
    guard let saving else { return standard }
    let day = (second + Int64(standard)).dividedDown(by: 86_400)
    let year = CivilDate(dayNumber: Int(day)).year
    let begin = saving.begin.second(in: year) - Int64(standard)
    let end = saving.end.second(in: year) - Int64(saving.offset)
    let isSaving =
      begin < end ? begin <= second && second < end : !(end <= second && second < begin)
    return isSaving ? saving.offset : standard
  }

  /// A day of each year, and the time on it.
  private struct Moment: Hashable {
    private enum Day: Hashable {
      /// Sunday is 0; week 5 is the last one.
      case weekday(Int, week: Int, month: Int)
      /// From 1, 29 February never counted.
      case day(Int)
      /// From 0, 29 February counted.
      case leapDay(Int)
    }

    private let day: Day
    private let secondOfDay: Int

    init?(_ reader: inout Reader) {
      if reader.skip("M") {
        guard let month = reader.number(1...12), reader.skip("."), let week = reader.number(1...5),
          reader.skip("."), let weekday = reader.number(0...6)
        else { return nil }
        day = .weekday(weekday, week: week, month: month)
      } else if reader.skip("J") {
        guard let number = reader.number(1...365) else { return nil }
        day = .day(number)
      } else {
        guard let number = reader.number(0...365) else { return nil }
        day = .leapDay(number)
      }
      if reader.skip("/") {
        guard let time = reader.offset() else { return nil }
        secondOfDay = time
      } else {
        secondOfDay = 2 * 3600
      }
    }

    /// As clocks show it, counted as if they showed UTC.
    func second(in year: Int) -> Int64 { Int64(dayNumber(in: year)) * 86_400 + Int64(secondOfDay) }

    private func dayNumber(in year: Int) -> Int {
      let first = CivilDate(uncheckedYear: year, month: 1, day: 1).dayNumber
      switch day {
      case .day(let number):
        return first + number - (CivilDate.isLeap(year) && number >= 60 ? 0 : 1)
      case .leapDay(let number): return first + number
      case .weekday(let weekday, let week, let month):
        let start = CivilDate(uncheckedYear: year, month: month, day: 1).dayNumber
        // 1970-01-01 was a Thursday.
        let weekdayOfStart = ((start + 4) % 7 + 7) % 7
        let day = start + (weekday - weekdayOfStart + 7) % 7 + 7 * (week - 1)
        return day < start + CivilDate.daysIn(month: month, of: year) ? day : day - 7
      }
    }
  }

  private struct Reader {
    private var left: Substring.UTF8View

    init(_ text: String) { left = text[...].utf8 }

    var isAtEnd: Bool { left.isEmpty }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
      guard let first = left.first, first == UInt8(ascii: character) else { return false }
      left = left.dropFirst()
      return true
    }

    /// `CET`, or `<+08>`.
    mutating func skipName() -> Bool {
      if skip("<") {
        guard let end = left.firstIndex(of: UInt8(ascii: ">")) else { return false }
        left = left[left.index(after: end)...]
        return true
      }
      let (capitals, letters) = (UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"))
      let rest = left.drop { capitals.contains($0) || letters.contains($0) }
      defer { left = rest }
      return left.count - rest.count >= 3
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int? {
      let digits = left.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.prefix(3)
      left = left[digits.endIndex...]
      guard let value = Int(Substring(digits)), range.contains(value) else { return nil }
      return value
    }

    /// Hours, minutes and seconds, with a sign, as seconds.
    mutating func offset() -> Int? {
      let sign = skip("-") ? -1 : 1
      if sign == 1 { _ = skip("+") }
      guard var seconds = number(0...167).map({ $0 * 3600 }) else { return nil }
      for unit in [60, 1] where skip(":") {
        guard let part = number(0...59) else { return nil }
        seconds += part * unit
      }
      return sign * seconds
    }
  }
}

extension Int64 {
  /// The quotient towards minus infinity.
  fileprivate func dividedDown(by divisor: Int64) -> Int64 {
    let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
    return rest < 0 ? quotient - 1 : quotient
  }
}
