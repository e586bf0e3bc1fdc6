import OrgLifeCore
import OrgLifeSchedule

/// One fired rung as its reader should see it: the obligation as it stands now, and who else knows of it.
public struct Matter: Hashable, Sendable {
  public var line: Delivery.Line
  public var obligation: Obligation
  public var rule: Rule
  public var standing: Standing
  /// The rung as the ladder has it; the latest missed one for an item's first notice.
  public var rung: Rung
  public var mark: RungMark?
  /// Who has a receipt for an earlier rung.
  public var told: [Told]
  /// Whom an earlier rung was for and did not reach by any channel.
  public var missed: [Person.ID]
  public var next: Agenda.NextRung?
  /// Whom its reader acts for, and for which days where the role was handed over.
  public var acting: Acting?
  /// Who said that they have seen it, and the day that they promised.
  public var seen: [PromiseHistory] = []

  public struct Told: Hashable, Sendable {
    public var person: Person.ID
    public var at: Timestamp

    public init(person: Person.ID, at: Timestamp) {
      self.person = person
      self.at = at
    }
  }

  public struct Acting: Hashable, Sendable {
    public var person: Person.ID
    public var delegation: Delegation?

    public init(person: Person.ID, delegation: Delegation?) {
      self.person = person
      self.delegation = delegation
    }
  }

  public init(
    line: Delivery.Line, obligation: Obligation, rule: Rule, standing: Standing, rung: Rung, mark: RungMark?,
    told: [Told], missed: [Person.ID] = [], next: Agenda.NextRung?
  ) {
    self.line = line
    self.obligation = obligation
    self.rule = rule
    self.standing = standing
    self.rung = rung
    self.mark = mark
    self.told = told
    self.missed = missed
    self.next = next
  }
}
