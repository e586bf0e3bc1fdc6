import OrgLifeCore

/// `duties.d/*.yaml`: what is owed.
struct DutyReader {
  private(set) var duties: [Duty] = []
  private(set) var roll = Roll<Duty>("duty")
  /// The ladder that each duty names, also where the rest of the duty could not be read.
  private(set) var ladders: [Placed<Ladder.ID>] = []

  /// The duties whose meetings count for another one too, where that one names them.
  private(set) var alsoSatisfied: [(duty: Duty.ID, by: Placed<Duty.ID>)] = []

  private let findings: Findings

  init(_ findings: Findings) {
    self.findings = findings
  }

  mutating func read(_ document: YAMLValue?, file: String) {
    guard let document, let top = YAMLMapping(document, file, findings),
      let list = top.requiredList("duties")
    else {
      roll.isComplete = false
      return
    }
    top.finish()
    for value in list { read(value) }
  }

  private enum Kind: String, CaseIterable {
    case quota
    case fixedDay = "fixed-day"
    case dueDate = "due-date"
  }

  private enum PartialPeriods: String, CaseIterable {
    case shown, owed
  }

  private mutating func read(_ value: YAMLValue) {
    guard let entry = YAMLMapping(value, "a duty", findings) else {
      roll.isComplete = false
      return
    }
    let id: Placed<Duty.ID>? = entry.required("id", .identifier(), example: "member-assembly")
    let name = entry.requiredWords("name")
    let effective = entry.mapping("effective").map { effective in
      defer { effective.finish() }
      return effective.span("from", "to")
    }
    let kind = readKind(entry, effective: effective)
    let appliesTo = readApplicability(entry)
    let lead = entry.optional("notice-lead", .lead)?.value
    let ladder: Placed<Ladder.ID>? = entry.required("ladder", .identifier())
    let strength: Placed<Duty.Strength>? = entry.required("strength", .choice(), example: "general")
    let source = entry.requiredWords("source")
    let quorum = entry.words("quorum")
    let steps = readSteps(entry)
    let quorumRule: Placed<Quorum.Rule>? = entry.optional("quorum-rule", .choice())
    let also = entry.optionalList("also-satisfied-by", FieldForm<Duty.ID>.identifier()) ?? []
    let needs = entry.optionalList("record-needs", FieldForm<Duty.RecordPart>.choice()) ?? []
    entry.finish()

    if let ladder { ladders.append(ladder) }
    guard let id else {
      roll.isComplete = false
      return
    }
    guard roll.enter(id, findings), let name, let kind, let appliesTo, let ladder, let strength, let source
    else { return }
    alsoSatisfied += also.map { (id.value, $0) }
    var duty = Duty(
      id: id.value, name: name, kind: kind, appliesTo: appliesTo, effective: effective ?? DateSpan(),
      noticeLead: lead ?? DayOffset(0, .calendar), ladder: ladder.value, strength: strength.value,
      source: source, quorum: quorum, steps: steps)
    duty.quorumRule = quorumRule?.value
    duty.alsoSatisfiedBy = also.map(\.value)
    duty.recordNeeds = needs.map(\.value)
    duties.append(duty)
  }

  private func readKind(_ entry: YAMLMapping, effective: DateSpan?) -> Duty.Kind? {
    let kind: Placed<Kind>? = entry.required("kind", .choice(), example: "quota")
    switch kind?.value {
    case .dueDate:
      for key in ["cycle", "at-least", "partial-periods"] + FixedDayReader.fields {
        entry.refuse(key, because: "a duty of the kind due-date has no periods")
      }
      return .dueDate
    case .fixedDay:
      for key in ["at-least", "partial-periods"] {
        entry.refuse(key, because: "a duty of the kind fixed-day is owed once, on its day")
      }
      return FixedDayReader(findings).read(entry, from: effective?.from).map { .fixedDay($0) }
    case .quota, nil:
      for key in FixedDayReader.fields where kind != nil {
        entry.refuse(key, because: "only a duty of the kind fixed-day names its day")
      }
      return readQuota(entry, kind)
    }
  }

  private func readQuota(_ entry: YAMLMapping, _ kind: Placed<Kind>?) -> Duty.Kind? {
    let cycle: Placed<Cycle>? =
      kind == nil
      ? entry.optional("cycle", .choice()) : entry.required("cycle", .choice(), example: "quarter")
    let atLeast = entry.optional("at-least", .whole(1...366))?.value ?? 1
    let partial: Placed<PartialPeriods>? = entry.optional("partial-periods", .choice())
    guard kind != nil, let cycle else { return nil }
    return .quota(
      Duty.Quota(cycle: cycle.value, atLeast: atLeast, owesPartialPeriods: partial?.value == .owed))
  }

  private enum Committee: String, CaseIterable {
    case inOffice = "in-office"
  }

  private func readApplicability(_ entry: YAMLMapping) -> Duty.Applicability? {
    guard let value = entry.needed("applies-to", example: "{kinds: [branch]}"),
      let appliesTo = YAMLMapping(value, "“applies-to”", findings)
    else { return nil }
    let isThere = appliesTo.needed("kinds", example: "[branch, joint-branch]") != nil
    let kinds = isThere ? appliesTo.optionalList("kinds", FieldForm<Organisation.Kind>.choice()) : nil
    let committee: Placed<Committee>? = appliesTo.optional("committee", .choice())
    appliesTo.finish()
    guard let kinds else { return nil }
    return Duty.Applicability(kinds: Set(kinds.map(\.value)), needsCommittee: committee != nil)
  }

  private func readSteps(_ entry: YAMLMapping) -> [Words] {
    guard let steps = entry.mapping("steps") else { return [] }
    let chinese = steps.requiredList("zh")?.compactMap { findings.field($0, "zh", .line) }
    let english = steps.requiredList("en")?.compactMap { findings.field($0, "en", .line) }
    steps.finish()
    guard let chinese, let english else { return [] }
    guard chinese.count == english.count else {
      findings.error(
        "steps-differ", steps.place(of: "en"),
        "\(chinese.count) steps in “zh” and \(english.count) in “en”",
        hint: "give every step in both languages, in the same order")
      return []
    }
    return zip(chinese, english).map { Words(chinese: $0.value, english: $1.value) }
  }
}
