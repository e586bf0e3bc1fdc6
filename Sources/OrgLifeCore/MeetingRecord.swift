/// The fact that a meeting was held. Minutes stay where they are: only a reference is kept.
public struct MeetingRecord: Hashable, Codable, Sendable {
  public var organisation: Organisation.ID
  public var duty: Duty.ID
  public var date: CivilDate
  public var chair: String
  /// Who came, of those entitled.
  public var present: Int
  /// Who should have come (应到).
  public var due: Int
  public var reference: String?
  /// The period that a make-up meeting stands for: it counts there and nowhere else.
  public var makesUpFor: String?

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

  /// The meeting's name: one duty of one organisation meets at most once a day.
  public var key: String { "\(duty)/\(organisation)/\(date)" }
}
