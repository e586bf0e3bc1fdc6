import OrgLifeCore

/// A statement with the moment at which it is learned: a ``Fact`` before a ledger has numbered it.
public struct TimedStatement: Hashable, Sendable {
  /// When it is learned.
  public var at: Timestamp
  /// The day on which it was so: a meeting's own day, else the day on which it is learned.
  public var validOn: CivilDate
  /// Who says so; nil where the file does not tell.
  public var by: Person.ID?
  public var statement: Fact.Statement

  public init(at: Timestamp, validOn: CivilDate, by: Person.ID? = nil, statement: Fact.Statement) {
    self.at = at
    self.validOn = validOn
    self.by = by
    self.statement = statement
  }
}
