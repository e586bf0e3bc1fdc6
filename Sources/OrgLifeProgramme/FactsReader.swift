import OrgLifeCore

/// Fact by fact, against the programme that they are about.
struct FactsReader {
  private(set) var statements: [TimedStatement] = []
  private let programme: Programme
  private let findings: Findings
  private var items: [Item.ID: Place] = [:]
  /// References to items, judged when all entries are known.
  private var itemReferences: [Placed<Item.ID>] = []

  init(_ programme: Programme, _ findings: Findings) {
    self.programme = programme
    self.findings = findings
  }

  mutating func read(_ document: YAMLValue, _ file: String) {
    guard let top = YAMLMapping(document, "a file of facts", findings) else { return }
    let list = top.requiredList("facts") ?? []
    top.finish()
    for value in list { read(value) }
    for item in itemReferences where items[item.value] == nil {
      findings.warning(
        "unknown-item", item.place, "no fact of this file enters the item “\(item.value)”",
        hint: findings.suggestion(for: item.value.text, among: items.keys.map(\.text))
          ?? "add a fact “entered”, or correct the number")
    }
  }

  private mutating func read(_ value: YAMLValue) {
    guard let entry = YAMLMapping(value, "a fact", findings) else { return }
    let at = entry.required("at", .moment(in: programme.zone), example: "2026-03-18T10:00")
    let by = person(entry.optional("by", .identifier()))
    let words = [
      "held", "corrected", "confirmed", "entered", "submitted", "closed", "extended", "withdrawn", "waived",
      "silenced", "announced", "prolonged", "opened", "taken", "adopted",
    ]
    var stated: [(word: String, value: YAMLMapping)] = []
    for word in words {
      if let value = entry.value(word), let mapping = YAMLMapping(value, "“\(word)”", findings) {
        stated.append((word, mapping))
      } else if entry.isWritten(word), entry.value(word) == nil {
        findings.error("missing-key", entry.place(of: word), "“\(word)” has no value")
      }
    }
    entry.finish()
    let hasWord = entry.written.contains { words.contains($0.key) }
    if !hasWord {
      findings.error(
        "missing-key", entry.place, "this fact says nothing",
        hint: "write one of \(words.joined(separator: ", "))")
    }
    if stated.count > 1 {
      findings.error(
        "meaningless-key", entry.place(of: stated[1].word),
        "a fact says one thing: “\(stated[0].word)” stands here too", hint: "make two facts of it")
    }
    for (word, mapping) in stated {
      let statement = statement(word, mapping, at)
      mapping.finish()
      guard let at, let statement, stated.count == 1 else { continue }
      var validOn = programme.zone.date(at: at.value)
      switch statement {
      case .held(let record), .corrected(let record, _): validOn = record.date
      case .opened(let course): validOn = course.openedOn
      case .taken(_, _, let day, _): validOn = day
      default: break
      }
      statements.append(TimedStatement(at: at.value, validOn: validOn, by: by?.value, statement: statement))
    }
  }

  private mutating func statement(_ word: String, _ mapping: YAMLMapping, _ at: Placed<Timestamp>?)
    -> Fact.Statement?
  {
    switch word {
    case "held": held(mapping, at).map { .held($0) }
    case "corrected": corrected(mapping, at)
    case "confirmed":
      record(mapping).map { .confirmed(record: $0.record, reason: $0.reason) }
    case "entered": entered(mapping).map { .entered($0) }
    case "submitted": referring(mapping).map { .submitted(item: $0.item, reference: $0.reference) }
    case "closed": referring(mapping).map { .closed(item: $0.item, reference: $0.reference) }
    case "extended": extended(mapping)
    case "withdrawn": withdrawn(mapping)
    case "waived": waived(mapping)
    case "silenced": silenced(mapping)
    case "announced": announced(mapping).map { .announced($0) }
    case "prolonged": prolonged(mapping).map { .prolonged($0) }
    case "opened": opened(mapping, at).map { .opened($0) }
    case "taken": taken(mapping)
    default: mapping.required("from", .date).map { .adopted(from: $0.value) }
    }
  }

