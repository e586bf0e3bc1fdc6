import Fixtures
import OrgLifeCore
import OrgLifeMessages
import OrgLifeSchedule
import PluginKit

/// A delivery as the desk would hand it to the composer: what fired, when, to whom, and what is known.
struct Scene {
  /// A fired rung of one obligation.
  struct Fired {
    var obligation: String
    var rung: String
    var role: String
    var insteadOf: String?
    /// When it was to fire, where that is not now.
    var dueAt: String?
    /// Who was told before.
    var told: [(person: String, at: String)] = []
  }

  var person: String
  var at: String
  var form = Rung.Form.single
  var fired: [Fired]
  var statements: [(at: String, Fact.Statement)] = []
  var change: (inout Programme) -> Void = { _ in }

  func notice(in language: Language) throws -> Notice {
    var programme = Bureau.programme
    programme.language = language
    change(&programme)
    let now = Bureau.time(at)
    let agenda = Agenda(programme: programme, inServiceSince: Bureau.time("2026-01-01T00:00"))
    let facts = Facts(
      statements.enumerated().map {
        Fact(
          id: Int64($0.offset), validOn: day(String($0.element.at.prefix(10))),
          recordedAt: Bureau.time($0.element.at),
          author: "organ-office", statement: $0.element.1)
      })
    let matters = fired.compactMap { matter($0, agenda, facts, now) }
    guard matters.count == fired.count else { throw Missing() }
    let delivery = Delivery(
      key: form == .single ? "\(fired[0].obligation)/\(fired[0].rung)/x/mail" : "digest/x/mail",
      person: id(person),
      channel: id("mail"), form: form, datedAt: now, notBefore: now, lines: matters.map(\.line))
    return try Composer(programme: programme).notice(for: delivery, about: matters, at: now)
  }

  struct Missing: Error {}

  private func matter(_ fired: Fired, _ agenda: Agenda, _ facts: Facts, _ now: Timestamp) -> Matter? {
    guard let obligation = agenda.obligation(fired.obligation, facts: facts, knownAt: now),
      let duty = agenda.duty(obligation.duty)
    else { return nil }
    let rule = agenda.rule(of: duty)
    guard let rung = agenda.rung(named: fired.rung, of: obligation, rule: rule) else { return nil }
    let mark = RungMark(
      rung: fired.rung, dueAt: fired.dueAt.map(Bureau.time) ?? now, decidedAt: now, outcome: .fired)
    return Matter(
      line: Delivery.Line(
        obligation: fired.obligation, rung: fired.rung, role: fired.role, insteadOf: fired.insteadOf),
      obligation: obligation, rule: rule,
      standing: agenda.standing(of: obligation, rule: rule, facts: facts, at: now), rung: rung, mark: mark,
      told: fired.told.map { Matter.Told(person: id($0.person), at: Bureau.time($0.at)) },
      next: agenda.nextRung(of: obligation, rule: rule, marks: [fired.rung: mark], facts: Facts(), after: now)
    )
  }
}

extension Notice {
  /// As people read it: the subject, an empty line, the text.
  var page: String { subject + "\n\n" + plainText }
}
