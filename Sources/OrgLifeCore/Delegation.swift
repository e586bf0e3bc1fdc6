/// A role in an organisation, handed by who holds it to somebody else for some days.
public struct Delegation: Hashable, Codable, Sendable {
  public var organisation: Organisation.ID
  public var role: Role
  public var from: Person.ID
  public var to: Person.ID
  public var since: CivilDate
  /// The last day.
  public var until: CivilDate
  public var reason: String

  public init(
    organisation: Organisation.ID, role: Role, from: Person.ID, to: Person.ID, since: CivilDate,
    until: CivilDate, reason: String
  ) {
    self.organisation = organisation
    self.role = role
    self.from = from
    self.to = to
    self.since = since
    self.until = until
    self.reason = reason
  }
}

/// Days on which a person is away and not to be asked for anything.
public struct Leave: Hashable, Codable, Sendable {
  public var person: Person.ID
  public var since: CivilDate
  /// The last day.
  public var until: CivilDate
  public var reason: String

  public init(person: Person.ID, since: CivilDate, until: CivilDate, reason: String) {
    self.person = person
    self.since = since
    self.until = until
    self.reason = reason
  }
}

/// Somebody has seen what is owed, and may have promised a day. It changes when and who, never whether.
public struct Acknowledgement: Hashable, Codable, Sendable {
  /// The obligation's key.
  public var obligation: String
  public var promised: CivilDate?

  public init(obligation: String, promised: CivilDate? = nil) {
    self.obligation = obligation
    self.promised = promised
  }

  /// The furthest that a promise may lie ahead, in working days.
  public static let longestInWorkingDays = 5
}
