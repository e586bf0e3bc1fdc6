/// What is frozen with a case when its first rung fires: its rungs, how much is owed, and by what its day is found.
///
/// A later change of the ladder does not change a case that has begun. The calendar, extensions, waivers and
/// who holds a role stay live.
public struct Rule: Hashable, Codable, Sendable {
  public var rungs: [Rung]
  /// How many meetings a period needs; 1 for an item.
  public var atLeast: Int
  public var noticeLead: DayOffset
  /// By what the period's day is found, for a duty that names one.
  public var fixedDay: FixedDay?
  /// The window of a seasonal duty, where no notice moves it.
  public var season: Season?

  public init(
    rungs: [Rung], atLeast: Int, noticeLead: DayOffset, fixedDay: FixedDay? = nil, season: Season? = nil
  ) {
    self.rungs = rungs
    self.atLeast = atLeast
    self.noticeLead = noticeLead
    self.fixedDay = fixedDay
    self.season = season
  }
}
