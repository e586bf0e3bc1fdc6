import OrgLifeCore
import OrgLifeLedger
import OrgLifeSchedule
import Varlink

extension Daemon {
  func silences(all: Bool) throws -> [Control.Silence] {
    let desk = desk.snapshot
    let now = clock.now
    return try desk.facts.silences.map { try desk.told($0, at: now) }.filter { all || $0.state != "over" }
  }

  func add(_ question: Control.NewSilence, for peer: Peer) async throws -> Control.SilenceTaken {
    let zone = desk.snapshot.programme.zone
    func moment(_ text: String?, _ name: String) throws -> Timestamp? {
      guard let text else { return nil }
      guard let moment = zone.timestamp(text) else { throw VarlinkFault.invalidParameter(name) }
      return moment
    }
    func id<Subject>(_ text: String?, _ kind: String) throws -> Identifier<Subject>? {
      guard let text else { return nil }
      guard let id = Identifier<Subject>(text) else {
        throw Refusal.noSuchThing("there is no \(kind) \(text)")
      }
      return id
    }
    guard let until = try moment(question.until, "until") else {
      throw VarlinkFault.invalidParameter("until")
    }
    let silence = Silence(
      matchers: Silence.Matchers(
        duty: try id(question.duty, "duty"), organisation: try id(question.organisation, "organisation"),
        under: try id(question.under, "organisation"), obligation: question.obligation),
      from: try moment(question.from, "from"), until: until, reason: question.reason)
    return try await say(.silenced(silence), by: question.by, for: peer)
  }

  func expire(_ question: Control.SilenceEnding, for peer: Peer) async throws -> Control.SilenceTaken {
    let desk = desk.snapshot
    let running = try Intake(desk: desk, now: clock.now, author: "").running(question.silence)
    return try await say(
      .unsilenced(
        silence: question.silence, running.silence.matchers, reason: question.reason ?? ""),
      by: question.by, for: peer)
  }

  private func say(_ statement: Fact.Statement, by named: String?, for peer: Peer) async throws
    -> Control.SilenceTaken
  {
    let author = try Caller(peer: peer, programme: desk.snapshot.programme).author(by: named)
    let now = clock.now
    let taken = try desk.use { desk in
      try desk.plan(at: now)
      let taken = try desk.take(statement, author: author, at: now)
      var id = taken.fact.id
      if case .unsilenced(let silence, _, _) = statement { id = silence }
      guard let history = desk.facts.silences.first(where: { $0.id == id }) else {
        throw Refusal.noSuchThing("there is no silence \(id)")
      }
      return Control.SilenceTaken(
        silence: try desk.told(history, at: max(now, taken.fact.recordedAt)), isNew: taken.isNew,
        leaving: try desk.leaving(about: history.silence.matchers, at: now))
    }
    if taken.isNew { LogEntry.taken(statement, by: author, organisation: organisation(of: statement)).send() }
    await turn()
    return taken
  }
}

extension Desk {
  fileprivate func told(_ history: SilenceHistory, at now: Timestamp) throws -> Control.Silence {
    let zone = programme.zone
    let matchers = history.silence.matchers
    let isOver = history.end <= history.since || history.end <= now
    return Control.Silence(
      silence: history.id, matchers: matchers.description, duty: matchers.duty,
      organisation: matchers.organisation, under: matchers.under, obligation: matchers.obligation,
      from: zone.rfc3339(history.since), end: zone.rfc3339(history.end),
      resumesAt: zone.rfc3339(planner.morning(after: history)), reason: history.silence.reason,
      by: history.saidBy, state: isOver ? "over" : now < history.since ? "ahead" : "in force",
      waiting: planner.waiting(for: history, known: try known(at: now), at: now))
  }

  /// Open deliveries with a line about what the matchers name.
  fileprivate func leaving(about matchers: Silence.Matchers, at now: Timestamp) throws -> Int {
    try ledger.deliveryKeys(in: Delivery.State.allCases.filter(\.isOpen)).count { key in
      guard let delivery = try ledger.delivery(key) else { return false }
      return delivery.lines.contains { line in
        planner.agenda.obligation(line.obligation, facts: facts, knownAt: now)
          .map { planner.agenda.covers(matchers, $0) } == true
      }
    }
  }
}
