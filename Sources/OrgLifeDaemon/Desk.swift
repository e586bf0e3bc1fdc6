import OrgLifeCore
import OrgLifeDispatch
import OrgLifeLedger
import OrgLifeMessages
import OrgLifeSchedule
import PluginKit

/// The programme in force, what is known, and the ledger: everything that a step needs but the time.
///
/// The daemon and `simulate` both sit at one. A desk reads no clock and asks no plugin.
public struct Desk: Sendable {
  public private(set) var planner: Planner
  public private(set) var facts: Facts
  public let ledger: Ledger
  private var composer: Composer
  private let inServiceSince: Timestamp
  private let seal: [UInt8]
  private var reachInDays: Int
  private var quiet = QuietStretch()
  private var notices = NoticesWritten()

  public init(programme: Programme, ledger: Ledger) throws {
    let service = try ledger.service()
    inServiceSince = service.inServiceSince
    planner = Planner(programme: programme, inServiceSince: inServiceSince)
    seal = service.seal
    composer = try Composer(programme: programme, seal: seal)
    facts = Facts(try ledger.facts())
    let rungs = programme.ladders.values.flatMap(\.rungs) + (try ledger.frozenRules()).flatMap(\.rungs)
    reachInDays = Desk.reach(of: rungs)
    self.ledger = ledger
  }

  public var programme: Programme { planner.programme }

  /// The same desk at a copy of its ledger: what is done there is never written.
  func copy() throws -> Desk {
    try Desk(programme: programme, ledger: ledger.copyInMemory())
  }

  /// Plans with another programme from now on. What came due before was decided by the one that was in force.
  public mutating func adopt(_ programme: Programme) throws {
    composer = try Composer(programme: programme, seal: seal)
    planner = Planner(programme: programme, inServiceSince: inServiceSince)
    quiet = QuietStretch()
    notices = NoticesWritten()
    reachInDays = max(reachInDays, Desk.reach(of: programme.ladders.values.flatMap(\.rungs)))
  }

  /// What the operator is told when another programme comes into force: the one list of days that its
  /// calendar moves.
  public func announcements(of programme: Programme, at now: Timestamp) -> [Delivery] {
    let next = Planner(programme: programme, inServiceSince: inServiceSince)
    guard let change = next.calendarChange(from: self.programme.calendar, facts: facts, at: now) else {
      return []
    }
    return next.deliveries(of: change, at: now)
  }

  /// Decides the rungs that became due since the last time, and writes their deliveries. On a clock that
  /// went back, and asked twice, it does nothing.
  @discardableResult
  public func plan(at now: Timestamp) throws -> [Firing] {
    let through = try ledger.service().plannedThrough
    guard through < now else { return [] }
    let known = try known(at: through)
    let firings = planner.firings(after: through, upTo: now, known: known)
    if !firings.isEmpty { CrashPoint.due.pass() }
    do {
      try write(firings, known: known, after: through, at: now)
    } catch LedgerError.unexpectedState {
      // A worker took a digest between the question and the write: its new lines join the next one.
      try write(firings, known: known, after: through, at: now)
    }
    quiet.planned(through: now)
    if !firings.isEmpty { CrashPoint.decided.pass() }
    return firings
  }

  private func write(
    _ firings: [Firing], known: Planner.Known, after through: Timestamp, at now: Timestamp
  ) throws {
    var step = try planner.step(firings, known: known, now: now) { try ledger.isFrozen($0) }
    step.deliveries += planner.remarks(after: through, upTo: now, facts: facts)
      .flatMap { planner.deliveries(of: $0, at: now) }
    step.deliveries += planner.missingCalendars(after: through, upTo: now)
      .flatMap { planner.deliveries(of: $0, at: now) }
    step.deliveries += planner.endingSilences(after: through, upTo: now, known: known)
      .flatMap { planner.deliveries(ofEnding: $0, at: now) }
    if !step.deliveries.isEmpty, try ledger.isRestored() {
      for index in step.deliveries.indices {
        step.deliveries[index].state = .held
        step.deliveries[index].reason = Ledger.restoredReason
      }
    }
    let held = step.deliveries.filter { $0.state == .held }
    try ledger.write(step, telling: [programme.news(held: held)].compactMap { $0 })
  }