  private func held(_ mapping: YAMLMapping, _ at: Placed<Timestamp>?) -> MeetingRecord? {
    let organisation = organisation(mapping.required("organisation", .identifier()))
    let duty = duty(mapping.required("duty", .identifier()), isMeeting: true)
    let date = mapping.required("date", .date, example: "2026-03-18")
    let chair = mapping.required("chair", .line)
    let present = mapping.required("present", .whole(0...1_000_000))
    let due = mapping.required("due", .whole(0...1_000_000))
    let reference = mapping.optional("reference", .line)
    let makesUpFor = mapping.optional("makes-up-for", .line)
    if let present, let due, present.value > due.value {
      findings.error(
        "bad-value", present.place, "\(present.value) present of \(due.value) due",
        hint: "“due” counts everybody entitled, those present among them")
    }
    if let at, let date, programme.zone.date(at: at.value) < date.value {
      findings.error(
        "record-before-meeting", date.place, "the meeting of \(date.value) is recorded before it is held",
        hint: "correct “date” or “at”")
    }
    if let makesUpFor, let duty { checkPeriod(makesUpFor, duty) }
    let particulars = particulars(mapping)
    guard let organisation, let duty, let date, let chair, let present, let due else { return nil }
    var record = MeetingRecord(
      organisation: organisation, duty: duty.id, date: date.value, chair: chair.value, present: present.value,
      due: due.value, reference: reference?.value, makesUpFor: makesUpFor?.value)
    particulars(&record)
    return record
  }

  /// What a record says beside when, who and how many: read now, and said in a record that is made later.
  private func particulars(_ mapping: YAMLMapping) -> (inout MeetingRecord) -> Void {
    let people = FieldForm<Int>.whole(0...Quorum.Count.most)
    let title = mapping.optional("title", .line)?.value
    let recorder = mapping.optional("recorder", .line)?.value
    let attending = mapping.optional("attending", people)?.value
    let nonMembers = mapping.optional("non-members-present", people)?.value
    let written = mapping.optional("written", people)?.value
    let agenda = mapping.optionalList("agenda", FieldForm<String>.line)?.map(\.value)
    let consented: Placed<Consent>? = mapping.optional("superior-consented", .choice())
    let excluded = mapping.mapping("excluded").map { excluded in
      defer { excluded.finish() }
      return (
        count: excluded.required("count", people)?.value, reason: excluded.optional("reason", .line)?.value,
        approvedBy: excluded.optional("approved-by", .line)?.value
      )
    }
    let vote = mapping.mapping("vote").map { vote in
      defer { vote.finish() }
      let rule: Placed<Quorum.Rule>? = vote.optional("rule", .choice())
      return MeetingRecord.Vote(
        rule: rule?.value, inFavour: vote.optional("in-favour", people)?.value,
        against: vote.optional("against", people)?.value,
        abstaining: vote.optional("abstaining", people)?.value)
    }
    return { record in
      record.title = title
      record.recorder = recorder
      record.attending = attending
      record.nonMembersPresent = nonMembers
      record.written = written
      record.agenda = agenda
      record.superiorConsented = consented.map { $0.value == .yes }
      record.vote = vote
      if let excluded, let count = excluded.count {
        record.excluded = MeetingRecord.Exclusion(
          count: count, reason: excluded.reason, approvedBy: excluded.approvedBy)
      }
    }
  }

  private enum Consent: String, CaseIterable {
    case yes, no
  }

  private func corrected(_ mapping: YAMLMapping, _ at: Placed<Timestamp>?) -> Fact.Statement? {
    let reason = mapping.required("reason", .line)
    guard let record = held(mapping, at), let reason else { return nil }
    return .corrected(record, reason: reason.value)
  }

  private mutating func entered(_ mapping: YAMLMapping) -> Item? {
    let number: Placed<Item.ID>? = mapping.required("number", .identifier(), example: "ZG-2026-012")
    let duty = duty(mapping.required("duty", .identifier()), isMeeting: false)
    let organisation = organisation(mapping.required("organisation", .identifier()))
    let owner = person(mapping.required("owner", .identifier()))
    let title = mapping.required("title", .line)
    let due = mapping.required("due", .date)
    if let number {
      if let first = items[number.value] {
        findings.error(
          "duplicate-id", number.place,
          "the item “\(number.value)” is entered again; it stands already at \(first)",
          hint: "use “extended” to move its due date")
        return nil
      }
      items[number.value] = number.place
    }
    guard let number, let duty, let organisation, let owner, let title, let due else { return nil }
    return Item(
      number: number.value, duty: duty.id, organisation: organisation, owner: owner.value, title: title.value,
      due: due.value)
  }

  private mutating func referring(_ mapping: YAMLMapping) -> (item: Item.ID, reference: String)? {
    let item = item(mapping)
    let reference = mapping.required("reference", .line)
    guard let item, let reference else { return nil }
    return (item, reference.value)
  }

