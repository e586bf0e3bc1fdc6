import OrgLifeCore

/// One duty of one organisation for one period, or one item: with the day by which it is due.
public struct Obligation: Hashable, Sendable {
  public enum Subject: Hashable, Sendable {
    case period(Period)
    /// A day of a period, as its rule has it and as it is held.
    case day(FixedDay.Day, of: Period)
    case item(Item)
  }

  public var duty: Duty.ID
  public var organisation: Organisation.ID
  public var subject: Subject
  /// The period's or the item's word in keys, with the generation of its due date: `2026-Q1`, `ZG-2026-012~2`.
  public var word: String
  /// T, the period's last calendar day; or D, the due date or the day on which it is held.
  public var due: CivilDate
  /// T-0, the period's last working day; otherwise the last working day up to the due date.
  public var lastWorkingDay: CivilDate
  /// Rungs before this moment never existed.
  public var bornAt: Timestamp

  public var key: String { "\(duty)/\(organisation)/\(word)" }

  public var item: Item? {
    guard case .item(let item) = subject else { return nil }
    return item
  }

  public var period: Period? {
    switch subject {
    case .period(let period), .day(_, of: let period): period
    case .item: nil
    }
  }

  public var fixedDay: FixedDay.Day? {
    guard case .day(let day, of: _) = subject else { return nil }
    return day
  }
}