  /// Whether nothing can have become due since the last planning, so that planning now would decide nothing. Known only
  /// after ``nextMoment(after:)`` was asked, and until a fact is learned or a rung is decided.
  public func isQuiet(at now: Timestamp) -> Bool { quiet.covers(now, on: basis) }

  /// Up to when all is decided: what the ledger says, or now where nothing can have become due since then.
  func decidedThrough(at now: Timestamp) throws -> Timestamp {
    let written = try ledger.service().plannedThrough
    return isQuiet(at: now) ? max(written, now) : written
  }

  private var basis: QuietStretch.Basis {
    QuietStretch.Basis(lastFact: facts.lastID, cases: ledger.casesRevision)
  }

  /// The first moment after the given one at which a rung may be due.
  public func nextMoment(after moment: Timestamp) throws -> Timestamp? {
    try quiet.end(after: moment, on: basis) {
      planner.nextMoment(after: moment, known: try known(at: moment))
    }
  }

  /// What would fire next if nothing happens until then, looking a few weeks ahead.
  public func forecast(after moment: Timestamp) throws -> (at: Timestamp, firings: [Firing])? {
    let known = try known(at: moment)
    var from = moment
    for _ in 0..<40 {
      guard let next = planner.nextMoment(after: from, known: known) else { return nil }
      let firings = planner.firings(after: from, upTo: next, known: known)
      if !firings.isEmpty { return (next, firings) }
      from = next
    }
    return nil
  }

  /// Reads the facts again, after somebody was erased from them.
  mutating func learnAnew() throws {
    quiet = QuietStretch()
    notices = NoticesWritten()
    facts = Facts(try ledger.facts())
  }

  /// Adds statements that were checked, in one write.
  ///
  /// - Parameter file: where they came from a file of the inbox.
  mutating func learn(_ entries: [Ledger.Entry], from file: InboxFile?, at now: Timestamp) throws -> [(
    fact: Fact, isNew: Bool
  )] {
    let taken = try ledger.record(entries, from: file, at: now)
    for (fact, isNew) in taken where isNew { facts.learn(fact) }
    return taken
  }

  /// The name by which a delivery leaves over its channel.
  public func name(of delivery: Delivery) -> String { composer.name(of: delivery) }

  /// Learns what is written nowhere: for looking ahead on a copy.
  mutating func suppose(_ fact: Fact) {
    facts.learn(fact)
    quiet = QuietStretch()
  }

  /// The last look before sending: a delivery whose every line is settled is not sent.
  public func review(_ delivery: Delivery, at now: Timestamp) throws -> Review {
    Review(try verdict(on: delivery, at: now), knowing: facts.lastID)
  }

  private func verdict(on delivery: Delivery, at now: Timestamp) throws -> Review.Verdict {
    guard programme.people[delivery.person] != nil else {
      return .cancel(reason: "\(delivery.person) is not in the roster any more")
    }
    guard programme.channel(delivery.channel) != nil else {
      return .cancel(reason: "channel \(delivery.channel) is not configured any more")
    }
    if let bulletin = delivery.bulletin { return review(bulletin, of: delivery) }
    var matters: [Matter] = []
    var settled: [Delivery.Line] = []
    var reasons: Set<String> = []
    for (line, precedents) in zip(delivery.lines, try ledger.precedents(of: delivery)) {
      if let later = precedents.overtakenBy {
        settled.append(line)
        reasons.insert("\(line.obligation) is told by \(later)")
        continue
      }
      switch matter(line, precedents, at: now) {
      case .open(let matter): matters.append(matter)
      case .settled(let reason):
        settled.append(line)
        reasons.insert(reason)
      }
    }
    guard !matters.isEmpty else { return .cancel(reason: reasons.sorted().joined(separator: "; ")) }
    let source = NoticesWritten.Source(delivery, matters, on: programme.zone.date(at: now))
    let notice = notices.notice(from: source) { composer.notice(for: delivery, about: matters, at: now) }
    return .send(notice, dropping: settled)
  }

