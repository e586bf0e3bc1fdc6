import OrgLifeCore
import OrgLifeSchedule

extension Desk {
  /// What has to be done yet for a statement to count.
  func note(about statement: Fact.Statement, by author: String, at now: Timestamp) -> String? {
    guard case .prolonged(let said) = Intake(desk: self, now: now, author: author).completed(statement),
      said.waits
    else { return nil }
    return "it is more than a year longer, and counts when a second person endorses it: "
      + "orglifectl term endorse \(said.obligation) --reference … --by PERSON"
  }

  /// A waiver takes two: the first person asks for it, and a second one who says the same waives it. Every other
  /// statement is as it was said.
  func waiving(_ statement: Fact.Statement, author: String, at now: Timestamp) throws(Refusal)
    -> (statement: Fact.Statement, note: String?)
  {
    guard case .waived(let key, let reason) = statement,
      facts.waiver(of: key, knownAt: .distantFuture) == nil
    else { return (statement, nil) }
    guard let asked = facts.waiverRequests[key] else {
      return (
        .waiverAsked(obligation: key, reason: reason),
        "it is owed until a second person waives it too: orglifectl waive \(key) --reason … --by PERSON"
      )
    }
    guard asked.by != author else {
      return (
        .waiverAsked(obligation: key, reason: asked.reason),
        "you asked for it already; a second person has to waive it too"
      )
    }
    guard let person = Person.ID(author), programme.people[person] != nil else {
      throw .notPermitted(
        "\(author) is nobody in the roster; a waiver that \(asked.by) asked for takes a second person: --by PERSON"
      )
    }
    let why = asked.reason == reason ? "" : "; \(asked.reason)"
    return (.waived(obligation: key, reason: "\(reason)\(why) (asked for by \(asked.by))"), nil)
  }
}
