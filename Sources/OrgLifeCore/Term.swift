/// A term of office (一届): from an election, for so many years, and as long as was approved.
public struct Term: Hashable, Sendable {
  public var electedOn: CivilDate
  /// The last day, the same day of the year on which it began.
  public var endsOn: CivilDate

  public init(electedOn: CivilDate, endsOn: CivilDate) {
    self.electedOn = electedOn
    self.endsOn = endsOn
  }

  public init(electedOn: CivilDate, years: Int) {
    self.init(electedOn: electedOn, endsOn: electedOn.adding(months: 12 * years))
  }
}

/// The superior let a term go on longer, or end sooner, than it would.
public struct Prolongation: Hashable, Codable, Sendable {
  /// The term's obligation: `election/branch-03/2023-06-20`.
  public var obligation: String
  public var until: CivilDate
  /// The superior's approval.
  public var reference: String
  /// Whether it is longer than is usual, and counts only when a second person has endorsed it.
  public var waits: Bool

  public init(obligation: String, until: CivilDate, reference: String, waits: Bool = false) {
    self.obligation = obligation
    self.until = until
    self.reference = reference
    self.waits = waits
  }

  /// What is generally not exceeded (《关于党的基层组织任期的意见》): more waits for a second person.
  public static let usualMonths = 12
}
