/// How a duty divides time.
public enum Cycle: String, Codable, CaseIterable, Sendable {
  case month, quarter
  case halfYear = "half-year"
  case year

  public var months: Int {
    switch self {
    case .month: 1
    case .quarter: 3
    case .halfYear: 6
    case .year: 12
    }
  }
}

/// One turn of a cycle: `2026-03`, `2026-Q1`, `2026-H1`, `2026`.
public struct Period: Hashable, Sendable, Comparable {
  public let cycle: Cycle
  public let year: Int
  /// Counted from 0 within the year.
  public let index: Int

  public init(_ cycle: Cycle, containing date: CivilDate) {
    self.cycle = cycle
    year = date.year
    index = (date.month - 1) / cycle.months
  }

  private init(cycle: Cycle, year: Int, index: Int) {
    self.cycle = cycle
    self.year = year
    self.index = index
  }

  public var firstDay: CivilDate {
    CivilDate.first(of: index * cycle.months + 1, in: year)
  }

  public var lastDay: CivilDate { firstDay.adding(months: cycle.months).adding(days: -1) }

  public var next: Period { Period(cycle, containing: lastDay.adding(days: 1)) }

  public var previous: Period { Period(cycle, containing: firstDay.adding(days: -1)) }

  public func contains(_ date: CivilDate) -> Bool { firstDay <= date && date <= lastDay }

  public static func < (left: Period, right: Period) -> Bool { left.firstDay < right.firstDay }
}

extension Period: LosslessStringConvertible {
  public init?(_ description: String) {
    let bytes = Array(description.utf8)
    guard bytes.count >= 4, let year = CivilDate.number(bytes[0..<4]), year > 0 else { return nil }
    switch bytes.count {
    case 4: self.init(cycle: .year, year: year, index: 0)
    case 7 where bytes[4] == UInt8(ascii: "-"):
      let kinds: [UInt8: (Cycle, ClosedRange<Int>)] = [
        UInt8(ascii: "Q"): (.quarter, 1...4), UInt8(ascii: "H"): (.halfYear, 1...2),
      ]
      let (cycle, range) = kinds[bytes[5]] ?? (.month, 1...12)
      let digits = cycle == .month ? bytes[5..<7] : bytes[6..<7]
      guard let number = CivilDate.number(digits), range.contains(number) else { return nil }
      self.init(cycle: cycle, year: year, index: number - 1)
    default: return nil
    }
  }

  public var description: String {
    let year = padded(year, to: 4)
    return switch cycle {
    case .month: "\(year)-\(padded(index + 1, to: 2))"
    case .quarter: "\(year)-Q\(index + 1)"
    case .halfYear: "\(year)-H\(index + 1)"
    case .year: year
    }
  }
}

extension CivilDate {
  /// The first day of a month. `month` is 1 to 12.
  static func first(of month: Int, in year: Int) -> CivilDate {
    CivilDate(uncheckedYear: year, month: month, day: 1)
  }
}
