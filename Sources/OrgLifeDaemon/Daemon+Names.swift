import OrgLifeCore
import OrgLifeLedger
import OrgLifeSchedule

extension Daemon {
  /// Names that begin so, sorted by name, at most ``Control/mostNames`` of them; one that is exactly so comes
  /// first and is always among them.
  ///
  /// What is over (a closed item, an obligation that is fulfilled) is among them and not current, so that
  /// who asks can tell a whole name from the beginning of another.
  func names(_ question: Control.NamesQuestion) throws -> [Control.Name] {
    let begun = try everyName(question.kind).filter { $0.name.hasPrefix(question.prefix) }
      .sorted { $0.name < $1.name }
    return Array(begun.prefix(Control.mostNames))
  }

  private func everyName(_ kind: Control.NameKind) throws -> [Control.Name] {
    let desk = desk.snapshot
    let programme = desk.programme
    switch kind {
    case .organisation, .duty, .person, .role, .channel: return programme.names(kind) ?? []
    case .item:
      return desk.facts.items.values.map {
        Control.Name(name: $0.item.number.text, about: $0.item.title, isCurrent: $0.closing == nil)
      }
    case .course:
      return courses(all: true).map {
        Control.Name(name: $0.number, about: $0.title, isCurrent: !$0.steps.isEmpty)
      }
    case .obligation:
      return try desk.inventory(at: clock.now).map {
        Control.Name(
          name: $0.key, about: "\($0.organisationName) \($0.dutyName) \($0.period)",
          isCurrent: ["open", "overdue", "submitted"].contains($0.state))
      }
    case .record:
      let versions = Dictionary(grouping: desk.facts.everyMeeting, by: \.record.key)
      return versions.values.compactMap { versions in
        (versions.last { $0.withdrawnAt == nil } ?? versions.last).map {
          Control.Name(
            name: $0.record.key, about: "\($0.record.chair) \($0.record.present)/\($0.record.due)",
            isCurrent: $0.withdrawnAt == nil)
        }
      }
    case .delivery:
      return try [Delivery.State.held, .failed, .deferred, .pending].flatMap {
        try ledger.deliveries(in: $0)
      }.map {
        Control.Name(name: $0.key, about: $0.reason ?? "", isCurrent: true)
      }
    case .silence:
      return try silences(all: true).map {
        Control.Name(
          name: "\($0.silence)", about: "\($0.matchers): \($0.reason)", isCurrent: $0.state != "over")
      }
    case .spell:
      return spells().map {
        Control.Name(name: "\($0.fact)", about: "\($0.person): \($0.reason)", isCurrent: true)
      }
    }
  }
}

extension Programme {
  /// What of a kind the configuration names, in no order; nil for what only a ledger knows.
  public func names(_ kind: Control.NameKind) -> [Control.Name]? {
    func current(_ name: String, _ about: String) -> Control.Name {
      Control.Name(name: name, about: about, isCurrent: true)
    }
    switch kind {
    case .organisation: return organisations.values.map { current($0.id.text, $0.name[language]) }
    case .duty: return duties.map { current($0.id.text, $0.name[language]) }
    case .person: return people.values.map { current($0.id.text, $0.name[language]) }
    case .role: return Set(appointments.map(\.role.text)).map { current($0, "") }
    case .channel: return channels.map { current($0.id.text, $0.plugin) }
    case .item, .course, .obligation, .record, .delivery, .silence, .spell: return nil
    }
  }
}

extension Control {
  /// No answer of names is longer: who gets so many types another letter.
  static let mostNames = 1000
}
