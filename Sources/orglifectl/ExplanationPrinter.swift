import OrgLifeDaemon

/// Says an explanation in sentences.
struct ExplanationPrinter {
  private let explanation: Explanation
  private var page = Paragraph()

  init(_ explanation: Explanation) {
    self.explanation = explanation
    if let nothing = explanation.nothingOwed {
      page.add(explanation.key, hang: 0)
      page.add("Nothing is owed. \(nothing)", indent: 2, hang: 0)
    }
    if explanation.kind == "digest" { add(digest: explanation) }
    if let bulletins = explanation.bulletins { add(bulletins: bulletins) }
    for (index, matter) in explanation.matters.enumerated() {
      if index > 0 { page.blank() }
      add(matter)
    }
  }

  var text: String { page.text }

  private var isWhole: Bool { explanation.kind == "obligation" }

  private mutating func add(bulletins: [Control.QueueDelivery]) {
    page.add(
      explanation.key.hasPrefix("bulletin/record/")
        ? "A message about a record that does not count as it stands: it goes to the organisation's commissioner, "
          + "or the next person up, once for each version of the record."
        : "A message about the service itself: it goes to the operator that the configuration names, by each of "
          + "their channels, once for the same news.", hang: 0)
    for delivery in bulletins {
      page.blank()
      for line in QueuePrinter.text(of: delivery).split(separator: "\n") { page.add(asIs: String(line)) }
    }
  }

  private mutating func add(digest: Explanation) {
    let count = digest.matters.count
    page.add(digest.key, hang: 0)
    page.add("A digest with \(count) \(count == 1 ? "line" : "lines"):", indent: 2)
    page.blank()
  }

  // MARK: What is owed

  private mutating func add(_ matter: Explanation.Matter) {
    page.add(matter.key, hang: 0)
    page.add(
      "\(matter.organisationName) · \(matter.dutyName)\(matter.title.map { " · \($0)" } ?? ""): \(state(matter))",
      indent: 2, hang: 0)
    if isWhole {
      heading("What is owed")
      page.add(birth(matter), indent: 2)
      page.add(due(matter), indent: 2)
      if let movedAt = matter.movedAt {
        page.add(
          "On \(moment(movedAt)) the due date was moved; it goes on as \(matter.successor ?? "another key").",
          indent: 2)
      }
      page.add(rule(matter), indent: 2)
      heading("What is known about it")
      if matter.facts.isEmpty { page.add("Nothing was recorded.", indent: 2) }
      for fact in matter.facts { page.add("\(moment(fact.learnedAt))  \(text(fact))", indent: 2, hang: 18) }
      heading("What became of each rung")
    }
    for rung in matter.rungs {
      if !isWhole { page.blank() }
      add(rung)
    }
    if isWhole { addPlaces(matter) }
  }

  private mutating func heading(_ text: String) {
    page.blank()
    page.add(text)
  }

  private func state(_ matter: Explanation.Matter) -> String {
    var text = matter.state == "gone" ? "not owed any more by the configuration in force" : matter.state
    if matter.isPeriod { text += ", \(matter.done) of \(matter.needed) recorded" }
    if let reason = matter.stateReason { text += " (\(reason))" }
    if let owner = matter.owner { text += "; its owner is \(owner)" }
    return text
  }

  private func birth(_ matter: Explanation.Matter) -> String {
    let why =
      switch matter.birth {
      case "in service": "the daemon was first started then, and rungs before that never existed"
      case "adopted": "older periods were opened from that day on"
      case "entered": "it was entered then"
      case "extended": "a decision moved its due date then"
      case "organisation formed": "the organisation was formed then"
      case "duty in force": "the duty came into force then"
      default: "its period began then"
      }
    return "Owed since \(moment(matter.bornAt)): \(why)."
  }

  private func due(_ matter: Explanation.Matter) -> String {
    var text = "Due \(matter.due)"
    if let planned = matter.planned, let rule = matter.dayRule {
      text += planned == matter.due ? ", the day" : ", moved from \(planned), which is free: the day"
      text += " of \(rule)"
    } else if matter.isPeriod {
      text += ", the last day of its period"
    }
    text +=
      matter.due == matter.lastWorkingDay
      ? "; it is a working day." : "; the last working day up to then is \(matter.lastWorkingDay)."
    if matter.provisional {
      text += " Provisional: the holidays of that year are not published yet, and the days may move."
    }
    return text
  }

  private func rule(_ matter: Explanation.Matter) -> String {
    guard let frozenAt = matter.frozenAt else {
      return "Its ladder is \(matter.ladder), as it is in force now; with the first rung it is frozen."
    }
    var text = "Its ladder is \(matter.ladder), frozen with its first rung on \(moment(frozenAt))"
    if matter.ladderChanged {
      text +=
        "; the ladder was changed since (now \(matter.presentRungs.joined(separator: ", "))), which does "
      text += "not count here"
    }
    return text + "."
  }

