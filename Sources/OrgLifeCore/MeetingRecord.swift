/// The fact that a meeting was held. Minutes stay where they are: only a reference is kept.
///
/// What only a closer look needs may be missing: a record that says no more than when, who and how many is one.
public struct MeetingRecord: Hashable, Codable, Sendable {
  public var organisation: Organisation.ID
  public var duty: Duty.ID
  public var date: CivilDate
  /// A person's id, or a name.
  public var chair: String
  /// Who came, of those entitled.
  public var present: Int
  /// Who should have come (应到), those in ``excluded`` among them.
  public var due: Int
  public var reference: String?
  /// The period that a make-up meeting stands for: it counts there and nowhere else.
  public var makesUpFor: String?
  /// What the meeting was called.
  public var title: String?
  /// Who took the minutes (记录人): a person's id, or a name.
  public var recorder: String?
  public var excluded: Exclusion?
  /// Who sat in without counting (列席): no part of ``present``.
  public var attending: Int?
  /// How many of those in ``present`` are no members, though they are listed as present (出席).
  public var nonMembersPresent: Int?
  /// Opinions that absent members handed in before, in writing.
  public var written: Int?
  public var vote: Vote?
  public var agenda: [String]?
  /// That the superior Party organisation consented to another time.
  public var superiorConsented: Bool?

  /// Who is not counted among those due.
  public struct Exclusion: Hashable, Codable, Sendable {
    public var count: Int
    public var reason: String?
    public var approvedBy: String?

    public init(count: Int, reason: String? = nil, approvedBy: String? = nil) {
      self.count = count
      self.reason = reason
      self.approvedBy = approvedBy
    }
  }

  public struct Vote: Hashable, Codable, Sendable {
    /// By which rule it passes; nil means the duty's own.
    public var rule: Quorum.Rule?
    public var inFavour: Int?
    public var against: Int?
    public var abstaining: Int?

    public init(
      rule: Quorum.Rule? = nil, inFavour: Int? = nil, against: Int? = nil, abstaining: Int? = nil
    ) {
      self.rule = rule
      self.inFavour = inFavour
      self.against = against
      self.abstaining = abstaining
    }
  }

  public init(
    organisation: Organisation.ID, duty: Duty.ID, date: CivilDate, chair: String, present: Int, due: Int,
    reference: String? = nil, makesUpFor: String? = nil
  ) {
    self.organisation = organisation
    self.duty = duty
    self.date = date
    self.chair = chair
    self.present = present
    self.due = due
    self.reference = reference
    self.makesUpFor = makesUpFor
  }

  /// The record's id, which stays when it is corrected: one duty of one organisation meets at most once a day.
  public var key: String { "\(duty)/\(organisation)/\(date)" }

  /// Who came and counts: members only.
  public var membersPresent: Int { present - (nonMembersPresent ?? 0) }

  /// What the numbers come to by a rule; nil where they cannot be.
  public func finding(by rule: Quorum.Rule, inFavour: Int? = nil) -> Quorum.Finding? {
    Quorum.Count(
      due: due, excluded: excluded?.count ?? 0, present: membersPresent, written: written ?? 0,
      inFavour: inFavour
    ).map(Quorum.of(rule).finding)
  }
}
