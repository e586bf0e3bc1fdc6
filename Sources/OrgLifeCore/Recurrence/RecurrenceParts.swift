extension RecurrenceRule {
  /// Why a text is no rule, in one sentence that names the part.
  public struct Mistake: Error, Hashable, Sendable, CustomStringConvertible {
    /// `BYDAY`; empty where the text as a whole is meant.
    public let part: String
    public let description: String

    init(_ part: String, _ description: String) {
      self.part = part
      self.description = description
    }
  }
}

/// The parts of a rule, checked one by one and then against each other. Lists are sorted, each value once.
struct RecurrenceParts {
  typealias Mistake = RecurrenceRule.Mistake

  private(set) var frequency = RecurrenceRule.Frequency.daily
  private(set) var interval: Int?
  private(set) var count: Int?
  private(set) var until: RecurrenceRule.Until?
  private(set) var weekStart: Weekday?
  private(set) var months: [Int] = []
  private(set) var weekNumbers: [Int] = []
  private(set) var yearDays: [Int] = []
  private(set) var monthDays: [Int] = []
  private(set) var days: [RecurrenceRule.Day] = []
  private(set) var hours: [Int] = []
  private(set) var minutes: [Int] = []
  private(set) var seconds: [Int] = []
  private(set) var positions: [Int] = []

  private var given = Set<String>()

  init(_ text: String) throws(Mistake) {
    guard !text.isEmpty else {
      throw Mistake("", "the rule is empty; it begins with FREQ=, like FREQ=MONTHLY;BYDAY=1FR")
    }
    // Longer than any rule in its right mind, and short enough that no list in it takes long.
    guard text.utf8.count <= 10_000 else { throw Mistake("", "the rule is longer than 10,000 bytes") }
    for part in text.split(separator: ";", omittingEmptySubsequences: false) {
      guard !part.isEmpty else { throw Mistake("", "an empty part: there is a “;” too many") }
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = pair[0].uppercased()
      guard pair.count == 2, !pair[1].isEmpty else {
        throw Mistake(name, "\(name) has no value: a part is written NAME=VALUE")
      }
      try take(name, pair[1].uppercased())
    }
    guard given.contains("FREQ") else { throw Mistake("FREQ", "FREQ is missing: each rule needs one") }
    try checkTogether()
  }

  private mutating func take(_ name: String, _ value: String) throws(Mistake) {
    guard given.insert(name).inserted else { throw Mistake(name, "\(name) is given twice") }
    switch name {
    case "FREQ": frequency = try RecurrenceParts.frequency(value)
    case "INTERVAL": interval = try RecurrenceParts.number(name, value, 1...100_000)
    case "COUNT": count = try RecurrenceParts.number(name, value, 1...1_000_000)
    case "UNTIL": until = try RecurrenceParts.until(value)
    case "WKST":
      guard let day = Weekday(letters: value[...]) else {
        throw Mistake(name, "WKST=\(value) is not one of MO, TU, WE, TH, FR, SA, SU")
      }
      weekStart = day
    case "BYMONTH": months = try RecurrenceParts.numbers(name, value, 1...12)
    case "BYWEEKNO": weekNumbers = try RecurrenceParts.numbers(name, value, 1...53, orFromEnd: true)
    case "BYYEARDAY": yearDays = try RecurrenceParts.numbers(name, value, 1...366, orFromEnd: true)
    case "BYMONTHDAY": monthDays = try RecurrenceParts.numbers(name, value, 1...31, orFromEnd: true)
    case "BYDAY": days = try RecurrenceParts.days(value)
    case "BYHOUR": hours = try RecurrenceParts.numbers(name, value, 0...23)
    case "BYMINUTE": minutes = try RecurrenceParts.numbers(name, value, 0...59)
    case "BYSECOND":
      // RFC 5545 section 3.3.12: who does not know leap seconds reads the second 60 as 59.
      seconds = RecurrenceParts.ordered(
        try RecurrenceParts.numbers(name, value, 0...60).map { min($0, 59) })
    case "BYSETPOS": positions = try RecurrenceParts.numbers(name, value, 1...366, orFromEnd: true)
    default: throw Mistake(name, "\(name) is no part of a rule that is known here")
    }
  }

