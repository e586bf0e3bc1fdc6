import OrgLifeCore

extension Composer {
  /// What the template about a record that does not count as it stands may say.
  func values(of open: Bulletin.OpenRecord, _ wording: Wording) -> [String: Any] {
    let (record, language) = (open.record, wording.language)
    var values: [String: Any] = [
      "duty": name(of: record.duty, in: language),
      "organisation": name(of: record.organisation, in: language),
      "day": wording.short(record.date), "key": record.key, "keyWord": shellWord(record.key),
      "chair": person(record.chair, in: language), "present": record.membersPresent,
      "due": record.due - (record.excluded?.count ?? 0),
      "author": person(Fact.speaker(open.author), in: language),
    ]
    values["title"] = record.title
    let reasons = open.judgement.reasons.map { $0[language] }
    switch open.judgement {
    case .awaitingConfirmation(let doubts):
      values["doubted"] = true
      values["reasons"] = wording.joined(reasons)
      let nonMembers = doubts.contains { if case .nonMembersPresent = $0 { true } else { false } }
      // To add a Party matter is also what a doubtful title asks for: it shows what the meeting was.
      let matter = doubts.contains { if case .nonMembersPresent = $0 { false } else { true } }
      values["correctBoth"] = nonMembers && matter
      values["correctAttending"] = nonMembers && !matter
      values["correctAgenda"] = matter && !nonMembers
    case .incomplete:
      values["incomplete"] = true
      values["reasons"] = wording.list(reasons)
    case .counts, .notApplicable:
      values["reasons"] = wording.list(reasons)
    }
    return values
  }

  /// A person's name where the text is the id of one.
  private func person(_ text: String, in language: Language) -> String {
    Person.ID(text).flatMap { programme.people[$0]?.name[language] } ?? text
  }
}

extension Wording {
  /// Reasons in one sentence: 甲，且乙.
  fileprivate func joined(_ reasons: [String]) -> String {
    guard let last = reasons.last, reasons.count > 1 else { return reasons.first ?? "" }
    let first = reasons.dropLast()
    return switch language {
    case .chinese: "\(first.joined(separator: "，"))，且\(last)"
    case .english: "\(first.joined(separator: ", ")), and \(last)"
    }
  }
}
