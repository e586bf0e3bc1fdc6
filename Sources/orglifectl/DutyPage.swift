import OrgLifeCore
import OrgLifeProgramme

/// A duty as “duty show” prints it, in the programme's language.
struct DutyPage: Encodable {
  struct Value: Encodable {
    var key: String
    var place: String
  }

  var id: String
  var name: String
  var kind: String
  var when: String
  var appliesTo: [String]
  var strength: String
  var mark: String?
  var source: String
  /// The catalogue's own source, where an overlay demands more.
  var base: String?
  var ladder: String
  var convenes: String?
  var attends: String?
  var season: String?
  var quorum: String?
  var advice: String?
  var steps: [String]
  var record: [String]
  var switchedOff: String?
  var places: [Value]

  init(_ duty: Duty, _ programme: Programme, _ places: ProgrammePlaces, switchedOff: String? = nil) {
    let language = programme.language
    id = duty.id.text
    name = duty.name[language]
    kind = duty.kind.word
    when = DutyPage.when(duty.kind)
    appliesTo =
      duty.appliesTo.kinds.map(\.rawValue).sorted()
      + (duty.appliesTo.needsCommittee ? ["with a committee in office"] : [])
      + duty.appliesTo.tags.sorted().map { "with the tag \($0)" }
      + duty.appliesTo.withoutTags.sorted().map { "without the tag \($0)" }
    strength = duty.strength.rawValue
    mark = duty.mark?.rawValue
    source = duty.source[language]
    base = duty.base.map { "\(DutyPage.when($0.kind)): \($0.source[language])" }
    ladder = duty.ladder.text
    convenes = duty.guidance.convenes?[language]
    attends = duty.guidance.attends?[language]
    season = duty.guidance.season?[language]
    quorum = duty.quorum?[language]
    advice = duty.guidance.advice?[language]
    steps = duty.steps.map { $0[language] }
    record = duty.guidance.record.map { $0[language] }
    self.switchedOff = switchedOff
    self.places =
      places.dutyKeys[duty.id].map { $0.map { Value(key: $0.name, place: "\($0.place)") } }
      ?? places.duties[duty.id].map { [Value(key: "switched-off", place: "\($0)")] } ?? []
  }

  /// When it is owed, in words.
  static func when(_ kind: Duty.Kind) -> String {
    switch kind {
    case .quota(let quota): "\(quota.atLeast) in each \(quota.cycle.rawValue)"
    case .fixedDay(let day): "each \(day.cycle.rawValue), \(day.rule), shift \(day.shift.rawValue)"
    case .seasonal(let season): "once a year, \(season.from) to \(season.to)"
    case .eventOffset(let step):
      "\(step.until == nil ? "" : "every ")\(step.within) after \(step.after)"
        + (step.until.map { " until \($0)" } ?? "") + (step.notBefore.map { ", not before \($0)" } ?? "")
    case .term(let years): "at the end of \(years) years in office"
    case .dueDate: "by each item's due date"
    }
  }

  var text: String {
    var page = Paragraph()
    page.add("\(id)  \(name)")
    if let switchedOff { page.add("Switched off: \(switchedOff)", indent: 2) }
    page.blank()
    let values: [(String, String?)] = [
      ("When", "\(kind), \(when)"), ("Usual time", season), ("Applies to", appliesTo.joined(separator: ", ")),
      ("Strength", strength + (mark.map { ", \($0)" } ?? "")), ("Source", source), ("Overlays", base),
      ("Ladder", ladder), ("Convenes", convenes), ("Attends", attends), ("Quorum", quorum),
      ("Advice", advice),
    ]
    for (name, value) in values {
      guard let value else { continue }
      page.add("\(name): \(value)", indent: 2, hang: 2)
    }
    for (title, lines) in [("Steps", steps), ("The record", record)] where !lines.isEmpty {
      page.blank()
      page.add(title)
      for (number, line) in lines.enumerated() { page.add("\(number + 1). \(line)", indent: 2, hang: 3) }
    }
    page.blank()
    page.add("Where it stands")
    for value in places { page.add("\(value.key): \(value.place)", indent: 2) }
    return page.text
  }
}