  private mutating func extended(_ mapping: YAMLMapping) -> Fact.Statement? {
    let item = item(mapping)
    let due = mapping.required("due", .date)
    let reason = mapping.required("reason", .line)
    guard let item, let due, let reason else { return nil }
    return .extended(item: item, due: due.value, reason: reason.value)
  }

  private func withdrawn(_ mapping: YAMLMapping) -> Fact.Statement? {
    record(mapping).map { .withdrawn(record: $0.record, reason: $0.reason) }
  }

  private func record(_ mapping: YAMLMapping) -> (record: String, reason: String)? {
    let record = mapping.required("record", .line, example: "member-assembly/branch-01/2026-03-20")
    let reason = mapping.required("reason", .line)
    if let record, let words = key(record, "a record like member-assembly/branch-01/2026-03-20"),
      CivilDate(words.last) == nil
    {
      findings.error(
        "bad-key", record.place, "“\(shown(words.last))” is not the date of a record",
        hint: "a record's key is DUTY/ORGANISATION/DATE")
      return nil
    }
    guard let record, let reason else { return nil }
    return (record.value, reason.value)
  }

  private func waived(_ mapping: YAMLMapping) -> Fact.Statement? {
    let obligation = mapping.required("obligation", .line, example: "member-assembly/branch-01/2026-Q1")
    let reason = mapping.required("reason", .line)
    if let obligation, let words = key(obligation, "an obligation like member-assembly/branch-01/2026-Q1"),
      let duty = words.duty
    {
      checkPeriod(Placed(value: words.last, place: obligation.place), duty)
    }
    guard let obligation, let reason else { return nil }
    return .waived(obligation: obligation.value, reason: reason.value)
  }

  private func silenced(_ mapping: YAMLMapping) -> Fact.Statement? {
    let dutyID: Placed<Duty.ID>? = mapping.optional("duty", .identifier())
    let matchers = Silence.Matchers(
      duty: dutyID.flatMap { id in
        if programme.duty(id.value) == nil {
          findings.error("no-such-duty", id.place, "there is no duty “\(id.value)”", hint: nil)
        }
        return id.value
      },
      organisation: organisation(mapping.optional("organisation", .identifier())),
      under: organisation(mapping.optional("under", .identifier())),
      obligation: mapping.optional("obligation", .line)?.value)
    let from = mapping.optional("from", .moment(in: programme.zone))
    let until = mapping.required("until", .moment(in: programme.zone))
    let reason = mapping.required("reason", .line)
    guard let until, let reason else { return nil }
    if matchers.isEmpty {
      findings.error(
        "missing-field", until.place, "a silence is about nothing",
        hint: "give “duty”, “organisation”, “under” or “obligation”")
      return nil
    }
    return .silenced(
      Silence(matchers: matchers, from: from?.value, until: until.value, reason: reason.value))
  }

  private func announced(_ mapping: YAMLMapping) -> SeasonNotice? {
    let duty = duty(mapping.required("duty", .identifier()), isMeeting: true)
    let place = mapping.place(of: "duty")
    let organisation = organisation(mapping.required("organisation", .identifier()))
    let year = mapping.required("year", .whole(1...9999))
    let from = mapping.required("from", .date)
    let to = mapping.required("to", .date)
    let reference = mapping.required("reference", .line)
    if let duty, duty.season == nil {
      findings.error(
        "wrong-duty", place, "“\(duty.id)” has no season: it is of the kind \(duty.kind.word)")
      return nil
    }
    guard let duty, let organisation, let year, let from, let to, let reference else { return nil }
    guard from.value <= to.value else {
      findings.error("span-reversed", to.place, "“to” \(to.value) is before “from” \(from.value)")
      return nil
    }
    return SeasonNotice(
      duty: duty.id, organisation: organisation, year: year.value, from: from.value, to: to.value,
      reference: reference.value)
  }

  private func prolonged(_ mapping: YAMLMapping) -> Prolongation? {
    let obligation = mapping.required("obligation", .line, example: "election/branch-03/2023-06-20")
    let until = mapping.required("until", .date)
    let reference = mapping.required("reference", .line)
    if let obligation, key(obligation, "an election like election/branch-03/2023-06-20") == nil { return nil }
    guard let obligation, let until, let reference else { return nil }
    return Prolongation(obligation: obligation.value, until: until.value, reference: reference.value)
  }