  private func text(_ fact: Explanation.Fact) -> String {
    let because = fact.detail.map { ": \($0)" } ?? ""
    switch fact.kind {
    case "meeting":
      let note = fact.detail.map { ", \($0)" } ?? ""
      return "a meeting on \(fact.on)\(note), recorded by \(fact.by)\(uncounted(fact))"
    case "corrected":
      return "the record of \(fact.on) was corrected by \(fact.by)\(because)\(uncounted(fact))"
    case "confirmed": return "the record was confirmed by \(fact.by)\(because)"
    case "withdrawn": return "the record of \(fact.on) was withdrawn by \(fact.by)\(because)"
    case "entered": return "entered by \(fact.by)\(because)"
    case "submitted": return "reported as done by \(fact.by)\(because); it waits for a second person"
    case "closed": return "closed by \(fact.by)\(because)"
    case "extended": return "due date moved to \(fact.until ?? "?") by \(fact.by)\(because)"
    case "waiver asked": return "\(fact.by) asked for a waiver\(because); a second person has to waive it too"
    case "waived": return "waived by \(fact.by)\(because)"
    case "silenced":
      return "put off by \(fact.by) until \(fact.until.map(moment) ?? "?") (\(fact.about))\(because)"
    case "unsilenced": return "no longer put off (\(fact.about)), by \(fact.by)\(because)"
    case "adopted": return "older periods opened from \(fact.about) on, by \(fact.by)"
    case "delegated": return "\(fact.detail ?? "") until \(fact.until ?? "?"), told by \(fact.by)"
    case "acknowledged":
      return "seen by \(fact.by)" + (fact.until.map { ", who promised it by \($0)" } ?? "")
    case "announced": return "the superior's notice sets \(fact.until ?? "?"), told by \(fact.by)\(because)"
    case "prolonged":
      return "the term was approved to end on \(fact.until ?? "?"), told by \(fact.by)\(because)"
    case "endorsed": return "the extension was endorsed by \(fact.by)\(because)"
    case "opened": return "the course was opened by \(fact.by)\(because)"
    case "taken": return "a step was taken on \(fact.until ?? "?"), told by \(fact.by)\(because)"
    default: return "\(fact.kind) by \(fact.by)\(because)"
    }
  }

  private func uncounted(_ fact: Explanation.Fact) -> String {
    if fact.counts { return "" }
    if let judgement = fact.judgement { return " (does not count, \(judgement))" }
    return fact.detail?.contains("makes up for") == true
      ? " (does not count here)" : " (withdrawn or corrected since)"
  }

  // MARK: Rungs

  private mutating func add(_ rung: Explanation.Rung) {
    page.add("\(rung.name)  \(moment(rung.at))  \(fate(rung))", indent: 2, hang: 6)
    if let deferral = rung.deferral {
      page.add("put off from \(moment(deferral.from)) by a silence: \(deferral.reason)", indent: 8)
    }
    for fact in rung.settledBy {
      let word =
        ["not needed": "known now", "settled meanwhile": "learned meanwhile"][rung.fate] ?? "known then"
      page.add("\(word): \(moment(fact.learnedAt)) \(text(fact))", indent: 8)
    }
    if let place = rung.place {
      let line = "rung: \(text(place))"
      page.add(isWhole ? shortened(line, to: 72) : line, indent: 8)
    }
    for recipient in rung.recipients { add(recipient, of: rung) }
  }

  private func fate(_ rung: Explanation.Rung) -> String {
    let decided = rung.decidedAt.map(moment) ?? ""
    switch rung.fate {
    case "sent":
      let release = rung.needsRelease ? "; its ladder wants a person to release it" : ""
      return (rung.lateMinutes == nil ? "sent" : "sent late, on \(decided)\(late(rung))") + release
    case "superseded":
      let other = rung.detail ?? "another rung"
      let why =
        rung.lateMinutes != nil
        ? "\(away(rung)), and \(other) went in its place"
        : rung.deferral != nil
          ? "it was put off until \(other) was due too, which went in its place"
          : "\(other) was due before it had left, and went in its place"
      return "not sent of its own: \(why) on \(decided)"
    case "not sent": return "not sent: \(rung.detail ?? "")"
    case "not born": return "never existed: its moment was before this was owed"
    case "not owed": return "not sent: by then it was \(state(rung))"
    case "settled meanwhile":
      return
        "not sent: the daemon was not running at that moment, and when it ran again it was \(state(rung))"
    case "moved": return "not sent: the due date had been moved"
    case "not in force":
      return "not sent: in the configuration of that moment there was no such rung, or it had another day"
    case "not needed": return "will not be sent: it is \(state(rung))"
    case "ahead":
      return "to come, if nothing is recorded until then"
        + (rung.needsRelease ? "; a person must release it" : "")
        + (isOneOfSome(rung)
          ? "; of those that come together one is sent, and those above it later, by the ladder's own gaps"
          : "")
    default: return rung.fate
    }
  }

