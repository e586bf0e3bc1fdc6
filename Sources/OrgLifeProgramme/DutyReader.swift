import OrgLifeCore

/// The catalogue, its overlays and `duties.d/*.yaml`: what is owed.
struct DutyReader {
  private(set) var duties: [Duty] = []
  private(set) var switchedOff: [Programme.SwitchedOff] = []
  /// Where each value of a duty was written, in the order of its keys.
  private(set) var keys: [Duty.ID: [ProgrammePlaces.Key]] = [:]
  private(set) var roll = Roll<Duty>("duty")
  /// The ladder that each duty names, also where the rest of the duty could not be read.
  private(set) var ladders: [Placed<Ladder.ID>] = []

  /// The duties whose meetings count for another one too, where that one names them.
  private(set) var alsoSatisfied: [(duty: Duty.ID, by: Placed<Duty.ID>)] = []

  private let findings: Findings

  init(_ findings: Findings) {
    self.findings = findings
  }

  mutating func read(_ entries: DutyEntries) {
    if !entries.isComplete { roll.isComplete = false }
    let off = Dictionary(entries.switchedOff.map { ($0.id.value, $0) }, uniquingKeysWith: { _, last in last })
    for entry in entries.entries {
      var shipped = DutyReader(Findings())
      let base = entry.base.flatMap { shipped.duty($0)?.duty }
      guard let read = duty(entry.value) else { continue }
      guard roll.enter(read.id, findings), var duty = read.duty else { continue }
      if let off = off[duty.id.text] {
        switchedOff.append(Programme.SwitchedOff(duty: duty, reason: off.reason))
        roll.move(duty.id, to: off.id.place)
        continue
      }
      if let base { overlay(&duty, on: base, read) }
      if let ladder = read.ladder { ladders.append(ladder) }
      duties.append(duty)
      if case .mapping(let written) = entry.value.content {
        keys[duty.id] = written.map { ProgrammePlaces.Key(name: $0.key, place: $0.place) }
      }
    }
  }

  /// What lies over a duty of the catalogue demands as much or more, and the catalogue's own demand stays known.
  private func overlay(_ duty: inout Duty, on base: Duty, _ read: Read) {
    duty.base = Duty.Base(kind: base.kind, strength: base.strength, source: base.source)
    if let quota = duty.quota, let least = base.quota, quota.timesAYear < least.timesAYear {
      findings.error(
        "overlay-loosens", read.place(of: "at-least") ?? read.place(of: "cycle") ?? read.id.place,
        "\(quota.atLeast) in each \(quota.cycle.rawValue) is less than the catalogue's \(least.atLeast) in each \(least.cycle.rawValue)",
        hint: "an overlay adds or tightens; to do without the duty write “switched-off: REASON”")
    }
    refuseLoosening(duty, base, read)
    let lost = base.appliesTo.kinds.subtracting(duty.appliesTo.kinds).map(\.rawValue).sorted()
    if !lost.isEmpty {
      findings.error(
        "overlay-loosens", read.place(of: "applies-to") ?? read.id.place,
        "the catalogue's “\(duty.id)” applies to \(lost.joined(separator: ", ")) too",
        hint: "an overlay adds or tightens; exempt single units with “orglifectl waive”")
    }
    if duty.kind != base.kind, duty.source == base.source, duty.quota != nil {
      duty.strength = .local
    }
  }