  private func opened(_ mapping: YAMLMapping, _ at: Placed<Timestamp>?) -> Course? {
    let number: Placed<Course.ID>? = mapping.required("number", .identifier(), example: "FZ-2026-003")
    let organisation = organisation(mapping.required("organisation", .identifier()))
    let owner = person(mapping.required("owner", .identifier()))
    let title = mapping.required("title", .line)
    let event: Placed<Course.Event>? = mapping.required("event", .identifier(), example: "application")
    let date = mapping.required("date", .date)
    if let event {
      let known = programme.duties.flatMap { duty in
        duty.step.map { [$0.after.text, duty.id.text] } ?? []
      }
      if !known.contains(event.value.text) {
        findings.error(
          "unknown-event", event.place, "no course begins with “\(event.value)”",
          hint: findings.suggestion(for: event.value.text, among: known))
      }
    }
    if let at, let date, programme.zone.date(at: at.value) < date.value {
      findings.error(
        "record-before-meeting", date.place, "what happened on \(date.value) is recorded before it happened")
    }
    guard let number, let organisation, let owner, let title, let event, let date else { return nil }
    return Course(
      number: number.value, organisation: organisation, owner: owner.value, title: title.value,
      opening: event.value, openedOn: date.value)
  }

  private func taken(_ mapping: YAMLMapping) -> Fact.Statement? {
    let course: Placed<Course.ID>? = mapping.required("course", .identifier())
    let step: Placed<Duty.ID>? = mapping.required("step", .identifier())
    let date = mapping.required("date", .date)
    let reference = mapping.optional("reference", .line)
    if let step, programme.duty(step.value)?.step == nil {
      findings.error(
        "unknown-duty", step.place, "“\(step.value)” is no step of a course",
        hint: findings.suggestion(
          for: step.value.text, among: programme.duties.filter { $0.step != nil }.map(\.id.text)))
      return nil
    }
    guard let course, let step, let date else { return nil }
    return .taken(
      course: course.value, step: step.value, on: date.value, reference: reference?.value ?? "")
  }

  /// The parts of `DUTY/ORGANISATION/…`, the first two checked.
  private func key(_ text: Placed<String>, _ example: String) -> (duty: Duty?, last: String)? {
    let words = text.value.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard words.count == 3, let dutyID = Duty.ID(words[0]), let organisationID = Organisation.ID(words[1])
    else {
      findings.error("bad-key", text.place, "“\(shown(text.value))” is not \(example)")
      return nil
    }
    _ = organisation(Placed(value: organisationID, place: text.place))
    return (duty(Placed(value: dutyID, place: text.place), isMeeting: nil), words[2])
  }

  private func checkPeriod(_ period: Placed<String>, _ duty: Duty) {
    guard let cycle = duty.cycle else { return }
    if Period(period.value)?.cycle == cycle { return }
    let example = Period(cycle, containing: CivilDate(dayNumber: 20_454))
    findings.error(
      "bad-key", period.place, "“\(shown(period.value))” is not a period of the duty “\(duty.id)”",
      hint: "it goes by the \(cycle.rawValue): write for example \(example)")
  }

  private mutating func item(_ mapping: YAMLMapping) -> Item.ID? {
    guard let item: Placed<Item.ID> = mapping.required("item", .identifier()) else { return nil }
    itemReferences.append(item)
    return item.value
  }

  private func organisation(_ id: Placed<Organisation.ID>?) -> Organisation.ID? {
    guard let id else { return nil }
    if programme.organisations[id.value] != nil { return id.value }
    findings.error(
      "unknown-organisation", id.place, "there is no organisation “\(id.value)”",
      hint: findings.suggestion(for: id.value.text, among: programme.organisations.keys.map(\.text)))
    return nil
  }

  private func person(_ id: Placed<Person.ID>?) -> Placed<Person.ID>? {
    guard let id else { return nil }
    if programme.people[id.value] != nil { return id }
    findings.error(
      "unknown-person", id.place, "there is no person “\(id.value)”",
      hint: findings.suggestion(for: id.value.text, among: programme.people.keys.lazy.map(\.text)))
    return nil
  }

  private func duty(_ id: Placed<Duty.ID>?, isMeeting: Bool?) -> Duty? {
    guard let id else { return nil }
    guard let duty = programme.duty(id.value) else {
      findings.error(
        "unknown-duty", id.place, "there is no duty “\(id.value)”",
        hint: findings.suggestion(for: id.value.text, among: programme.duties.map(\.id.text)))
      return nil
    }
    if let isMeeting, isMeeting != duty.isMeeting {
      findings.error(
        "wrong-duty", id.place,
        isMeeting
          ? "“\(duty.id)” is a duty of items; no meeting is held for it"
          : "“\(duty.id)” is a duty of meetings; no item is entered for it")
      return nil
    }
    return duty
  }
}
