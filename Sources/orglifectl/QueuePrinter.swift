import OrgLifeDaemon

/// Deliveries in lines of at most 80 columns; a key is never cut.
enum QueuePrinter {
  /// Keys at the beginning of a line, and set in below each what stands about it, so that the whole can be
  /// read as keys again.
  static func text(of entries: [Control.QueueEntry]) -> String {
    var page = Paragraph()
    for entry in entries {
      page.add(entry.key, hang: 0)
      page.add(standing(entry), indent: 4, hang: 0)
    }
    page.add("# \(entries.count) in all", hang: 0)
    return page.text
  }

  static func text(of delivery: Control.QueueDelivery) -> String {
    var page = Paragraph()
    page.add(delivery.entry.key, hang: 0)
    let form = delivery.bulletin == nil ? delivery.form : "about the service"
    page.add(
      "to \(delivery.name) (\(delivery.entry.person)) by \(delivery.entry.channel), \(form), "
        + "dated \(moment(delivery.datedAt))", indent: 2)
    page.add(standing(delivery.entry), indent: 2)
    for line in delivery.lines {
      let instead = line.insteadOf.map { " in the place of \($0)" } ?? ""
      page.add("carries \(line.obligation)/\(line.rung), to the \(line.role)\(instead)", indent: 2)
    }
    if let news = delivery.bulletin { page.add("carries \(news)", indent: 2) }
    for attempt in delivery.attempts { page.add(text(of: attempt), indent: 2) }
    if delivery.attempts.isEmpty { page.add("never tried", indent: 2) }
    for act in delivery.acts { page.add(text(of: act), indent: 2) }
    return page.text
  }

  static func text(of attempt: Explanation.Attempt) -> String {
    let detail = attempt.detail.flatMap { $0.isEmpty ? nil : " “\($0)”" } ?? ""
    return
      "attempt \(attempt.number), \(moment(attempt.startedAt)): \(attempt.outcome ?? "no answer yet")\(detail)"
  }

  static func text(of act: Control.Act) -> String {
    "\(act.act) by \(act.by), \(moment(act.at))\(act.reason.map { ": \($0)" } ?? "")"
  }

  private static func standing(_ entry: Control.QueueEntry) -> String {
    var text = "\(entry.state) since \(moment(entry.since))"
    if entry.attempts > 0 { text += ", \(entry.attempts) \(entry.attempts == 1 ? "attempt" : "attempts")" }
    if entry.state == "pending" || entry.state == "deferred" {
      text += ", leaves not before \(moment(entry.notBefore))"
    }
    return text + (entry.reason.map { ": \($0)" } ?? "")
  }

  /// `2026-03-24 08:30` of an RFC 3339 text.
  static func moment(_ text: String) -> String {
    String(text.prefix(16)).replacing("T", with: " ")
  }
}