  /// Whether another rung is to come at the same moment, as after a silence.
  private func isOneOfSome(_ rung: Explanation.Rung) -> Bool {
    explanation.matters.contains { matter in
      matter.rungs.contains { $0.key == rung.key }
        && matter.rungs.contains { $0.key != rung.key && $0.fate == "ahead" && $0.at == rung.at }
    }
  }

  private func state(_ rung: Explanation.Rung) -> String {
    switch rung.detail {
    case "not applicable": "not owed any more: the organisation was dissolved"
    case "gone": "not owed any more by the configuration in force"
    case let state?: state
    case nil: "settled"
    }
  }

  private func late(_ rung: Explanation.Rung) -> String {
    guard let minutes = rung.lateMinutes else { return "" }
    let by =
      minutes < 120
      ? "\(minutes) minutes" : minutes < 48 * 60 ? "\(minutes / 60) hours" : "\(minutes / 1440) days"
    return ": \(by) late, because \(away(rung))"
  }

  private func away(_ rung: Explanation.Rung) -> String {
    let seen = rung.lastSign.map { " (it was last seen at work on \(moment($0)))" } ?? ""
    return "the daemon was not running at that moment\(seen)"
  }

  private mutating func add(_ recipient: Explanation.Recipient, of rung: Explanation.Rung) {
    let place = recipient.organisation.map { " of \($0)" } ?? ""
    let role = recipient.role.split(separator: ".").last.map(String.init) ?? recipient.role
    let why =
      role == "owner" ? "the item names them as its owner" : "\(role)\(place) on that day"
    page.add("to \(recipient.name) (\(recipient.person)): \(why)", indent: 8)
    if let actingFor = recipient.actingFor, recipient.insteadOf == nil {
      page.add("acts for \(actingFor), who handed the role to them", indent: 8)
    }
    if let asked = recipient.insteadOf {
      let vacant = recipient.passedOver.isEmpty ? asked : recipient.passedOver.joined(separator: ", ")
      page.add("in the place of \(asked): nobody held \(vacant), so the next person up", indent: 10)
    }
    if let appointment = recipient.appointment { page.add(text(appointment), indent: 10) }
    if !isWhole, let person = recipient.place { page.add(text(person), indent: 10) }
    if let unreached = recipient.unreached { page.add("no message: \(unreached)", indent: 10) }
    for same in Dictionary(grouping: recipient.deliveries, by: fate).sorted(by: { $0.key < $1.key }) {
      page.add("\(same.key), by \(same.value.map(\.channel).joined(separator: ", "))", indent: 10)
      for delivery in same.value { addAttempts(of: delivery) }
    }
  }

  private func fate(_ delivery: Explanation.Delivery) -> String {
    var text = "\(delivery.state) \(moment(delivery.since))"
    if let reason = delivery.reason { text += " (\(reason))" }
    if delivery.state == "pending" || delivery.state == "deferred" {
      text += ", leaves not before \(moment(delivery.notBefore))"
    }
    if delivery.key.hasPrefix("digest/") {
      text += ", in \(delivery.key.split(separator: "/").dropLast().joined(separator: "/"))"
    }
    return text
  }

  private mutating func addAttempts(of delivery: Explanation.Delivery) {
    defer { for act in delivery.acts { page.add(QueuePrinter.text(of: act), indent: 12) } }
    if isWhole, delivery.attempts.count < 2, delivery.state != "failed" { return }
    for attempt in delivery.attempts {
      let detail = attempt.detail.flatMap { $0.isEmpty ? nil : " “\($0)”" } ?? ""
      let answer = attempt.outcome ?? "no answer yet"
      page.add(
        "\(delivery.channel), attempt \(attempt.number), \(moment(attempt.startedAt)): \(answer)\(detail)",
        indent: 12)
    }
  }

  // MARK: Files

  private mutating func addPlaces(_ matter: Explanation.Matter) {
    guard let revision = matter.revision else { return }
    heading("Where it is written")
    let since = matter.inForceSince.map { ", in force since \(moment($0))" } ?? ""
    page.add("revision \(revision.prefix(12))\(since)", indent: 2)
    let places = [
      ("duty", matter.dutyPlace), ("ladder", matter.ladderPlace), ("organisation", matter.organisationPlace),
    ]
    for (noun, place) in places { if let place { page.add("\(noun): \(text(place))", indent: 2) } }
  }

  private func text(_ quote: Explanation.Quote) -> String {
    "\(quote.file):\(quote.line)\(quote.text.map { "  \($0)" } ?? "")"
  }

  /// `2026-03-24 08:30` of an RFC 3339 text.
  private func moment(_ text: String) -> String {
    String(text.prefix(16)).replacing("T", with: " ")
  }
}
