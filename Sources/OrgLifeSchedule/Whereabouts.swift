import OrgLifeCore

/// Who is away on a day, and who acts for whom.
public struct Whereabouts: Sendable {
  var away: Set<Person.ID> = []
  var delegations: [Delegation] = []

  public static let ordinary = Whereabouts()

  var isOrdinary: Bool { away.isEmpty && delegations.isEmpty }

  /// Who a role was handed to, by whoever holds it.
  func delegates(of role: Role, in organisation: Organisation.ID, for holder: Person.ID) -> Person.ID? {
    delegations.last { $0.organisation == organisation && $0.role == role && $0.from == holder }?.to
  }
}

/// A statement about people that may have ended earlier than was said.
public struct Spell<Said: Sendable>: Sendable {
  /// The number of the fact that began it.
  public var id: Int64
  public var said: Said
  public var saidAt: Timestamp
  public var saidBy: String
  public internal(set) var endedAt: Timestamp?

  func isKnown(at moment: Timestamp) -> Bool { saidAt <= moment && (endedAt.map { moment < $0 } ?? true) }
}

extension Facts {
  /// Who is away on the day and who acts for whom, as known at the moment.
  public func whereabouts(on date: CivilDate, knownAt moment: Timestamp) -> Whereabouts {
    guard !leaves.isEmpty || !delegations.isEmpty else { return .ordinary }
    return Whereabouts(
      away: Set(
        leaves.filter { $0.isKnown(at: moment) && $0.said.since <= date && date <= $0.said.until }
          .map(\.said.person)),
      delegations: delegations.filter {
        $0.isKnown(at: moment) && $0.said.since <= date && date <= $0.said.until
      }.map(\.said))
  }
}
