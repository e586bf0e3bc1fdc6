import OrgLifeCore

/// Who is reached by a role, seen from the organisation that owes something.
public struct Roster: Sendable {
  private struct Post: Hashable {
    var organisation: Organisation.ID
    var role: Role
  }

  private let organisations: [Organisation.ID: Organisation]
  private let people: [Person.ID: Person]
  private let holders: [Post: [Appointment]]

  public init(_ programme: Programme) {
    organisations = programme.organisations
    people = programme.people
    holders = Dictionary(grouping: programme.appointments) {
      Post(organisation: $0.organisation, role: $0.role)
    }
  }

  /// Somebody who is reached.
  public struct Recipient: Hashable, Sendable {
    public var person: Person.ID
    /// The role by which they are reached, as seen from the organisation that owes: `parent.office`.
    public var role: RoleReference
    /// The role that the ladder names and nobody holds or can act in, where this is the next person up.
    public var insteadOf: RoleReference?
    /// Who holds the role that this person acts in, or is away where this person stands in.
    public var actingFor: Person.ID?

    public init(
      person: Person.ID, role: RoleReference, insteadOf: RoleReference? = nil, actingFor: Person.ID? = nil
    ) {
      self.person = person
      self.role = role
      self.insteadOf = insteadOf
      self.actingFor = actingFor
    }
  }

  public func holders(of role: Role, in organisation: Organisation.ID, on date: CivilDate) -> [Person.ID] {
    (holders[Post(organisation: organisation, role: role)] ?? []).filter { $0.span.contains(date) }.map(
      \.person)
  }

  /// The people that some roles mean on a day, each once, in the order of the roles. Where nobody holds a
  /// role, the next person up stands in: the organisation's secretary, then the parent's office and
  /// secretary, and so on. Who is named by a role of their own is not said to stand in for another.
  ///
  /// Whoever is away is not reached: the person to whom they handed the role acts in it; for a secretary who handed it
  /// to nobody, the deputy does (《支部工作条例》第十四条); else it is as if nobody held it.
  public func recipients(
    of roles: [RoleReference], for organisation: Organisation.ID, owner: Person.ID?, on date: CivilDate,
    whereabouts: Whereabouts = .ordinary
  ) -> [Recipient] {
    let found = roles.flatMap {
      recipients(of: $0, for: organisation, owner: owner, on: date, whereabouts)
    }
    var seen: Set<Person.ID> = []
    let inOwnRight = Set(found.filter { $0.insteadOf == nil }.map(\.person))
    return found.filter {
      ($0.insteadOf == nil || !inOwnRight.contains($0.person)) && seen.insert($0.person).inserted
    }
  }

  /// The roles that nobody holds, in the order in which they are asked before somebody is found who does:
  /// empty where the asked role itself is held.
  public func passedOver(
    _ asked: RoleReference, for organisation: Organisation.ID, on date: CivilDate
  ) -> [RoleReference] {
    Array(
      chain(from: asked).prefix { role in
        guard let unit = unit(of: role, for: organisation, on: date), let name = role.role else {
          return true
        }
        return holders(of: name, in: unit, on: date).isEmpty
      }.filter { unit(of: $0, for: organisation, on: date) != nil })
  }

  /// The organisation in which a role is looked up; nil above the top of the tree.
  public func unit(of role: RoleReference, for organisation: Organisation.ID, on date: CivilDate)
    -> Organisation.ID?
  {
    ancestor(of: organisation, climb: role.climb, on: date)
  }

  private func recipients(
    of asked: RoleReference, for organisation: Organisation.ID, owner: Person.ID?, on date: CivilDate,
    _ whereabouts: Whereabouts
  ) -> [Recipient] {
    if asked == .owner, let owner, people[owner] != nil, !whereabouts.away.contains(owner) {
      return [Recipient(person: owner, role: asked)]
    }
    guard whereabouts.isOrdinary else {
      return recipients(of: asked, for: organisation, owner: owner, on: date, amid: whereabouts)
    }
    // Nearly always somebody holds it, and nobody need be looked for further up.
    if let name = asked.role, let unit = ancestor(of: organisation, climb: asked.climb, on: date) {
      let holders = holders(of: name, in: unit, on: date)
      if !holders.isEmpty { return holders.map { Recipient(person: $0, role: asked) } }
    }
    for role in chain(from: asked) {
      guard let unit = ancestor(of: organisation, climb: role.climb, on: date), let name = role.role else {
        continue
      }
      let holders = holders(of: name, in: unit, on: date)
      guard holders.isEmpty else {
        return holders.map { Recipient(person: $0, role: role, insteadOf: role == asked ? nil : asked) }
      }
    }
    return []
  }

  private func recipients(
    of asked: RoleReference, for organisation: Organisation.ID, owner: Person.ID?, on date: CivilDate,
    amid whereabouts: Whereabouts
  ) -> [Recipient] {
    var missing: Person.ID? = asked == .owner ? owner : nil
    for role in chain(from: asked) {
      guard let unit = ancestor(of: organisation, climb: role.climb, on: date), let name = role.role else {
        continue
      }
      let insteadOf = role == asked ? nil : asked
      var found: [Recipient] = []
      for holder in holders(of: name, in: unit, on: date) {
        if let delegate = whereabouts.delegates(of: name, in: unit, for: holder),
          people[delegate] != nil, !whereabouts.away.contains(delegate)
        {
          found.append(
            Recipient(person: delegate, role: role, insteadOf: insteadOf, actingFor: missing ?? holder))
        } else if !whereabouts.away.contains(holder) {
          found.append(Recipient(person: holder, role: role, insteadOf: insteadOf, actingFor: missing))
        } else if role == asked {
          missing = missing ?? holder
        }
      }
      if !found.isEmpty { return found }
      if let deputies = deputies(for: role, in: unit, on: date, whereabouts), !deputies.isEmpty {
        return deputies.map {
          Recipient(
            person: $0.person, role: $0.role, insteadOf: asked, actingFor: missing)
        }
      }
    }
    return []
  }

  /// The deputies of a secretary who is away; nil where the role is another or nobody holds it.
  private func deputies(
    for role: RoleReference, in unit: Organisation.ID, on date: CivilDate, _ whereabouts: Whereabouts
  ) -> [Recipient]? {
    guard role.role?.text == RoleName.secretary, let deputy = Role(RoleName.deputy),
      let name = role.role, !holders(of: name, in: unit, on: date).isEmpty
    else { return nil }
    let reference = RoleReference(climb: role.climb, role: deputy)
    return holders(of: deputy, in: unit, on: date).filter { !whereabouts.away.contains($0) }
      .map { Recipient(person: $0, role: reference) }
  }

  /// The role itself, then whoever is next up, as high as the tree can be deep.
  private func chain(from asked: RoleReference) -> [RoleReference] {
    guard let secretary = Role(RoleName.secretary), let office = Role(RoleName.office) else { return [asked] }
    var chain = asked.role == nil ? [] : [asked]
    if asked.role != secretary { chain.append(RoleReference(climb: asked.climb, role: secretary)) }
    for climb in (asked.climb + 1)...(asked.climb + 16) {
      chain.append(RoleReference(climb: climb, role: office))
      chain.append(RoleReference(climb: climb, role: secretary))
    }
    return chain
  }

  private func ancestor(of organisation: Organisation.ID, climb: Int, on date: CivilDate) -> Organisation.ID?
  {
    var unit: Organisation.ID? = organisation
    for _ in 0..<climb { unit = unit.flatMap { organisations[$0]?.parent(on: date) } }
    return unit
  }
}
