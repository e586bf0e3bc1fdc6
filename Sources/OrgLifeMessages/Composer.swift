import OrgLifeCore
import OrgLifeSchedule
import PluginKit

/// Writes what a delivery says: fired rungs become a ``Notice`` in the reader's language.
///
/// Pure: the same delivery, matters and moment give the same notice.
public struct Composer: Sendable {
  let programme: Programme
  let texts: Texts
  /// The key of names that leave in place of the deliveries' own.
  private let seal: [UInt8]

  /// - Parameter seal: the ledger's, so that the same delivery has the same name each time.
  /// - Throws: ``TemplateFault`` where a template of the programme's cannot be used.
  public init(programme: Programme, seal: [UInt8] = []) throws {
    self.programme = programme
    self.seal = seal
    texts = try Texts.parsed(overridden: programme.templates)
  }

  /// The name by which a delivery leaves: its key, or where the channel must tell nothing a seal of it.
  public func name(of delivery: Delivery) -> String {
    guard case .minimal = programme.channel(delivery.channel)?.privacy else { return delivery.key }
    return sealed(delivery.key)
  }

  func sealed(_ key: String) -> String {
    "m-" + Digest(of: Array(key.utf8), key: seal).description.prefix(32)
  }

  /// - Parameter matters: one for each line of the delivery, at least one.
  public func notice(for delivery: Delivery, about matters: [Matter], at now: Timestamp) -> Notice {
    guard let person = programme.people[delivery.person], let first = matters.first else {
      preconditionFailure("a delivery is for somebody in the roster and about something")
    }
    let language = person.language ?? programme.language
    if case .minimal(let lookAt) = programme.channel(delivery.channel)?.privacy {
      return minimal(for: delivery, to: person, in: language, about: matters, lookAt: lookAt, at: now)
    }
    let document =
      switch delivery.form {
      case .single: texts.render(.reminder, in: language, values(of: first, in: language, at: now))
      case .digest: texts.render(.digest, in: language, values(of: delivery, matters, in: language, at: now))
      }
    var notice = notice(
      for: delivery, to: person, in: language, document,
      thread: delivery.form == .single ? first.obligation.key : "digest/\(person.id)", kind: "")
    notice.tone = tone(of: matters)
    notice.fields = fields(delivery, first)
    return notice
  }

  func notice(
    for delivery: Delivery, to person: Person, in language: Language, _ document: Document, thread: String,
    kind: String
  ) -> Notice {
    let column = programme.channel(delivery.channel)?.addressColumn
    return Notice(
      key: delivery.key, thread: thread, date: programme.zone.rfc3339(delivery.datedAt), tone: .notice,
      language: language.tag,
      recipient: Notice.Recipient(
        id: person.id.text, name: person.name[language], address: column.flatMap { person.addresses[$0] }),
      subject: document.subject, body: document.body, fields: ["kind": kind])
  }

  func tone(of matters: [Matter]) -> Notice.Tone {
    let order = Rung.Tone.allCases
    let highest = matters.map(\.rung.tone).max {
      (order.firstIndex(of: $0) ?? 0) < (order.firstIndex(of: $1) ?? 0)
    }
    return highest.flatMap { Notice.Tone(rawValue: $0.rawValue) } ?? .notice
  }

  private func fields(_ delivery: Delivery, _ matter: Matter) -> [String: String] {
    guard delivery.form == .single else { return ["kind": "digest", "lines": "\(delivery.lines.count)"] }
    return [
      "kind": "reminder", "obligation": matter.obligation.key,
      "organisation": matter.obligation.organisation.text,
      "duty": matter.obligation.duty.text, "period": matter.obligation.word,
      "due": matter.obligation.due.description, "rung": matter.line.rung, "role": matter.line.role,
    ]
  }
}

extension Composer {
  func name(of organisation: Organisation.ID, in language: Language) -> String {
    programme.organisations[organisation]?.name[language] ?? organisation.text
  }

  func name(of duty: Duty.ID, in language: Language) -> String {
    programme.duty(duty)?.name[language] ?? duty.text
  }

  /// Roles as seen from an organisation, each unit named once: 第一党支部组织委员、书记.
  func roles(_ texts: [String], of organisation: Organisation.ID, _ wording: Wording) -> String {
    var units: [(place: String?, roles: [String])] = []
    for text in texts {
      let (place, role) = post(text, of: organisation, wording)
      if let index = units.firstIndex(where: { $0.place == place }) {
        if !units[index].roles.contains(role) { units[index].roles.append(role) }
      } else {
        units.append((place, [role]))
      }
    }
    return wording.list(units.map { wording.post(wording.enumeration($0.roles), at: $0.place) })
  }

  private func post(_ text: String, of organisation: Organisation.ID, _ wording: Wording) -> (String?, String)
  {
    guard let reference = RoleReference(text), let role = reference.role else { return (nil, wording.owner) }
    var unit: Organisation.ID? = organisation
    for _ in 0..<reference.climb { unit = unit.flatMap { programme.organisations[$0]?.parent } }
    return (unit.map { name(of: $0, in: wording.language) }, wording.role(role))
  }
}

extension Matter {
  /// Whether its reader stands above the organisation that owes: they look after it, they do not do it.
  var isFromAbove: Bool { (RoleReference(line.role)?.climb ?? 0) > 0 }
}
