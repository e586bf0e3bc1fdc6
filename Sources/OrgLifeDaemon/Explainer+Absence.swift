import OrgLifeCore
import OrgLifeSchedule

extension Explainer {
  /// Why nothing is owed under a key.
  func nothingOwed(_ key: String) -> String {
    let words = key.split(separator: "/").map(String.init)
    let name = words.count > 1 ? words[1] : key
    switch agenda.absence(of: key, facts: desk.facts, knownAt: now) {
    case .otherKind(let kind): return "\(words[0]) does not apply to \(name), a \(kind.rawValue)."
    case .dutyNotInForce(let span): return "\(words[0]) is in force \(text(span)) only."
    case .organisationNotThere(let span): return "\(name) exists \(text(span)) only."
    case .noDay: return "The duty's rule names no day in that period."
    case .noCommittee(let day): return "\(name) had no committee in office on \(day), the period's first day."
    case .cutShort(let span):
      return "\(name) exists \(text(span)): a period that this cuts short is shown, not owed."
    case .beforeService(let day):
      return "The ledger is in service since \(day); what ended before is not owed "
        + "(“orglifectl adopt” opens older periods)."
    case nil: return "It is not owed by the configuration in force: its duty or organisation is gone."
    }
  }

  private func text(_ span: DateSpan) -> String {
    [span.from.map { "from \($0)" }, span.to.map { "until \($0)" }].compactMap { $0 }.joined(separator: " ")
  }
}
