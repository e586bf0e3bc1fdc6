import OrgLifeCore
import OrgLifeDispatch
import OrgLifeLedger
import OrgLifeSchedule
import PluginKit

/// The texts that would go out if nothing is recorded until then. The interface file says what each member
/// means.
public struct Preview: Codable, Hashable, Sendable {
  /// One message, however many channels it takes.
  public struct Message: Codable, Hashable, Sendable {
    public var at: String
    public var person: String
    public var name: String
    public var channels: [String]
    public var form: String
    public var rungs: [String]
    public var held: String?
    public var tried: Int
    public var subject: String
    /// The body as plain text, byte for byte as it goes.
    public var text: String
  }

  public var about: String
  public var from: String
  public var through: String
  public var messages: [Message]
}

extension Desk {
  /// What a person would get next, or the messages that are to come of an obligation or one of its rungs.
  ///
  /// It is rehearsed on a copy of the ledger with the composition that really sends, so that the texts are the
  /// same: nothing is written, nothing is sent.
  ///
  /// - Parameters:
  ///   - about: a person's id, or a key, which has a stroke.
  ///   - from: what goes before is passed over.
  /// - Throws: ``Refusal`` where there is no such person or key, or where `from` is past.
  public func preview(of about: String, from: Timestamp, now: Timestamp) async throws -> Preview {
    guard from >= now else {
      throw Refusal.refused("that time is past; “orglifectl explain” tells what was sent then")
    }
    try Desk.refuse(previewUntil: from, now: now)
    return about.contains("/")
      ? try await preview(ofKey: about, from: from, now: now)
      : try await preview(ofPerson: about, from: from)
  }

  private func preview(ofPerson name: String, from: Timestamp) async throws -> Preview {
    guard let person = Person.ID(name), programme.people[person] != nil else {
      throw Refusal.noSuchThing(
        "there is no person \(name) in the roster; a key of what is owed has strokes: duty/organisation/period"
      )
    }
    var showing = Showing(zone: programme.zone, programme: programme)
    var rehearsal = try Rehearsal(after: self)
    let end = from.adding(seconds: 100 * 86_400)
    while showing.messages.isEmpty {
      let moment = try await rehearsal.advance(to: end) { sent in
        if sent.at >= from, sent.delivery.person == person { showing.add(sent) }
      }
      guard moment != nil else { break }
    }
    return showing.preview(about: name, from: from, through: end)
  }

  /// Every moment until then is played: that of a period in a far century would never come.
  private static func refuse(previewUntil moment: Timestamp, now: Timestamp) throws(Refusal) {
    guard moment <= now.adding(seconds: 750 * 86_400) else {
      throw .refused("that is more than two years ahead, and a preview plays all days until then")
    }
  }

  private func preview(ofKey asked: String, from: Timestamp, now: Timestamp) async throws -> Preview {
    let key: String
    var rung: String?
    switch try KeySearch(desk: self, now: max(from, facts.lastRecordedAt)).find(asked) {
    case .obligation(let found): key = found
    case .rung(let found, let name), .delivery(let found, let name, _, _): (key, rung) = (found, name)
    case .bulletin: throw Refusal.noSuchThing("a message to the operator is written when there is news")
    case .digest: throw Refusal.noSuchThing("name the person whose digest it is, and the day with --at")
    }
    func isMeant(_ line: Delivery.Line) -> Bool {
      line.obligation == key && (rung == nil || line.rung == rung)
    }
    var showing = Showing(zone: programme.zone, programme: programme)
    var rehearsal = try Rehearsal(after: self)
    var waiting: Set<String> = []
    let end = try lastMoment(of: key, after: from)
    try Desk.refuse(previewUntil: end, now: now)
    while let moment = try await rehearsal.advance(
      to: end,
      each: { sent in
        if sent.at >= from, sent.about.map({ isMeant($0.line) }) == true { showing.add(sent) }
      })
    {
      for delivery in try rehearsal.desk.ledger.deliveries(in: .held)
      where delivery.lines.contains(where: isMeant) && waiting.insert(delivery.key).inserted {
        guard case .send(let notice, _) = try rehearsal.desk.review(delivery, at: moment).verdict else {
          continue
        }
        showing.add(delivery, at: max(moment, from), subject: notice.subject, text: notice.plainText)
      }
    }
    return showing.preview(about: rung.map { "\(key)/\($0)" } ?? key, from: from, through: end)
  }

  /// A while after the last rung of an obligation: what falls into quiet hours or a holiday goes after them.
  private func lastMoment(of key: String, after from: Timestamp) throws -> Timestamp {
    let agenda = planner.agenda
    let now = max(from, facts.lastRecordedAt)
    guard let obligation = agenda.generation(key, facts: facts, knownAt: now)?.obligation,
      let duty = agenda.duty(obligation.duty)
    else { return from }
    let kept = try ledger.case(key)
    let rule = kept?.rule ?? agenda.rule(of: duty)
    let trail = agenda.trail(
      of: obligation, rule: rule, marks: kept?.marks ?? [:], facts: facts, learned: [], decidedThrough: from)
    let last = trail.steps.last?.dueAt ?? from
    return max(last, from).adding(seconds: 15 * 86_400)
  }
}

/// Messages as they are found, each once whatever its channels and lines.
private struct Showing {
  let zone: Zone
  let programme: Programme
  private(set) var messages: [Preview.Message] = []

  init(zone: Zone, programme: Programme) {
    self.zone = zone
    self.programme = programme
  }

  mutating func add(_ sent: Rehearsal.Sent) {
    add(sent.delivery, at: sent.at, subject: sent.subject, text: sent.text)
  }

  mutating func add(_ delivery: Delivery, at moment: Timestamp, subject: String, text: String) {
    let message = Preview.Message(
      at: zone.rfc3339(moment), person: delivery.person.text,
      name: programme.people[delivery.person]?.name[programme.language] ?? delivery.person.text,
      channels: [delivery.channel.text], form: delivery.form.rawValue,
      rungs: delivery.lines.map { "\($0.obligation)/\($0.rung)" },
      held: delivery.state == .held ? delivery.reason : nil, tried: delivery.attempts,
      subject: subject, text: text)
    let same = messages.firstIndex {
      var other = $0
      other.channels = message.channels
      return other == message
    }
    guard let same else { return messages.append(message) }
    if !messages[same].channels.contains(delivery.channel.text) {
      messages[same].channels.append(delivery.channel.text)
    }
  }

  func preview(about: String, from: Timestamp, through: Timestamp) -> Preview {
    Preview(
      about: about, from: zone.rfc3339(from), through: zone.rfc3339(through),
      messages: messages.sorted { ($0.at, $0.person, $0.subject) < ($1.at, $1.person, $1.subject) })
  }
}