  private func refuseLoosening(_ duty: Duty, _ base: Duty, _ read: Read) {
    func refuse(_ key: String, _ message: String) {
      findings.error(
        "overlay-loosens", read.place(of: key) ?? read.id.place, message,
        hint: "an overlay adds or tightens; to do without the duty write “switched-off: REASON”")
    }
    if let cycle = duty.quota?.cycle, let least = base.quota?.cycle, cycle.months > least.months {
      refuse("cycle", "each \(cycle.rawValue) is longer than the catalogue's \(least.rawValue)")
    }
    if let years = duty.termYears, let most = base.termYears, years > most {
      refuse("years", "\(years) years are longer than the catalogue's \(most)")
    }
    if let step = duty.step, let least = base.step {
      if step.after != least.after {
        refuse("after", "it counts from \(step.after), the catalogue's from \(least.after)")
      }
      let any = CivilDate(dayNumber: 20_454)
      let days = WorkingDays(WorkingDayCalendar(entries: [:], years: [:]))
      if days.adding(step.within, to: any) > days.adding(least.within, to: any) {
        refuse("within", "\(step.within) is longer than the catalogue's \(least.within)")
      }
      if least.notBefore != nil, step.notBefore == nil {
        refuse("not-before", "the catalogue has an earliest day")
      }
      if step.until != least.until { refuse("until", "another end than the catalogue's") }
    }
    if duty.effective != base.effective {
      refuse("effective", "the catalogue's “\(duty.id)” is in force on other days")
    }
    let (applies, least) = (duty.appliesTo, base.appliesTo)
    if applies.needsCommittee && !least.needsCommittee || !applies.tags.isSubset(of: least.tags)
      || !applies.withoutTags.isSubset(of: least.withoutTags)
      || applies.members != nil && applies.members != least.members
    {
      refuse("applies-to", "the catalogue's “\(duty.id)” applies to more than these")
    }
    if !Set(base.recordNeeds).isSubset(of: duty.recordNeeds) {
      refuse("record-needs", "the catalogue's “\(duty.id)” wants more in a record")
    }
    if let rule = base.quorumRule, duty.quorumRule != rule {
      refuse("quorum-rule", "the catalogue's “\(duty.id)” goes by \(rule.rawValue)")
    }
  }

  /// A duty as far as it could be read.
  struct Read {
    var id: Placed<Duty.ID>
    var duty: Duty?
    var ladder: Placed<Ladder.ID>?
    fileprivate var entry: YAMLMapping

    func place(of key: String) -> Place? { entry.isWritten(key) ? entry.place(of: key) : nil }
  }

  private enum Kind: String, CaseIterable {
    case quota
    case fixedDay = "fixed-day"
    case seasonal
    case eventOffset = "event-offset"
    case term
    case dueDate = "due-date"
  }

  private enum PartialPeriods: String, CaseIterable {
    case shown, owed
  }

