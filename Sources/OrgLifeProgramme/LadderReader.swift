import OrgLifeCore

/// `ladders.d/*.yaml`: when whom to remind.
struct LadderReader {
  /// A rung with the places of what it refers to.
  struct PlacedRung {
    var rung: Rung
    var place: Place
    var atPlace: Place
    var to: [Placed<RoleReference>]
    var channels: [Placed<Channel.ID>]
  }

  private(set) var ladders: [Ladder.ID: Ladder] = [:]
  private(set) var rungs: [Ladder.ID: [PlacedRung]] = [:]
  private(set) var roll = Roll<Ladder>("ladder")

  private let findings: Findings

  init(_ findings: Findings) {
    self.findings = findings
  }

  mutating func read(_ document: YAMLValue?, file: String) {
    guard let document, let top = YAMLMapping(document, file, findings),
      let list = top.requiredList("ladders")
    else {
      roll.isComplete = false
      return
    }
    top.finish()
    for value in list { read(value) }
  }

  private mutating func read(_ value: YAMLValue) {
    guard let entry = YAMLMapping(value, "a ladder", findings) else {
      roll.isComplete = false
      return
    }
    let id: Placed<Ladder.ID>? = entry.required("id", .identifier(), example: "quarterly")
    let list = entry.requiredList("rungs")
    entry.finish()
    guard let id else {
      roll.isComplete = false
      return
    }
    // An office's own ladder takes the place of the catalogue's of that id.
    if id.place.isShipped, roll.places[id.value] != nil { return }
    let isNew = roll.enter(id, findings)
    guard let list else { return }
    let placed = list.flatMap(rungs)
    checkOrder(placed)
    if list.isEmpty {
      findings.error("bad-value", entry.place(of: "rungs"), "the ladder “\(id.value)” has no rung")
    }
    guard isNew else { return }
    rungs[id.value] = placed
    ladders[id.value] = Ladder(id: id.value, rungs: placed.map(\.rung))
  }

  private enum Release: String, CaseIterable {
    case required
  }

  /// The rung and, with `repeat`, those that follow it in equal steps.
  private func rungs(_ value: YAMLValue) -> [PlacedRung] {
    guard let entry = YAMLMapping(value, "a rung", findings) else { return [] }
    let read = rung(entry)
    let times = entry.optional("repeat", .whole(2...60))
    entry.finish()
    guard let rung = read else { return [] }
    guard let times else { return [rung] }
    guard rung.rung.isAfterDue else {
      findings.error(
        "meaningless-key", times.place, "“repeat” stands at a rung before the due date",
        hint: "only what escalates is repeated")
      return [rung]
    }
    return (1...times.value).map { time in
      var next = rung
      next.rung.offset.days *= time
      return next
    }
  }

  private func rung(_ entry: YAMLMapping) -> PlacedRung? {
    let at = entry.required("at", .rungMoment, example: "T-5wd")
    let isAddressed = entry.needed("to", example: "[secretary]") != nil
    let to = isAddressed ? entry.optionalList("to", .role) : nil
    if let to, to.isEmpty, let written = entry.list("to"), written.isEmpty {
      findings.error(
        "bad-value", entry.place(of: "to"), "the rung is for nobody", hint: "write “to: [secretary]”")
    }
    let tone: Placed<Rung.Tone>? = entry.required("tone", .choice(), example: "notice")
    let delivery: Placed<Rung.Form>? = entry.required("delivery", .choice(), example: "single")
    let channels = entry.optionalList("channels", FieldForm<Channel.ID>.identifier())
    let sendAt = entry.optional("send-at", .time)?.value
    let release: Placed<Release>? = entry.optional("release", .choice())
    guard let at, let to, let tone, let delivery else { return nil }
    return PlacedRung(
      rung: Rung(
        anchor: at.value.anchor, offset: at.value.offset, to: to.map(\.value), tone: tone.value,
        delivery: delivery.value, channels: channels?.map(\.value), sendAt: sendAt,
        needsRelease: release != nil),
      place: entry.place, atPlace: at.place, to: to, channels: channels ?? [])
  }

  /// Rungs stand in the order of time, one anchor to a ladder, and no two have the same name in keys.
  private func checkOrder(_ rungs: [PlacedRung]) {
    var names: [String: Place] = [:]
    for (index, placed) in rungs.enumerated() {
      let name = placed.rung.name
      if let first = names[name] {
        findings.error(
          "duplicate-rung", placed.atPlace, "the ladder has two rungs “\(name)”; the first is at \(first)",
          hint: "change the number of days: d and wd do not make two names")
        continue
      }
      names[name] = placed.atPlace
      guard index > 0 else { continue }
      let before = rungs[index - 1].rung
      if before.anchor != placed.rung.anchor {
        findings.error(
          "mixed-anchors", placed.atPlace,
          "“\(name)” counts from \(placed.rung.anchor.rawValue), the rung before from \(before.anchor.rawValue)",
          hint: "a ladder for periods counts from T, one for due dates from D")
      } else if roughDays(placed.rung.offset) < roughDays(before.offset) {
        findings.error(
          "rung-order", placed.atPlace, "“\(name)” comes before “\(before.name)” in time, but after it here",
          hint: "write the rungs in the order in which they fire")
      }
    }
  }

  /// In fifths of a calendar day: five working days are about seven days.
  private func roughDays(_ offset: DayOffset) -> Int {
    switch offset.unit {
    case .working: offset.days * 7
    case .calendar: offset.days * 5
    case .months: offset.days * 152
    }
  }
}

/// When a rung fires: `T-10wd`, `D+1d`.
struct RungMoment {
  var anchor: Rung.Anchor
  var offset: DayOffset

  init?(_ text: String) {
    guard let first = text.first, let anchor = Rung.Anchor(rawValue: String(first)),
      let sign = text.dropFirst().first, sign == "+" || sign == "-",
      let digit = text.dropFirst(2).first, digit.isASCII, digit.isNumber,
      let offset = DayOffset(String(text.dropFirst()))
    else { return nil }
    self.anchor = anchor
    self.offset = offset
  }
}

extension FieldForm where Value == RungMoment {
  static var rungMoment: FieldForm {
    FieldForm { text, findings in
      if let moment = RungMoment(text.value) { return moment }
      findings.error(
        "bad-value", text.place, "“\(shown(text.value))” is not a moment like T-10wd or D+1d",
        hint:
          "T is a period's end, D a due date; - is before, + after; d are calendar days, wd working days, mo months"
      )
      return nil
    }
  }
}
