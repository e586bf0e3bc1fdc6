import OrgLifeCore

/// `organisations.yaml`: the units and how they hang together.
struct OrganisationReader {
  static let file = "organisations.yaml"

  private(set) var organisations: [Organisation.ID: Organisation] = [:]
  private(set) var roll = Roll<Organisation>("organisation")
  /// What each says is its parent, also where the rest of it could not be read.
  private(set) var parents: [(child: Organisation.ID, parent: Placed<Organisation.ID>)] = []

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
    let parent: Placed<Organisation.ID>? = entry.optional("parent", .identifier())
    let life = entry.span("formed", "dissolved")
    let committee = entry.mapping("committee").map { committee in
      defer { committee.finish() }
      return committee.span("since", "until")
    }
    let members = entry.optional("members", .whole(0...1_000_000))?.value
    let elected = entry.optional("elected", .date)?.value
    let successor: Placed<Organisation.ID>? = entry.optional("successor", .identifier())
    let tags = entry.optionalList("tags", .line)?.map(\.value) ?? []
    entry.finish()

    guard let id else {
      roll.isComplete = false
      return
    }
    guard roll.enter(id, findings) else { return }
    if let parent { parents.append((id.value, parent)) }
    if let successor { successors.append((id.value, successor)) }
    guard let name, let kind else { return }
    var organisation = Organisation(
      id: id.value, name: name, kind: kind.value, parent: parent?.value, life: life, committee: committee,
      members: members)
    organisation.electedOn = elected
    organisation.successor = successor?.value
    organisation.tags = Set(tags)
    organisations[id.value] = organisation
  }

  /// Every parent exists, and nobody is their own ancestor.
  func checkParents() {
    for (_, parent) in parents { roll.require(parent, in: OrganisationReader.file, findings) }
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