  private mutating func duty(_ value: YAMLValue) -> Read? {
    guard let entry = YAMLMapping(value, "a duty", findings) else {
      roll.isComplete = false
      return nil
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
    let steps = lines(entry, "steps")
    let mark: Placed<Duty.Mark>? = entry.optional("mark", .choice())
    var guidance = Duty.Guidance()
    let form: Placed<Duty.Form>? = entry.optional("form", .choice())
    guidance.form = form?.value ?? .meeting
    guidance.convenes = entry.words("convenes")
    guidance.attends = entry.words("attends")
    guidance.season = entry.words("season")
    guidance.advice = entry.words("advice")
    guidance.record = lines(entry, "record")
    let quorumRule: Placed<Quorum.Rule>? = entry.optional("quorum-rule", .choice())
    let also = entry.optionalList("also-satisfied-by", FieldForm<Duty.ID>.identifier()) ?? []
    let needs = entry.optionalList("record-needs", FieldForm<Duty.RecordPart>.choice()) ?? []
    entry.finish()

    guard let id else {
      roll.isComplete = false
      return nil
    }
    guard let name, let kind, let appliesTo, let ladder, let strength, let source else {
      return Read(id: id, ladder: ladder, entry: entry)
    }
    alsoSatisfied += also.map { (id.value, $0) }
    var duty = Duty(
      id: id.value, name: name, kind: kind, appliesTo: appliesTo, effective: effective ?? DateSpan(),
      noticeLead: lead ?? DayOffset(0, .calendar), ladder: ladder.value, strength: strength.value,
      source: source, quorum: quorum, steps: steps)
    duty.quorumRule = quorumRule?.value
    duty.alsoSatisfiedBy = also.map(\.value)
    duty.recordNeeds = needs.map(\.value)
    duty.guidance = guidance
    duty.mark = mark?.value
    return Read(id: id, duty: duty, ladder: ladder, entry: entry)
  }

  private func readKind(_ entry: YAMLMapping, effective: DateSpan?) -> Duty.Kind? {
    let kind: Placed<Kind>? = entry.required("kind", .choice(), example: "quota")
    if let kind { refuseOthers(entry, kind.value) }
    switch kind?.value {
    case .dueDate: return .dueDate
    case .fixedDay: return FixedDayReader(findings).read(entry, from: effective?.from).map { .fixedDay($0) }
    case .seasonal: return readSeason(entry).map { .seasonal($0) }
    case .eventOffset: return readStep(entry).map { .eventOffset($0) }
    case .term:
      return entry.required("years", .whole(1...20), example: "3").map { .term(years: $0.value) }
    case .quota, nil: return readQuota(entry, kind)
    }
  }

  /// The keys that say when something is owed, by the kind that they belong to.
  private static let fields: [(kinds: [Kind], keys: [String])] = [
    ([.quota, .fixedDay], ["cycle"]), ([.quota], ["at-least", "partial-periods"]),
    ([.fixedDay], FixedDayReader.fields), ([.seasonal], ["window"]),
    ([.eventOffset], ["after", "within", "not-before", "until"]), ([.term], ["years"]),
  ]

  private func refuseOthers(_ entry: YAMLMapping, _ kind: Kind) {
    for (kinds, keys) in DutyReader.fields where !kinds.contains(kind) {
      for key in keys {
        entry.refuse(
          key,
          because:
            "it belongs to the kind \(kinds.map(\.rawValue).joined(separator: " or ")), and this is \(kind.rawValue)"
        )
      }
    }
  }

  private func readSeason(_ entry: YAMLMapping) -> Season? {
    guard let value = entry.needed("window", example: "{from: 10-08, to: 12-31}"),
      let window = YAMLMapping(value, "“window”", findings)
    else { return nil }
    let from = window.required("from", .dayOfYear, example: "\"10-08\"")
    let to = window.required("to", .dayOfYear, example: "\"12-31\"")
    window.finish()
    guard let from, let to else { return nil }
    return Season(from: from.value, to: to.value)
  }

  private func readStep(_ entry: YAMLMapping) -> CourseStep? {
    let after: Placed<Course.Event>? = entry.required("after", .identifier(), example: "application")
    let within = entry.required("within", .lead, example: "1mo")
    let notBefore = entry.optional("not-before", .lead)
    let until: Placed<Course.Event>? = entry.optional("until", .identifier())
    guard let after, let within else { return nil }
    return CourseStep(
      after: after.value, within: within.value, notBefore: notBefore?.value, until: until?.value)
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
    let tags = appliesTo.optionalList("tags", .line)?.map(\.value) ?? []
    let withoutTags = appliesTo.optionalList("without-tags", .line)?.map(\.value) ?? []
    let members = readMembers(appliesTo)
    appliesTo.finish()
    guard let kinds else { return nil }
    var applicability = Duty.Applicability(
      kinds: Set(kinds.map(\.value)), needsCommittee: committee != nil, tags: Set(tags),
      withoutTags: Set(withoutTags))
    applicability.members = members
    return applicability
  }

  private func readMembers(_ appliesTo: YAMLMapping) -> ClosedRange<Int>? {
    guard let members = appliesTo.mapping("members") else { return nil }
    let least = members.optional("at-least", .whole(0...1_000_000))
    let most = members.optional("at-most", .whole(0...1_000_000))
    members.finish()
    let range = (least?.value ?? 0, most?.value ?? 1_000_000)
    guard range.0 <= range.1 else {
      findings.error(
        "span-reversed", most?.place ?? members.place,
        "“at-most” \(range.1) is less than “at-least” \(range.0)")
      return nil
    }
    return range.0...range.1
  }

  /// Lines in both languages, as many in each.
  private func lines(_ entry: YAMLMapping, _ key: String) -> [Words] {
    guard let steps = entry.mapping(key) else { return [] }
    let chinese = steps.requiredList("zh")?.compactMap { findings.field($0, "zh", .line) }
    let english = steps.requiredList("en")?.compactMap { findings.field($0, "en", .line) }
    steps.finish()
    guard let chinese, let english else { return [] }
    guard chinese.count == english.count else {
      findings.error(
        "steps-differ", steps.place(of: "en"),
        "\(chinese.count) \(key == "steps" ? "steps" : "lines") in “zh” and \(english.count) in “en”",
        hint: "give every \(key == "steps" ? "step" : "line") in both languages, in the same order")
      return []
    }
    return zip(chinese, english).map { Words(chinese: $0.value, english: $1.value) }
  }
}
