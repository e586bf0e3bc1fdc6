/// A message about the service itself, for its operator: no reminder of anything that is owed.
///
/// Its content is settled when it is written, and does not change until it is sent.
public struct Bulletin: Hashable, Codable, Sendable {
  public enum Matter: Hashable, Codable, Sendable {
    /// The official working-day calendar of a year was not loaded yet.
    case calendarMissing(year: Int)
    /// Another working-day calendar is in force; what it moved.
    case calendarChanged(years: [Int], moves: [Move])
  }

  /// A day that another calendar moved.
  public struct Move: Hashable, Codable, Sendable {
    public var duty: Duty.ID
    /// The period's or the item's word in keys.
    public var word: String
    /// nil where the obligation's own day moved, else a rung's name.
    public var rung: String?
    public var from: CivilDate
    public var to: CivilDate

    public init(duty: Duty.ID, word: String, rung: String?, from: CivilDate, to: CivilDate) {
      self.duty = duty
      self.word = word
      self.rung = rung
      self.from = from
      self.to = to
    }
  }

  /// The same news has the same key, so that it is told once: `bulletin/calendar-missing-2027/2026-11`.
  public var key: String
  public var matter: Matter

  public init(key: String, matter: Matter) {
    self.key = key
    self.matter = matter
  }
}
