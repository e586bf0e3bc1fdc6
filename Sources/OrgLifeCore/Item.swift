/// An inspection, rectification or action point with an owner and a due date.
public struct Item: Hashable, Codable, Sendable {
  public typealias ID = Identifier<Item>

  /// The number that people use: `ZG-2026-012`.
  public var number: ID
  public var duty: Duty.ID
  public var organisation: Organisation.ID
  public var owner: Person.ID
  public var title: String
  public var due: CivilDate

  public init(
    number: ID, duty: Duty.ID, organisation: Organisation.ID, owner: Person.ID, title: String, due: CivilDate
  ) {
    self.number = number
    self.duty = duty
    self.organisation = organisation
    self.owner = owner
    self.title = title
    self.due = due
  }
}
