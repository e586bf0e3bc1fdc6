import OrgLifeDaemon

/// Says what would change, a line or two for each change, and then how much.
struct ComparisonPrinter {
  private let comparison: Comparison
  private var page = Paragraph()

  init(_ comparison: Comparison) {
    self.comparison = comparison
    if !comparison.obligations.isEmpty {
      page.add("Obligations")
      for change in comparison.obligations { add(change) }
      page.blank()
    }
    if !comparison.reminders.isEmpty {
      page.add("Reminders")
      for change in comparison.reminders { add(change) }
      page.blank()
    }
    page.add(summary)
  }

  var text: String { page.text }

  private mutating func add(_ change: Comparison.Obligation) {
    let days =
      switch (change.due, change.was) {
      case (let due?, let was?): "due \(due), was \(was)"
      case (let due?, nil): "due \(due)"
      case (nil, let was?): "was due \(was)"
      case (nil, nil): ""
      }
    page.add("\(change.change)  \(change.key)  \(days)", indent: 2, hang: 4)
  }

  private mutating func add(_ change: Comparison.Reminder) {
    page.add("\(change.change)  \(change.key)", indent: 2, hang: 4)
    let moments =
      switch (change.at, change.was) {
      case (let at?, let was?) where at != was: "\(moment(at)), was \(moment(was))"
      case (let at?, _): moment(at)
      case (nil, let was?): "was \(moment(was))"
      case (nil, nil): ""
      }
    let people =
      change.change == "goes"
      ? "to \(names(change.wasTo))"
      : change.wasTo.isEmpty || change.to == change.wasTo
        ? "to \(names(change.to))" : "to \(names(change.to)); was to \(names(change.wasTo))"
    page.add("\(moments)  \(people)", indent: 6)
  }

  private var summary: String {
    func obligations(_ change: String) -> Int { comparison.obligations.count { $0.change == change } }
    func reminders(_ change: String) -> Int { comparison.reminders.count { $0.change == change } }
    return "\(comparison.from) to \(comparison.through): "
      + "obligations: \(obligations("comes")) come, \(obligations("goes")) go, \(obligations("moves")) move; "
      + "reminders: \(reminders("comes")) come, \(reminders("goes")) go, \(reminders("moves")) move, "
      + "\(reminders("other people")) reach other people"
  }

  private func names(_ people: [Comparison.Reached]) -> String {
    people.isEmpty ? "nobody" : people.map { "\($0.name) (\($0.person))" }.joined(separator: ", ")
  }

  private func moment(_ text: String) -> String {
    String(text.prefix(16)).replacing("T", with: " ")
  }
}
