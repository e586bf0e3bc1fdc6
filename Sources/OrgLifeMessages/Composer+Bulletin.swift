import OrgLifeCore
import OrgLifeSchedule
import PluginKit

extension Composer {
  /// - Parameter bulletin: what the delivery carries in place of lines.
  public func notice(for delivery: Delivery, telling bulletin: Bulletin) -> Notice {
    guard let person = programme.people[delivery.person] else {
      preconditionFailure("a delivery is for somebody in the roster")
    }
    let language = person.language ?? programme.language
    if case .minimal(let lookAt) = programme.channel(delivery.channel)?.privacy {
      return minimal(for: delivery, to: person, in: language, telling: bulletin, lookAt: lookAt)
    }
    let wording = Wording(language: language)
    let document: Document
    let kind: String
    switch bulletin.matter {
    case .calendarMissing(let year):
      kind = "calendar-missing"
      document = texts.render(.calendarMissing, in: language, ["year": year])
    case .calendarChanged(let years, let moves):
      kind = "calendar-changed"
      document = texts.render(
        .calendarChanged, in: language, values(of: years, moves, wording, after: delivery.datedAt))
    case .undelivered(let channel, let setbacks):
      kind = "undelivered"
      var values = values(of: setbacks, wording)
      values["channel"] = channel.text
      document = texts.render(.undelivered, in: language, values)
    case .channelDown(let channel, let reason):
      kind = "channel-down"
      document = texts.render(.channelDown, in: language, ["channel": channel.text, "reason": reason])
    case .held(let setbacks):
      kind = "held"
      var values = values(of: Self.overAnyChannel(setbacks), wording)
      values["example"] = setbacks.first.map { shellWord($0.delivery) } ?? ""
      document = texts.render(.held, in: language, values)
    case .diskFull(let since):
      kind = "disk-full"
      document = texts.render(
        .diskFull, in: language, ["since": wording.moment(since, in: programme.zone)])
    case .diskRoom(let since, let until):
      kind = "disk-room"
      document = texts.render(
        .diskRoom, in: language,
        [
          "since": wording.moment(since, in: programme.zone),
          "until": wording.moment(until, in: programme.zone),
        ])
    case .silenceEnds(let end):
      kind = "silence-ends"
      document = texts.render(.silenceEnds, in: language, values(of: end, wording))
    case .recordOpen(let open):
      kind = "record-open"
      document = texts.render(.recordOpen, in: language, values(of: open, wording))
    }
    return notice(for: delivery, to: person, in: language, document, thread: bulletin.key, kind: kind)
  }

  private func values(of end: Bulletin.SilenceEnd, _ wording: Wording) -> [String: Any] {
    let matchers = end.matchers
    var about: [String] = []
    if let duty = matchers.duty { about.append(name(of: duty, in: wording.language)) }
    for (organisation, isWhole) in [(matchers.organisation, false), (matchers.under, true)] {
      guard let organisation else { continue }
      let name = programme.organisations[organisation]?.name[wording.language] ?? organisation.text
      about.append(isWhole ? wording.withAllBelow(name) : name)
    }
    if let key = matchers.obligation { about.append(key) }
    return [
      "about": about.joined(separator: " · "), "reason": end.reason,
      "end": wording.moment(end.end, in: programme.zone),
      "resumes": wording.moment(end.resumesAt, in: programme.zone), "some": end.waiting > 0,
      "count": end.waiting, "counted": end.waiting == 1 ? "1 reminder" : "\(end.waiting) reminders",
      "number": "\(end.silence)",
      "matchers": matchers.description,
      "author": Person.ID(end.author).flatMap { programme.people[$0]?.name[wording.language] } ?? end.author,
    ]
  }

  private func values(
    of years: [Int], _ moves: [Bulletin.Move], _ wording: Wording, after moment: Timestamp
  ) -> [String: Any] {
    func isPast(_ move: Bulletin.Move) -> Bool {
      move.rung != nil && programme.zone.timestamp(of: move.to, at: programme.sendAt) <= moment
    }
    return [
      "years": wording.list(years.map(String.init)),
      "official": years.allSatisfy { programme.calendar.status(of: $0) == .official },
      "some": !moves.isEmpty, "count": moves.count,
      "counted": moves.count == 1 ? "1 day" : "\(moves.count) days",
      "moves": moves.map { move -> String in
        let about = Period(move.word).map(wording.period) ?? move.word
        return wording.move(
          "\(name(of: move.duty, in: wording.language)) · \(about)", rung: move.rung, from: move.from,
          to: move.to, isPast: isPast(move))
      },
    ]
  }
}

extension Wording {
  fileprivate func withAllBelow(_ name: String) -> String {
    switch language {
    case .chinese: "\(name)及其下属组织"
    case .english: "\(name) and all below it"
    }
  }

  fileprivate func move(
    _ head: String, rung: String?, from: CivilDate, to: CivilDate, isPast: Bool
  ) -> String {
    switch language {
    case .chinese:
      let what = rung.map { "，\($0)提醒" } ?? ""
      return "\(head)\(what)：\(long(from)) → \(long(to))\(isPast ? "（已过，不再发）" : "")"
    case .english:
      let what = rung.map { ", reminder \($0)" } ?? ""
      return "\(head)\(what): \(long(from)) → \(long(to))\(isPast ? " (past, not sent)" : "")"
    }
  }
}
