import OrgLifeCore

/// What can only be judged with all files read: that every reference holds, and that what is written can work.
struct ReferenceCheck {
  let settings: SettingsReader
  let organisations: OrganisationReader
  let duties: DutyReader
  let ladders: LadderReader
  let roster: RosterReader
  let appointments: AppointmentReader
  let findings: Findings

  func run() {
    organisations.checkParents()
    checkSettings()
    checkAppointments()
    checkLadders()
    checkDuties()
    checkReach()
  }

  private func checkSettings() {
    for channel in settings.defaultChannels {
      settings.channelRoll.require(channel, in: SettingsReader.file, findings)
    }
    for fallback in settings.fallbacks {
      settings.channelRoll.require(fallback.to, in: SettingsReader.file, findings)
      if fallback.of == fallback.to.value {
        findings.error(
          "fallback-to-itself", fallback.to.place, "the channel “\(fallback.of)” is its own fallback",
          hint: "name another channel, by which the operator hears that this one fails")
      }
    }
    if let person = settings.operatorPerson {
      roster.roll.require(person, in: RosterReader.file, findings)
      checkOperator(person)
    } else if !findings.hasErrors {
      findings.notice(
        "no-operator", Place(file: SettingsReader.file, line: 1, column: 1),
        "there is no “operator”: nobody is told that next year's calendar is missing, or that a new one moves days",
        hint: "write “operator: ID” with the id of a person in people.csv")
    }
    guard let columns = roster.addressColumns else { return }
    let names = columns.map(\.value)
    for column in settings.addressColumns where !names.contains(column.value) {
      findings.error(
        "unknown-column", column.place, "people.csv has no column “\(shown(column.value))”",
        hint: findings.suggestion(for: column.value, among: names) ?? "add the column to people.csv")
    }
    let used = Set(settings.addressColumns.map(\.value))
    guard settings.channelRoll.isComplete else { return }
    for column in columns where column.value != "email" && !used.contains(column.value) {
      findings.warning(
        "unused-column", column.place,
        "no channel takes its addresses from the column “\(shown(column.value))”",
        hint: findings.suggestion(
          for: column.value, among: ["id", "name", "name_en", "language", "login", "email"])
          ?? "name it in a channel as “address: \(shown(column.value))”, or delete it")
    }
  }

  /// Whoever hears that a channel fails is reached by another one.
  private func checkOperator(_ placed: Placed<Person.ID>) {
    guard let person = roster.people[placed.value], settings.channelRoll.isComplete else { return }
    func reaches(_ channel: Channel) -> Bool {
      channel.addressColumn.map { person.addresses[$0] != nil } ?? true
    }
    let reaching = settings.channels.filter(reaches)
    guard reaching.count >= 2 else {
      let only = reaching.first.map { "by the channel “\($0.id)” only" } ?? "by no channel"
      findings.error(
        "operator-out-of-reach", placed.place,
        "the operator “\(placed.value)” is reached \(only): nobody would hear that it fails",
        hint: "add a second channel, such as “log: {plugin: log}”, or fill in the operator's address")
      return
    }
    for fallback in settings.fallbacks where !reaching.contains(where: { $0.id == fallback.to.value }) {
      guard settings.channels.contains(where: { $0.id == fallback.to.value }) else { continue }
      findings.error(
        "operator-out-of-reach", fallback.to.place,
        "the fallback “\(fallback.to.value)” does not reach the operator “\(placed.value)”",
        hint: "name a channel that has an address for the operator, or needs none")
    }
  }

  private func checkAppointments() {
    for placed in appointments.appointments {
      let appointment = placed.appointment
      roster.roll.require(
        Placed(value: appointment.person, place: placed.person), in: RosterReader.file, findings)
      organisations.roll.require(
        Placed(value: appointment.organisation, place: placed.organisation), in: OrganisationReader.file,
        findings)
      if let organisation = organisations.organisations[appointment.organisation] {
        checkLife(placed, organisation)
      }
    }
    checkAddresses()
  }

  private func checkLife(_ placed: AppointmentReader.PlacedAppointment, _ organisation: Organisation) {
    let span = placed.appointment.span
    if let from = span.from, let formed = organisation.life.from, from < formed {
      findings.warning(
        "appointment-outside-life", placed.person,
        "\(placed.appointment.person) is \(placed.appointment.role) from \(from), but “\(organisation.id)” was formed on \(formed)"
      )
    }
    let last = [span.to, span.from].compactMap { $0 }.max()
    if let last, let dissolved = organisation.life.to, last > dissolved {
      findings.warning(
        "appointment-outside-life", placed.person,
        "\(placed.appointment.person) is \(placed.appointment.role) until \(last), but “\(organisation.id)” was dissolved on \(dissolved)"
      )
    }
  }

  /// Whoever holds a role must be reachable by the channels that are used when a rung names none.
  private func checkAddresses() {
    let defaults = Set(settings.defaultChannels.map(\.value))
    let channels = settings.channels.filter { defaults.contains($0.id) && $0.addressColumn != nil }
    let columns = Set(roster.addressColumns?.map(\.value) ?? [])
    for (id, person) in roster.people {
      guard let place = roster.roll.places[id] else { continue }
      for channel in channels {
        guard let column = channel.addressColumn, columns.contains(column), person.addresses[column] == nil
        else { continue }
        findings.warning(
          "no-address", place,
          "\(person.name.chinese) (\(id)) has no address for the channel “\(channel.id)”",
          hint: "fill in the column “\(column)”")
      }
    }
  }

