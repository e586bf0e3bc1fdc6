import OrgLifeCore

/// One duty of one organisation for one period, or one item: with the day by which it is due.
public struct Obligation: Hashable, Sendable {
  public enum Subject: Hashable, Sendable {
    case period(Period)
    case item(Item)
  }

  public var duty: Duty.ID
  public var organisation: Organisation.ID
  public var subject: Subject
  /// The period's or the item's word in keys, with the generation of its due date: `2026-Q1`, `ZG-2026-012~2`.
  public var word: String
  /// T, the period's last calendar day; or D, the due date.
  public var due: CivilDate
  /// T-0, the period's last working day; for an item, the last working day up to its due date.
  public var lastWorkingDay: CivilDate
  /// Rungs before this moment never existed.
  public var bornAt: Timestamp

  public var key: String { "\(duty)/\(organisation)/\(word)" }

  public var item: Item? {
    guard case .item(let item) = subject else { return nil }
    return item
  }

  public var period: Period? {
    guard case .period(let period) = subject else { return nil }
    return period
  }
}
