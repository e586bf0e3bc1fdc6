import OrgLifeCore
import OrgLifeSchedule

extension Composer {
  /// More than these are only counted.
  private static let shownSetbacks = 20

  func values(of setbacks: [Bulletin.Setback], _ wording: Wording) -> [String: Any] {
    var values: [String: Any] = [
      "count": setbacks.count,
      "counted": setbacks.count == 1 ? "1 reminder" : "\(setbacks.count) reminders",
      "final": setbacks.contains(where: \.isFinal), "waiting": setbacks.contains { !$0.isFinal },
      "setbacks": setbacks.prefix(Self.shownSetbacks).map { line(of: $0, wording) },
    ]
    let more = setbacks.count - Self.shownSetbacks
    if more > 0 { values["more"] = more }
    return values
  }

  /// One of those that differ in their channel alone: to its reader it is one reminder.
  static func overAnyChannel(_ setbacks: [Bulletin.Setback]) -> [Bulletin.Setback] {
    var seen: Set<Substring> = []
    return setbacks.compactMap { setback in
      let stem = setback.delivery.prefix(
        upTo: setback.delivery.lastIndex(of: "/") ?? setback.delivery.endIndex)
      guard seen.insert(stem).inserted else { return nil }
      var shown = setback
      shown.delivery = String(stem)
      return shown
    }
  }

  private func line(of setback: Bulletin.Setback, _ wording: Wording) -> String {
    let name = programme.people[setback.person]?.name[wording.language] ?? setback.person.text
    let about = about(setback.delivery, wording)
    switch wording.language {
    case .chinese:
      let state = setback.isFinal ? "（不再重试）" : ""
      return "\(name)：\(about)\(state)。原因：\(setback.reason)"
    case .english:
      let state = setback.isFinal ? " (given up)" : ""
      return "\(name): \(about)\(state): \(setback.reason)"
    }
  }

  /// What a delivery is about, as its key tells it.
  private func about(_ key: String, _ wording: Wording) -> String {
    let words = key.split(separator: "/").map(String.init)
    guard words.count > 3, let duty = Duty.ID(words[0]), programme.duty(duty) != nil,
      let organisation = Organisation.ID(words[1]).flatMap({ programme.organisations[$0] })
    else {
      guard words.count > 1, words[0] == "digest", let day = CivilDate(words[1]) else { return key }
      return wording.language == .chinese
        ? "\(wording.short(day))的汇总" : "digest of \(wording.short(day))"
    }
    let period = Period(words[2]).map(wording.period) ?? words[2]
    let rung = wording.language == .chinese ? "\(words[3])提醒" : "reminder \(words[3])"
    return
      "\(organisation.name[wording.language]) · \(name(of: duty, in: wording.language)) · \(period) · \(rung)"
  }

  /// A key in the form in which a shell takes it as it is.
  func shellWord(_ key: String) -> String {
    key.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/-_.:+".contains($0)) } ? key : "'\(key)'"
  }
}
