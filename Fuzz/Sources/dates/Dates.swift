import Foundation
import Fuzzing
import OrgLifeCore

/// One text, read as everything that is written as a text.
enum DatesTrial {
  static func run(_ input: [UInt8]) {
    let text = String(decoding: input, as: UTF8.self)
    check(CivilDate.self, text)
    check(CivilTime.self, text)
    check(CivilDateTime.self, text)
    check(DayOffset.self, text)
    check(RoleReference.self, text)
    check(Person.ID.self, text)
    checkPeriod(text)
    checkMoment(text)
    checkOffset(text)
  }

  /// What can be read prints as something that is read as the same, as a text and as JSON.
  private static func check<Value: TextCoded & Hashable>(_ type: Value.Type, _ text: String) {
    guard let value = Value(text) else { return }
    hold(Value(value.description) == value, "\(type): “\(text)” prints as \(value)")
    let list = try? JSONDecoder().decode([Value].self, from: JSONEncoder().encode([value]))
    hold(list == [value], "\(type): “\(text)” goes through JSON")
  }

  private static func checkPeriod(_ text: String) {
    guard let period = Period(text) else { return }
    hold(Period(period.description) == period, "the period “\(text)” prints as \(period)")
    hold(period.contains(period.firstDay) && period.contains(period.lastDay), "\(period) has its ends")
    guard (2...9998).contains(period.year) else { return }
    hold(period.next.previous == period && period < period.next, "\(period) has neighbours")
  }

  private static let zones = ["Asia/Shanghai", "America/New_York", "UTC"].compactMap { Zone($0) }

  private static func checkMoment(_ text: String) {
    for zone in zones {
      guard let moment = zone.timestamp(text) else { continue }
      let written = zone.rfc3339(moment)
      // Before 1900 offsets have seconds, which RFC 3339 cannot say; the year 0 and 10000 are no dates of ours.
      guard (1901...9998).contains(zone.date(at: moment).year) else { continue }
      hold(zone.timestamp(written) == moment, "“\(text)” in \(zone.identifier) is written \(written)")
    }
  }

  private static let monday = CivilDate(dayNumber: 20_000)
  private static let days = WorkingDays(WorkingDayCalendar(entries: [:], years: [:]))

  private static func checkOffset(_ text: String) {
    guard let offset = DayOffset(text) else { return }
    hold(abs(offset.days) <= 3660, "an offset is at most ten years")
    let there = days.adding(offset.unit == .working ? offset.days : 0, to: monday)
    hold(abs(there.dayNumber - monday.dayNumber) <= 3660 * 2, "a working day is near")
  }
}

@_cdecl("LLVMFuzzerTestOneInput")
public func trial(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  DatesTrial.run(bytes(start, count))
  return 0
}
