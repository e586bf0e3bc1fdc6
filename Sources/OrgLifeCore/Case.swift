/// An obligation of which at least one rung was decided: the rule frozen with it, and what became of its rungs.
public struct Case: Hashable, Sendable {
  /// The obligation's key: `member-assembly/branch-01/2026-Q1`.
  public var key: String
  public var due: CivilDate
  public var rule: Rule
  /// By the rung's name.
  public var marks: [String: RungMark]

  public init(key: String, due: CivilDate, rule: Rule, marks: [String: RungMark] = [:]) {
    self.key = key
    self.due = due
    self.rule = rule
    self.marks = marks
  }
}

/// What became of a rung that was due. A rung that was not owed has no mark: it is recomputed when asked for.
public struct RungMark: Hashable, Sendable {
  public enum Outcome: Hashable, Sendable {
    case fired
    /// After an outage another rung of the same case went in its place.
    case superseded(by: String)
    /// Owed, but nothing was sent.
    case unsent(reason: String)
  }

  public var rung: String
  /// When it was to fire.
  public var dueAt: Timestamp
  public var decidedAt: Timestamp
  public var outcome: Outcome

  public init(rung: String, dueAt: Timestamp, decidedAt: Timestamp, outcome: Outcome) {
    self.rung = rung
    self.dueAt = dueAt
    self.decidedAt = decidedAt
    self.outcome = outcome
  }

  /// Whether it was decided so much after its moment that the reader should be told: a quarter of an hour.
  public var isLate: Bool { RungMark.isLate(dueAt: dueAt, decidedAt: decidedAt) }

  public static func isLate(dueAt: Timestamp, decidedAt: Timestamp) -> Bool {
    dueAt.seconds(until: decidedAt) > 900
  }
}
