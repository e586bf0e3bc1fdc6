import OrgLifeCore

/// Who is away, who acts for whom, and who is reached therefore.
extension FactsOracle {
  /// Delegations and leaves that nobody ended, by their numbers.
  var runningSpells: [Int64] {
    let ended = endedSpells
    return people.compactMap { fact in
      if case .recalled = fact.statement { return nil }
      return ended.contains(fact.id) ? nil : fact.id
    }
  }

  private var endedSpells: Set<Int64> {
    Set(
      people.compactMap { fact in
        guard case .recalled(let number, _) = fact.statement else { return nil }
        return number
      })
  }

  func isAway(_ person: Person.ID, on day: CivilDate) -> Bool {
    let ended = endedSpells
    return people.contains { fact in
      guard case .away(let leave) = fact.statement, !ended.contains(fact.id) else { return false }
      return leave.person == person && leave.since <= day && day <= leave.until
    }
  }

  private func delegate(of holder: Person.ID, as role: String, in unit: String, on day: CivilDate) -> Person
    .ID?
  {
    let ended = endedSpells
    return people.compactMap { fact -> Person.ID? in
      guard case .delegated(let said) = fact.statement, !ended.contains(fact.id), said.from == holder,
        said.role.text == role, said.organisation.text == unit, said.since <= day, day <= said.until
      else { return nil }
      return said.to
    }.last
  }

  /// Everybody whom some roles mean on a day.
  func reached(
    by roles: [RoleReference], of unit: String, owner: Person.ID?, on day: CivilDate
  ) -> Set<Person.ID> {
    Set(roles.flatMap { reached(by: $0, of: unit, owner: owner, on: day) })
  }

  private func reached(
    by asked: RoleReference, of unit: String, owner: Person.ID?, on day: CivilDate
  ) -> [Person.ID] {
    if asked.role == nil, let owner, programme.people[owner] != nil, !isAway(owner, on: day) {
      return [owner]
    }
    let above = units(above: unit, on: day)
    guard asked.climb < above.count else { return [] }
    var posts: [(unit: String, role: String)] = []
    if let role = asked.role { posts.append((above[asked.climb], role.text)) }
    posts.append((above[asked.climb], "secretary"))
    for higher in above.dropFirst(asked.climb + 1) { posts += [(higher, "office"), (higher, "secretary")] }
    for post in posts {
      let found = acting(post.role, in: post.unit, on: day)
      if !found.isEmpty { return found }
    }
    return []
  }

  private func units(above unit: String, on day: CivilDate) -> [String] {
    var above = [unit]
    while let id = Organisation.ID(above[above.count - 1]),
      let next = programme.organisations[id]?.parent(on: day)
    {
      above.append(next.text)
    }
    return above
  }

  /// Who acts in a role: those to whom it was handed, those who hold it, and for a secretary who is away the deputies.
  private func acting(_ role: String, in unit: String, on day: CivilDate) -> [Person.ID] {
    let holders = holders(of: role, in: unit, on: day)
    let found = holders.compactMap { holder -> Person.ID? in
      if let delegate = delegate(of: holder, as: role, in: unit, on: day), programme.people[delegate] != nil,
        !isAway(delegate, on: day)
      {
        return delegate
      }
      return isAway(holder, on: day) ? nil : holder
    }
    guard found.isEmpty, !holders.isEmpty, role == "secretary" else { return found }
    return self.holders(of: "deputy", in: unit, on: day).filter { !isAway($0, on: day) }
  }

  func holders(of role: String, in unit: String, on day: CivilDate) -> [Person.ID] {
    programme.appointments.filter {
      $0.organisation.text == unit && $0.role.text == role && $0.span.contains(day)
    }.map(\.person)
  }
}