  private func review(_ bulletin: Bulletin, of delivery: Delivery) -> Review.Verdict {
    if case .calendarMissing(let year) = bulletin.matter, programme.calendar.status(of: year) == .official {
      return .cancel(reason: "the calendar of \(year) was loaded")
    }
    if case .silenceEnds(let end) = bulletin.matter,
      facts.silences.first(where: { $0.id == end.silence })?.end != end.end
    {
      return .cancel(reason: "the silence \(end.silence) ended before, or another took its place")
    }
    if case .recordOpen(let open) = bulletin.matter {
      guard let meeting = facts.meeting(open.record.key), meeting.record == open.record else {
        return .cancel(reason: "the record \(open.record.key) was corrected or withdrawn")
      }
      if planner.agenda.judgement(of: meeting, at: facts.lastRecordedAt) == .counts {
        return .cancel(reason: "the record \(open.record.key) counts by now")
      }
    }
    return .send(composer.notice(for: delivery, telling: bulletin), dropping: [])
  }

  private enum LineState {
    case open(Matter)
    case settled(reason: String)
  }

  private func matter(_ line: Delivery.Line, _ precedents: Precedents, at now: Timestamp) -> LineState {
    let agenda = planner.agenda
    let latest = max(now, facts.lastRecordedAt)
    guard let kept = precedents.kept,
      let obligation = agenda.obligation(
        line.obligation, frozen: kept.rule, facts: facts, knownAt: latest)
    else { return .settled(reason: "\(line.obligation) is not owed any more") }
    let standing = agenda.standing(of: obligation, rule: kept.rule, facts: facts, at: latest)
    guard standing.isOwed else { return .settled(reason: "\(line.obligation) is \(standing.state.word)") }
    guard let rung = agenda.rung(named: line.rung, of: obligation, rule: kept.rule) else {
      return .settled(reason: "\(line.obligation) has no rung \(line.rung) any more")
    }
    let told = precedents.told.filter { $0.rung != line.rung }
      .map { Matter.Told(person: $0.person, at: $0.at) }
    var matter = Matter(
      line: line, obligation: obligation, rule: kept.rule, standing: standing, rung: rung,
      mark: kept.marks[line.rung], told: told, missed: precedents.missed,
      next: agenda.nextRung(of: obligation, rule: kept.rule, marks: kept.marks, facts: facts, after: now))
    matter.acting = acting(line, for: obligation, at: latest)
    matter.seen = facts.acknowledgements(of: line.obligation, knownAt: latest)
    return .open(matter)
  }

  private func acting(_ line: Delivery.Line, for obligation: Obligation, at moment: Timestamp)
    -> Matter.Acting?
  {
    guard let person = line.actingFor.flatMap({ Person.ID($0) }) else { return nil }
    let role = RoleReference(line.role)
    let unit = role.flatMap {
      planner.roster.unit(of: $0, for: obligation.organisation, on: programme.zone.date(at: moment))
    }
    let delegation = facts.delegations.last {
      $0.said.from == person && $0.said.organisation == unit && $0.said.role == role?.role
        && $0.saidAt <= moment
    }
    return Matter.Acting(person: person, delegation: line.insteadOf == nil ? delegation?.said : nil)
  }

  /// Cases of earlier periods are of no more concern than their ladders reach, and the silences that put them off.
  func known(at moment: Timestamp) throws -> Planner.Known {
    let muted = facts.silences.filter { moment < planner.morning(after: $0).adding(seconds: reachInSeconds) }
    let earliest = min(moment, muted.map(\.since).min() ?? moment)
    // From the beginning of a day on: whoever asks again on the same day asks the same.
    var day = programme.zone.date(at: earliest).adding(days: -reachInDays)
    if let first = planner.agenda.earliestDue(ofThoseNoticedFrom: day, facts: facts) { day = min(day, first) }
    return Planner.Known(
      facts: facts,
      cases: try ledger.cases(
        dueFrom: day, orDecidedSince: programme.zone.timestamp(of: day, secondOfDay: 0)))
  }

  private var reachInSeconds: Double { Double(reachInDays) * 86_400 }

  /// How many days after the due date, or after the rung before it, the last rung of any ladder may lie.
  private static func reach(of rungs: some Sequence<Rung>) -> Int {
    rungs.filter(\.isAfterDue).map { Ladder.reachInDays(of: $0.offset) }.max() ?? 0
  }
}

extension Standing.State {
  /// One word for people and for programs.
  public var word: String {
    switch self {
    case .open: "open"
    case .submitted: "submitted"
    case .fulfilled: "fulfilled"
    case .waived: "waived"
    case .dissolved: "not applicable"
    }
  }
}
