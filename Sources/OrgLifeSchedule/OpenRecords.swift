import OrgLifeCore

extension Planner {
  /// What is told about a record that was just taken and does not count as it stands, to the organisation's commissioner or
  /// the next person up; nothing where it counts. Each version of a record is told about once.
  ///
  /// - Parameter version: 1 where the record is new, one more for each correction.
  public func deliveries(about record: MeetingRecord, by author: String, version: Int, at now: Timestamp)
    -> [Delivery]
  {
    let judgement = agenda.judgement(of: record)
    guard judgement != .counts, let role = Role(RoleName.organisationCommissioner) else { return [] }
    let bulletin = Bulletin(
      key: "bulletin/record/\(record.key)/\(version)",
      matter: .recordOpen(Bulletin.OpenRecord(record: record, judgement: judgement, author: author)))
    let recipients = roster.recipients(
      of: [RoleReference(climb: 0, role: role)], for: record.organisation, owner: nil,
      on: programme.zone.date(at: now))
    return recipients.flatMap { deliveries(of: bulletin, to: $0.person, at: now) }
  }
}