  private func checkLadders() {
    let roles = Set(appointments.appointments.map(\.appointment.role.text))
    for rung in ladders.rungs.values.joined() {
      for channel in rung.channels {
        settings.channelRoll.require(channel, in: SettingsReader.file, findings)
      }
      // What ships goes one person up where nobody has the role.
      guard appointments.isComplete, !rung.place.isShipped else { continue }
      for reference in rung.to {
        guard let role = reference.value.role, !roles.contains(role.text) else { continue }
        findings.error(
          "unknown-role", reference.place, "nobody in the roster has the role “\(role)”",
          hint: findings.suggestion(for: role.text, among: roles)
            ?? "add the role to appointments.csv, or correct it")
      }
    }
    guard duties.roll.isComplete else { return }
    let used = Set(duties.ladders.map(\.value))
    for (id, place) in ladders.roll.places where !used.contains(id) && !place.isShipped {
      findings.warning("unused-ladder", place, "no duty uses the ladder “\(id)”")
    }
  }

  private func checkDuties() {
    for ladder in duties.ladders { ladders.roll.require(ladder, in: "ladders.d", findings) }
    for also in duties.alsoSatisfied { checkAlsoSatisfied(also.duty, by: also.by) }
    for duty in duties.duties {
      guard let place = duties.roll.places[duty.id] else { continue }
      if organisations.isWhole, !place.isShipped,
        !organisations.organisations.values.contains(where: duty.mayBeOwed)
      {
        findings.warning(
          "duty-applies-to-nothing", place, "no organisation owes the duty “\(duty.id)”",
          hint: "check “applies-to”: the kinds, and whether a committee is asked for")
      }
      checkAnchors(duty)
    }
  }

  private func checkAlsoSatisfied(_ id: Duty.ID, by other: Placed<Duty.ID>) {
    // An office that switches the other one off need not mend this one.
    if duties.switchedOff.contains(where: { $0.duty.id == other.value }) { return }
    duties.roll.require(other, in: "duties.d", findings)
    if other.value == id {
      findings.error(
        "satisfied-by-itself", other.place, "the duty “\(id)” is satisfied by itself already",
        hint: "name another duty whose meetings count for it too, or delete the line")
    }
    let both = [id, other.value].compactMap { id in duties.duties.first { $0.id == id } }
    for duty in both where !duty.isMeeting {
      findings.error(
        "wrong-duty", other.place, "“\(duty.id)” is a duty of items; no meeting counts for it",
        hint: "“also-satisfied-by” joins duties of meetings")
    }
  }

  /// A quota counts from the period's end, a fixed day and an item from their day; only an item has an owner.
  private func checkAnchors(_ duty: Duty) {
    let expected: Rung.Anchor = duty.quota == nil ? .dueDate : .period
    for rung in ladders.rungs[duty.ladder] ?? [] {
      if rung.rung.anchor != expected {
        findings.error(
          "anchor-mismatch", rung.atPlace,
          "“\(rung.rung.name)” counts from \(rung.rung.anchor.rawValue), but the duty “\(duty.id)” uses this ladder",
          hint: expected == .period
            ? "a duty of the kind quota counts from T, the end of its period"
            : "a duty of the kind \(duty.kind.word) counts from D, the day")
      }
      guard duty.isMeeting else { continue }
      for reference in rung.to where reference.value == .owner {
        findings.error(
          "owner-of-meeting", reference.place,
          "the duty “\(duty.id)” uses this ladder, and a meeting that is owed has no owner",
          hint: "name a role, such as secretary; only items have owners")
      }
    }
  }

  /// `parent.parent.secretary` reaches nobody where there is no parent's parent.
  private func checkReach() {
    guard organisations.isWhole else { return }
    for duty in duties.duties {
      let owing = organisations.organisations.values.filter(duty.mayBeOwed).sorted { $0.id < $1.id }
      let heights = owing.map(height)
      for rung in ladders.rungs[duty.ladder] ?? [] where !rung.place.isShipped {
        for reference in rung.to {
          let short = zip(owing, heights).filter { $0.1 < reference.value.climb }.map(\.0.id.text)
          guard let first = short.first else { continue }
          let others = short.count > 1 ? " and \(short.count - 1) more" : ""
          findings.warning(
            "climb-leaves-tree", reference.place,
            "“\(reference.value)” is nobody for “\(first)”\(others), which may owe the duty “\(duty.id)”",
            hint: "give these organisations a duty with a ladder of their own, or a parent")
        }
      }
    }
  }

  private func height(_ organisation: Organisation) -> Int {
    var seen: Set<Organisation.ID> = []
    var current = organisation
    while seen.insert(current.id).inserted, let parent = current.parent,
      let above = organisations.organisations[parent]
    {
      current = above
    }
    return seen.count - 1
  }
}

extension Duty {
  /// Whether the organisation is of a kind that owes this duty at some time.
  fileprivate func mayBeOwed(by organisation: Organisation) -> Bool {
    appliesTo.covers(organisation)
      && (!appliesTo.needsCommittee || organisation.committee != nil)
  }
}
