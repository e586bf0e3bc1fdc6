import Foundation
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeSchedule

/// Prints what a simulation sent: for people grouped by moment and message, for programs a line for each.
struct SimulationPrinter {
  private struct Line: Encodable {
    var at: String
    var key: String
    var kind: String
    var organisation: String?
    var duty: String?
    var period: String?
    var due: CivilDate?
    var rung: String?
    var person: String
    var role: String?
    var channel: String
    var provisional: Bool?
    var reason: String
    var subject: String
  }

  /// One message to one person, however many channels it takes.
  private struct Message {
    var subject: String
    var person: Person.ID
    var channels: [Channel.ID]
    var reasons: [String]
  }

  private let programme: Programme
  private let asLines: Bool
  private var moment: Timestamp?
  private var messages: [String: Message] = [:]
  private var order: [String] = []
  private var count = 0
  private var reminded: Set<Person.ID> = []

  init(programme: Programme, asLines: Bool) {
    self.programme = programme
    self.asLines = asLines
  }

  mutating func take(_ sent: Rehearsal.Sent) throws {
    if asLines { return try printLine(sent) }
    if sent.at != moment {
      flush()
      moment = sent.at
    }
    let key = sent.delivery.key
    let stem = String(key.prefix(upTo: key.lastIndex(of: "/") ?? key.endIndex))
    let reason =
      sent.delivery.form == .digest
      ? "\(sent.about?.line.obligation ?? ""): \(sent.reason)" : sent.reason
    if messages[stem] == nil {
      order.append(stem)
      messages[stem] = Message(subject: sent.subject, person: sent.delivery.person, channels: [], reasons: [])
    }
    if messages[stem]?.channels.contains(sent.delivery.channel) != true {
      messages[stem]?.channels.append(sent.delivery.channel)
    }
    if messages[stem]?.reasons.contains(reason) != true { messages[stem]?.reasons.append(reason) }
  }

  mutating func finish(from: CivilDate, to: CivilDate) throws {
    guard !asLines else { return }
    flush()
    print("\(from) to \(to): \(count) messages to \(reminded.count) people")
  }

  private mutating func flush() {
    guard let moment else { return }
    let (date, time) = programme.zone.local(at: moment)
    let weekday = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][date.weekday.rawValue - 1]
    print("\(weekday) \(date) \(time)")
    for key in order.sorted() {
      guard let message = messages[key] else { continue }
      let name = programme.people[message.person]?.name[programme.language] ?? message.person.text
      print("  \(message.subject)")
      print("    -> \(name) (\(message.person)) by \(message.channels.map(\.text).joined(separator: ", "))")
      for reason in message.reasons { print("       \(reason)") }
      count += 1
      reminded.insert(message.person)
    }
    print("")
    messages = [:]
    order = []
  }

  private func printLine(_ sent: Rehearsal.Sent) throws {
    try printJSON(
      schema: "simulate",
      [
        "message":
          Line(
            at: programme.zone.rfc3339(sent.at), key: sent.delivery.key,
            kind: sent.delivery.bulletin == nil ? sent.delivery.form.rawValue : "bulletin",
            organisation: sent.about?.obligation.organisation.text, duty: sent.about?.obligation.duty.text,
            period: sent.about?.obligation.word, due: sent.about?.obligation.due, rung: sent.about?.line.rung,
            person: sent.delivery.person.text, role: sent.about?.line.role,
            channel: sent.delivery.channel.text,
            provisional: sent.about?.isProvisional, reason: sent.reason, subject: sent.subject)
      ])
  }
}