  private func checkTogether() throws(Mistake) {
    if count != nil, until != nil {
      throw Mistake("COUNT", "COUNT and UNTIL cannot stand in one rule: keep one of them")
    }
    if !weekNumbers.isEmpty, frequency != .yearly {
      throw Mistake("BYWEEKNO", "BYWEEKNO stands only with FREQ=YEARLY, not with \(frequency.rawValue)")
    }
    if !yearDays.isEmpty, frequency != .yearly {
      throw Mistake("BYYEARDAY", "BYYEARDAY does not stand with FREQ=\(frequency.rawValue), only with YEARLY")
    }
    if !monthDays.isEmpty, frequency == .weekly {
      throw Mistake("BYMONTHDAY", "BYMONTHDAY does not stand with FREQ=WEEKLY")
    }
    if let numbered = days.first(where: { $0.ordinal != 0 }) {
      if frequency == .weekly || frequency == .daily {
        throw Mistake(
          "BYDAY",
          "BYDAY=\(numbered) with a number stands only with FREQ=MONTHLY or YEARLY: write "
            + numbered.weekday.letters)
      }
      if !weekNumbers.isEmpty {
        throw Mistake("BYDAY", "BYDAY=\(numbered) with a number does not stand beside BYWEEKNO")
      }
    }
    if !positions.isEmpty, given.count(where: { $0.hasPrefix("BY") }) == 1 {
      throw Mistake("BYSETPOS", "BYSETPOS picks from what another BY part names, and there is none")
    }
  }

  private static func frequency(_ value: String) throws(Mistake) -> RecurrenceRule.Frequency {
    if let frequency = RecurrenceRule.Frequency(rawValue: value) { return frequency }
    if ["HOURLY", "MINUTELY", "SECONDLY"].contains(value) {
      throw Mistake("FREQ", "FREQ=\(value) is not supported: nothing here comes more often than each day")
    }
    throw Mistake("FREQ", "FREQ=\(value) is not one of DAILY, WEEKLY, MONTHLY, YEARLY")
  }

  private static func until(_ value: String) throws(Mistake) -> RecurrenceRule.Until {
    let bytes = Array(value.utf8)
    if let date = CivilDate(basic: bytes[...]) { return .date(date) }
    if let moment = CivilDateTime(value) { return .local(moment) }
    if value.hasSuffix("Z"), let moment = CivilDateTime(String(value.dropLast())) { return .utc(moment) }
    throw Mistake("UNTIL", "UNTIL=\(value) is not a date like 20261231 or a time like 20261231T160000Z")
  }

  private static func number(_ name: String, _ value: String, _ range: ClosedRange<Int>) throws(Mistake)
    -> Int
  {
    guard let number = digits(value[...]), range.contains(number) else {
      throw Mistake(name, "\(name)=\(value) is not a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  private static func numbers(
    _ name: String, _ value: String, _ range: ClosedRange<Int>, orFromEnd: Bool = false
  ) throws(Mistake) -> [Int] {
    var numbers: [Int] = []
    for item in value.split(separator: ",", omittingEmptySubsequences: false) {
      guard let number = orFromEnd ? signed(item) : digits(item), range.contains(abs(number)) else {
        let ends = "\(range.lowerBound) to \(range.upperBound)"
        throw Mistake(
          name,
          "\(name)=\(item) is not a number from \(ends)"
            + (orFromEnd ? ", or from -\(range.lowerBound) to -\(range.upperBound)" : ""))
      }
      numbers.append(number)
    }
    return ordered(numbers)
  }

  private static func days(_ value: String) throws(Mistake) -> [RecurrenceRule.Day] {
    var days: [RecurrenceRule.Day] = []
    for item in value.split(separator: ",", omittingEmptySubsequences: false) {
      let number = item.dropLast(2)
      guard let weekday = Weekday(letters: item.suffix(2)) else {
        throw Mistake("BYDAY", "BYDAY=\(item) does not end with one of MO, TU, WE, TH, FR, SA, SU")
      }
      guard number.isEmpty || signed(number).map({ (1...53).contains(abs($0)) }) == true else {
        throw Mistake("BYDAY", "BYDAY=\(item): the number is not 1 to 53, or -1 to -53")
      }
      days.append(RecurrenceRule.Day(weekday: weekday, ordinal: signed(number) ?? 0))
    }
    return Set(days).sorted {
      (rank($0.ordinal), $0.weekday.rawValue) < (rank($1.ordinal), $1.weekday.rawValue)
    }
  }

  private static func ordered(_ numbers: [Int]) -> [Int] { Set(numbers).sorted { rank($0) < rank($1) } }

  /// 1, 2, 3, then -1, -2.
  private static func rank(_ number: Int) -> Int { number < 0 ? 1000 - number : number }

  private static func signed(_ text: Substring) -> Int? {
    switch text.first {
    case "-": digits(text.dropFirst()).map { -$0 }
    case "+": digits(text.dropFirst())
    default: digits(text)
    }
  }

  /// At most nine digits, so that no number is too large to be read.
  private static func digits(_ text: Substring) -> Int? {
    let bytes = Array(text.utf8)
    guard (1...9).contains(bytes.count) else { return nil }
    return CivilDate.number(bytes[...])
  }
}
