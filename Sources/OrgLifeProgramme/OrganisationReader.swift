import OrgLifeCore

/// `organisations.yaml`: the units and how they hang together.
struct OrganisationReader {
  static let file = "organisations.yaml"

  private(set) var organisations: [Organisation.ID: Organisation] = [:]
  private(set) var roll = Roll<Organisation>("organisation")
  /// What each says is its parent, also where the rest of it could not be read.
  private(set) var parents: [(child: Organisation.ID, parent: Placed<Organisation.ID>)] = []

  /// Units that were above one before.
  private var earlierParents: [Placed<Organisation.ID>] = []
  /// What each says takes over from it.
  private(set) var successors: [(of: Organisation.ID, to: Placed<Organisation.ID>)] = []

  /// Whether every organisation could be read in full.
  var isWhole: Bool { roll.isComplete && organisations.count == roll.places.count }

  private let findings: Findings

  init(_ document: YAMLValue?, _ findings: Findings) {
    self.findings = findings
    guard let document, let top = YAMLMapping(document, OrganisationReader.file, findings) else {
      roll.isComplete = false
      return
    }
    guard let list = top.requiredList("organisations") else {
      roll.isComplete = false
      return
    }
    top.finish()
    for value in list { read(value) }
    if list.isEmpty {
      findings.error("bad-value", top.place(of: "organisations"), "there is no organisation")
    }
  }

  private mutating func read(_ value: YAMLValue) {
    guard let entry = YAMLMapping(value, "an organisation", findings) else {
      roll.isComplete = false
      return
    }
    let id: Placed<Organisation.ID>? = entry.required("id", .identifier(), example: "branch-01")
    let name = entry.requiredWords("name")
    let kind: Placed<Organisation.Kind>? = entry.required("kind", .choice(), example: "branch")
    let alone: Placed<Organisation.ID>? = entry.optional("parent", .identifier())
    let several = readParents(entry, beside: alone)
    let parent = several.last?.0 ?? alone
    let life = entry.span("formed", "dissolved")
    let committee = entry.mapping("committee").map { committee in
      defer { committee.finish() }
      return committee.span("since", "until")
    }
    let members = entry.optional("members", .whole(0...1_000_000))?.value
    let elected = entry.optional("elected", .date)?.value
    let successor: Placed<Organisation.ID>? = entry.optional("successor", .identifier())
    let tags = entry.optionalList("tags", .line)?.map(\.value) ?? []
    let counts = readCounts(entry)
    let units = readUnits(entry)
    entry.finish()

    guard let id else {
      roll.isComplete = false
      return
    }
    guard roll.enter(id, findings) else { return }
    if let parent { parents.append((id.value, parent)) }
    earlierParents += several.dropLast().map(\.0)
    if let successor { successors.append((id.value, successor)) }
    guard let name, let kind else { return }
    var organisation = Organisation(
      id: id.value, name: name, kind: kind.value, parent: parent?.value, life: life, committee: committee,
      members: members)
    organisation.electedOn = elected
    organisation.successor = successor?.value
    organisation.tags = Set(tags)
    organisation.parents = several.map { Organisation.Parent(id: $0.0.value, from: $0.from) }
    organisation.counts = counts
    organisation.units = units
    organisations[id.value] = organisation
  }

  /// `parents`, a list of `{id, from}` in the order of time, in place of `parent`.
  private func readParents(_ entry: YAMLMapping, beside parent: Placed<Organisation.ID>?)
    -> [(Placed<Organisation.ID>, from: CivilDate?)]
  {
    guard let list = entry.list("parents") else { return [] }
    if let parent {
      findings.error(
        "meaningless-key", parent.place, "“parent” has no meaning beside “parents”",
        hint: "delete one of them")
    }
    var read: [(Placed<Organisation.ID>, from: CivilDate?)] = []
    for value in list {
      guard let row = YAMLMapping(value, "a parent", findings) else { continue }
      let id: Placed<Organisation.ID>? = row.required("id", .identifier())
      let from = read.isEmpty ? row.optional("from", .date) : row.required("from", .date)
      row.finish()
      guard let id else { continue }
      if let from, let last = read.last?.from, last >= from.value {
        findings.error(
          "parents-order", from.place, "\(from.value) does not come after \(last)",
          hint: "write the parents in the order of time")
        continue
      }
      read.append((id, from?.value))
    }
    return read
  }

