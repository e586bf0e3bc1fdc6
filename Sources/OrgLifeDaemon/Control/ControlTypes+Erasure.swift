import OrgLifeCore
import OrgLifeLedger

/// What is asked and told when a person is erased.
extension Control {
  public struct EraseQuestion: Codable, Sendable {
    public var person: String
    public var reason: String
    /// false: only count.
    public var confirmed: Bool
    public var by: String?

    public init(person: String, reason: String, confirmed: Bool, by: String?) {
      self.person = person
      self.reason = reason
      self.confirmed = confirmed
      self.by = by
    }
  }

  public struct EraseAnswer: Codable, Sendable {
    /// Whether it was done; false where nothing of the person is in the ledger, or it was only asked.
    public var erased: Bool
    /// What stands in the place of the id; nil where nothing of the person is in the ledger.
    public var mark: String?
    public var rows: Erasure.Rows
    /// The names and addresses that were looked for.
    public var soughtFor: [String]
    /// Where something of the person may still be, in sentences.
    public var left: [String]
  }
}
