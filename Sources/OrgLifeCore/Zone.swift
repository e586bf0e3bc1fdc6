/// A time zone of the IANA database, by name.
///
/// Asia/Shanghai has had one offset since 1991; others change. The offsets of our years are read once, with the
/// zone; before and after, what the database says is worked out each time.
public struct Zone: Hashable, Sendable {
  public let identifier: String
  /// nil for UTC, which needs no database.
  private let file: ZoneFile?
  private let offsets: ZoneOffsets

  /// nil where the database of this machine knows no such name. A path (`../etc/passwd`) is no name.
  public init?(_ identifier: String) {
    if identifier == "UTC" {
      self = .utc
      return
    }
    guard let file = ZoneFile(name: identifier) else { return nil }
    self.identifier = identifier
    self.file = file
    offsets = ZoneOffsets(file.offset(at:))
  }

  private init() {
    identifier = "UTC"
    file = nil
    offsets = ZoneOffsets { _ in 0 }
  }

  public static let utc = Zone()

  /// The names of countries' zones that this machine knows, for "did you mean".
  public static var names: Set<String> { ZoneFile.namesOfCountries.union(["UTC"]) }

  public func offsetSeconds(at instant: Timestamp) -> Int {
    if let seconds = offsets.seconds(at: instant) { return seconds }
    let second = (instant.milliseconds - floorModulo(instant.milliseconds, 1000)) / 1000
    return file?.offset(at: second) ?? 0
  }

  /// The instant at which clocks here show this date and time.
  ///
  /// A time that daylight saving skips is read with the offset before the gap; one that it repeats is
  /// its first (RFC 5545 section 3.3.5).
  public func timestamp(of date: CivilDate, at time: CivilTime) -> Timestamp {
    timestamp(of: date, secondOfDay: time.minuteOfDay * 60)
  }

  /// The same to the second.
  public func timestamp(of date: CivilDate, secondOfDay: Int) -> Timestamp {
    let asUTC = Timestamp(seconds: Int64(date.dayNumber) * 86_400 + Int64(secondOfDay))
    // In whole numbers: the planner asks for millions.
    func shifted(by seconds: Int) -> Timestamp {
      Timestamp(milliseconds: asUTC.milliseconds + Int64(seconds) * 1000)
    }
    let (dayBefore, dayAfter) = (shifted(by: -86_400), shifted(by: 86_400))
    if let steady = offsets.seconds(from: dayBefore, to: dayAfter) { return shifted(by: -steady) }
    let before = offsetSeconds(at: dayBefore)
    let after = offsetSeconds(at: dayAfter)
    let early = shifted(by: -before)
    if before == after { return early }
    // In the fold both offsets fit and the earlier one, before the change, is the first; in the gap
    // neither fits and the offset before the gap counts; after the change only the later one fits.
    if offsetSeconds(at: early) == before { return early }
    let late = shifted(by: -after)
    return offsetSeconds(at: late) == after ? late : early
  }

  public func date(at instant: Timestamp) -> CivilDate {
    local(at: instant).date
  }

  /// What clocks and calendars here show at the instant; seconds are dropped.
  public func local(at instant: Timestamp) -> (date: CivilDate, time: CivilTime) {
    let (day, second) = daySecond(at: instant)
    guard let time = CivilTime(hour: second / 3600, minute: second % 3600 / 60) else {
      preconditionFailure("a second of the day is below 86,400")
    }
    return (CivilDate(dayNumber: day), time)
  }

  /// What clocks and calendars here show at the instant, to the second.
  public func dateTime(at instant: Timestamp) -> CivilDateTime {
    let (day, second) = daySecond(at: instant)
    return CivilDateTime(date: CivilDate(dayNumber: day), secondOfDay: second)
  }

  private func daySecond(at instant: Timestamp) -> (day: Int, second: Int) {
    let seconds = (instant.milliseconds - floorModulo(instant.milliseconds, 1000)) / 1000
    let local = seconds + Int64(offsetSeconds(at: instant))
    let second = floorModulo(local, 86_400)
    return (Int((local - second) / 86_400), Int(second))
  }

  /// RFC 3339 with this zone's offset: `2026-03-24T08:30:00+08:00`.
  public func rfc3339(_ instant: Timestamp) -> String {
    let (day, second) = daySecond(at: instant)
    let offset = offsetSeconds(at: instant) / 60
    let sign = offset < 0 ? "-" : "+"
    let clock = [second / 3600, second % 3600 / 60, second % 60].map { padded($0, to: 2) }
    return "\(CivilDate(dayNumber: day))T\(clock.joined(separator: ":"))"
      + "\(sign)\(padded(abs(offset) / 60, to: 2)):\(padded(abs(offset) % 60, to: 2))"
  }

  /// Reads `2026-03-24T08:30` or `2026-03-24 08:30` as clocks here, seconds allowed; or the same with
  /// `Z` or an offset, which then counts.
  public func timestamp(_ text: String) -> Timestamp? {
    let separators: [Character] = ["T", " "]
    guard let split = text.firstIndex(where: separators.contains),
      let date = CivilDate(String(text[..<split]))
    else { return nil }
    var clock = String(text[text.index(after: split)...])
    var offset: Int?
    if clock.hasSuffix("Z") {
      clock.removeLast()
      offset = 0
    } else if let sign = clock.lastIndex(where: { $0 == "+" || $0 == "-" }) {
      guard let shift = CivilTime(String(clock[clock.index(after: sign)...])) else { return nil }
      offset = shift.minuteOfDay * 60 * (clock[sign] == "-" ? -1 : 1)
      clock = String(clock[..<sign])
    }
    var seconds = 0
    if clock.utf8.count == 8, let value = Int(clock.suffix(2)), (0...59).contains(value) {
      seconds = value
      guard clock.dropLast(2).last == ":" else { return nil }
      clock = String(clock.dropLast(3))
    }
    guard let time = CivilTime(clock) else { return nil }
    if let offset {
      let utc = Int64(date.dayNumber) * 86_400 + Int64(time.minuteOfDay) * 60
      return Timestamp(seconds: utc + Int64(seconds) - Int64(offset))
    }
    return timestamp(of: date, secondOfDay: time.minuteOfDay * 60 + seconds)
  }
}

extension Zone: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let zone = Zone(name) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no time zone “\(name)”")
    }
    self = zone
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(identifier)
  }
}

private func floorModulo(_ value: Int64, _ modulus: Int64) -> Int64 {
  let rest = value % modulus
  return rest < 0 ? rest + modulus : rest
}