  private func readCounts(_ entry: YAMLMapping) -> [Organisation.Count] {
    var counts: [Organisation.Count] = []
    for value in entry.list("counts") ?? [] {
      guard let row = YAMLMapping(value, "a count", findings) else { continue }
      let from = row.required("from", .date)
      let members = row.required("members", .whole(0...1_000_000))
      let formal = row.optional("formal", .whole(0...1_000_000))
      let voters = row.optional("voters", .whole(0...1_000_000))
      let committee = row.optional("committee", .whole(0...1_000_000))?.value
      row.finish()
      guard let from, let members else { continue }
      for part in [formal, voters].compactMap(\.self) where part.value > members.value {
        findings.error(
          "bad-value", part.place, "\(part.value) of \(members.value) members",
          hint: "members counts everybody")
      }
      if let last = counts.last, last.from >= from.value {
        findings.error(
          "counts-order", from.place, "\(from.value) does not come after \(last.from)",
          hint: "write the counts in the order of time")
        continue
      }
      counts.append(
        Organisation.Count(
          from: from.value, members: members.value, formal: formal?.value, voters: voters?.value,
          committee: committee))
    }
    return counts
  }

  private func readUnits(_ entry: YAMLMapping) -> [Organisation.Unit] {
    (entry.list("units") ?? []).compactMap { value in
      guard let row = YAMLMapping(value, "a unit", findings) else { return nil }
      let name = row.required("name", .line)
      let formal = row.required("formal", .whole(0...1_000_000))
      let from = row.optional("from", .date)
      row.finish()
      guard let name, let formal else { return nil }
      return Organisation.Unit(name: name.value, formal: formal.value, from: from?.value)
    }
  }

  /// Every parent exists, and nobody is their own ancestor.
  func checkParents() {
    for parent in parents.map(\.parent) + earlierParents {
      roll.require(parent, in: OrganisationReader.file, findings)
    }
    for (id, successor) in successors {
      roll.require(successor, in: OrganisationReader.file, findings)
      guard let organisation = organisations[id] else { continue }
      if organisation.life.to == nil {
        findings.error(
          "successor-without-end", successor.place, "“\(id)” has a successor, but no end",
          hint: "give the day of its dissolving as “dissolved”, or delete “successor”")
      } else if let next = organisations[successor.value],
        next.life.to.map({ $0 <= organisation.life.to ?? $0 }) == true
      {
        findings.error(
          "successor-gone", successor.place,
          "“\(successor.value)”, which takes over from “\(id)”, is dissolved no later itself",
          hint: "name a unit that goes on")
      }
    }
    let up = Dictionary(parents.map { ($0.child, $0.parent) }) { first, _ in first }
    var settled = Set<Organisation.ID>()
    for (start, _) in parents where !settled.contains(start) {
      var path: [Organisation.ID] = []
      var steps: [Organisation.ID: Int] = [:]
      var current: Organisation.ID? = start
      while let id = current, !settled.contains(id) {
        if let first = steps[id] {
          report(cycle: Array(path[first...]), up)
          break
        }
        steps[id] = path.count
        path.append(id)
        current = up[id]?.value
      }
      settled.formUnion(path)
    }
  }

  /// Printed from its first member in the order of the alphabet, so that it reads the same each time.
  private func report(cycle: [Organisation.ID], _ up: [Organisation.ID: Placed<Organisation.ID>]) {
    guard let first = cycle.min(), let index = cycle.firstIndex(of: first), let place = up[first]?.place
    else {
      return
    }
    let turned = cycle[index...] + cycle[..<index] + [first]
    findings.error(
      "parent-cycle", place,
      "parents go round in a circle: \(turned.map(\.text).joined(separator: " -> "))",
      hint: "the highest organisation has no parent")
  }
}
