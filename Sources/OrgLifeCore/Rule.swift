/// What is frozen with a case when its first rung fires: its rungs and how much is owed.
///
/// A later change of the ladder does not change a case that has begun. The calendar, extensions, waivers and
/// who holds a role stay live.
public struct Rule: Hashable, Codable, Sendable {
  public var rungs: [Rung]
  /// How many meetings a period needs; 1 for an item.
  public var atLeast: Int
  public var noticeLead: DayOffset

  public init(rungs: [Rung], atLeast: Int, noticeLead: DayOffset) {
    self.rungs = rungs
    self.atLeast = atLeast
    self.noticeLead = noticeLead
  }
}
