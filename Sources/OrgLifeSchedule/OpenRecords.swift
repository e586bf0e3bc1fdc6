import OrgLifeCore

extension Planner {
  /// What is told about a record that was just taken and does not count as it stands, to the organisation's commissioner or
  /// the next person up; nothing where it counts. Each version of a record is told about once.
  ///
  /// - Parameter facts: those before the record; its versions among them are counted, so that each has a key of its own.
  public func deliveries(about record: MeetingRecord, by author: String, facts: Facts, at now: Timestamp)
    -> [Delivery]
  {
    let today = programme.zone.date(at: now)
    let judgement = agenda.judgement(of: record)
    guard judgement != .counts, let role = Role(RoleName.organisationCommissioner) else { return [] }
    let bulletin = Bulletin(
      key: "bulletin/record/\(record.key)/\(facts.versions(record.key).count + 1)",
      matter: .recordOpen(Bulletin.OpenRecord(record: record, judgement: judgement, author: author)))
    let recipients = roster.recipients(
      of: [RoleReference(climb: 0, role: role)], for: record.organisation, owner: nil,
      on: today, whereabouts: facts.whereabouts(on: today, knownAt: now))
    return recipients.flatMap { deliveries(of: bulletin, to: $0.person, at: now) }
  }
}
