import OrgLifeCore

/// What facts mean for an obligation, found out the slow and obvious way: by reading those about its duty and organisation,
/// or about its item, course or term of office, one after the other.
struct FactsOracle {
  /// Of which only duties, organisations, roster and calendar are asked, the same in all programmes of a trial.
  let programme: Programme
  let duties: [String: Duty]
  private(set) var facts: [Fact] = []
  /// By the duty and organisation, or the number of the item or course.
  private(set) var bearing: [String: [Fact]] = [:]
  private var waivers: [String: [Fact]] = [:]
  /// Delegations, leaves, and that they are over.
  private(set) var people: [Fact] = []
  private(set) var promises: [String: [Fact]] = [:]
  /// By the duty that has a season.
  private(set) var notices: [String: [Fact]] = [:]
  private(set) var silences: [Fact] = []
  /// The day from which older periods are owed, and since when that is known.
  private(set) var adopted: (from: CivilDate, at: Timestamp)?
  /// The latest moment of any fact: after a step of the clock back, one may lie ahead.
  private(set) var latest = Timestamp.distantPast

  init(_ facts: [Fact] = [], of programme: Programme) {
    self.programme = programme
    duties = Dictionary(programme.duties.map { ($0.id.text, $0) }, uniquingKeysWith: { first, _ in first })
    for fact in facts { learn(fact) }
  }

  var lastID: Int64 { facts.last?.id ?? 0 }

  mutating func learn(_ fact: Fact) {
    facts.append(fact)
    latest = max(latest, fact.recordedAt)
    switch fact.statement {
    case .held(let record), .corrected(let record, _):
      note(fact, about: "\(record.duty)/\(record.organisation)")
    case .confirmed(let key, _), .withdrawn(let key, _): note(fact, about: Self.series(of: key))
    case .waived(let key, _): waivers[key, default: []].append(fact)
    case .entered(let item): note(fact, about: item.number.text)
    case .submitted(let item, _), .closed(let item, _), .extended(let item, _, _):
      note(fact, about: item.text)
    case .opened(let course): note(fact, about: course.number.text)
    case .taken(let course, _, _, _): note(fact, about: course.text)
    case .prolonged(let prolongation): note(fact, about: Self.series(of: prolongation.obligation))
    case .endorsed(let number, _):
      guard case .prolonged(let prolongation)? = facts.first(where: { $0.id == number })?.statement else {
        break
      }
      note(fact, about: Self.series(of: prolongation.obligation))
    case .announced(let notice): notices[notice.duty.text, default: []].append(fact)
    case .delegated, .away, .recalled: people.append(fact)
    case .acknowledged(let seen): promises[seen.obligation, default: []].append(fact)
    case .silenced, .unsilenced: silences.append(fact)
    case .adopted(let from): if adopted.map({ from < $0.from }) ?? true { adopted = (from, fact.recordedAt) }
    case .waiverAsked: break
    }
  }

  private mutating func note(_ fact: Fact, about subject: String) {
    bearing[subject, default: []].append(fact)
  }

  static func series(of key: String) -> String {
    key.split(separator: "/").prefix(2).joined(separator: "/")
  }

  // MARK: Settled

  /// Whether the obligation needs nothing more, by the facts up to one of them.
  func isSettled(_ key: String, knowing last: Int64 = .max) -> Bool {
    if waivers[key]?.contains(where: { $0.id <= last }) == true { return true }
    let words = key.split(separator: "/").map(String.init)
    guard let duty = duties[words[0]] else { return false }
    let parts = words[2].split(separator: "~").map(String.init)
    let generation = parts.count > 1 ? Int(parts[1]) ?? 0 : 1
    switch duty.kind {
    case .quota, .fixedDay, .seasonal:
      guard let period = Period(words[2]) else { return false }
      return isFulfilled(duty, of: words[1], in: period, knowing: last)
    case .eventOffset(let step):
      return isTaken(step, duty, time: generation, of: events(ofCourse: parts[0], knowing: last))
    case .term:
      return isElected(duty, of: words[1], after: parts[0], generation: generation, knowing: last)
    case .dueDate:
      return isSettled(generation: generation, by: (bearing[parts[0]] ?? []).filter { $0.id <= last })
    }
  }

  private func isSettled(generation: Int, by facts: [Fact]) -> Bool {
    var isClosed = false
    var generations = 1
    for fact in facts {
      switch fact.statement {
      case .closed: isClosed = true
      case .extended: generations += 1
      default: break
      }
    }
    return isClosed || generations != generation
  }

  /// Since when it is owed without a break, by all that was said; nil where it is settled.
  func owedSince(_ key: String) -> Timestamp? {
    guard !isSettled(key) else { return nil }
    var since = Timestamp.distantPast
    var wasSettled = false
    for fact in about(key) {
      let isSettled = isSettled(key, knowing: fact.id)
      if wasSettled, !isSettled { since = fact.recordedAt }
      wasSettled = isSettled
    }
    return since
  }

  /// Since when something that was due on a day is owed at all: what had ended before the first start, since it was adopted.
  func adoptedAt(due: CivilDate, _ service: Timestamp) -> Timestamp {
    guard let adopted, due < programme.zone.date(at: service) else { return .distantPast }
    return adopted.at
  }

  /// All that may settle it or unsettle it again, in the order in which it was said.
  private func about(_ key: String) -> [Fact] {
    let words = key.split(separator: "/").map(String.init)
    let stem = words[2].split(separator: "~").map(String.init)[0]
    let duties = [words[0]] + (duties[words[0]]?.alsoSatisfiedBy.map(\.text) ?? [])
    let found =
      duties.flatMap { bearing["\($0)/\(words[1])"] ?? [] } + (bearing[stem] ?? [])
      + (notices[words[0]] ?? [])
    return found.sorted { $0.id < $1.id }
  }

  // MARK: Silences

  /// The end of the silence that holds the obligation longest at a moment; nil where it is not silent then.
  func silenceEnds(_ key: String, at moment: Timestamp, in programme: Programme) -> Timestamp? {
    silences.compactMap { fact -> Timestamp? in
      guard case .silenced(let silence) = fact.statement, moment < silence.until,
        max(fact.recordedAt, silence.from ?? fact.recordedAt) <= moment,
        covers(silence.matchers, key, in: programme)
      else { return nil }
      let ended = silences.filter { isEnd($0, of: fact, silence) }.map(\.recordedAt).min()
      let end = min(ended ?? silence.until, silence.until)
      return moment < end ? end : nil
    }.max()
  }

  private func isEnd(_ later: Fact, of fact: Fact, _ silence: Silence) -> Bool {
    guard later.id > fact.id else { return false }
    switch later.statement {
    case .silenced(let other): return other.matchers == silence.matchers
    case .unsilenced(let number, _, _): return number == fact.id
    default: return false
    }
  }

  private func covers(_ matchers: Silence.Matchers, _ key: String, in programme: Programme) -> Bool {
    let words = key.split(separator: "/").map(String.init)
    if let duty = matchers.duty, duty.text != words[0] { return false }
    if let organisation = matchers.organisation, organisation.text != words[1] { return false }
    if let top = matchers.under, !unitsAbove(words[1]).contains(top.text) { return false }
    if let beginning = matchers.obligation {
      let wanted = beginning.split(separator: "/").map(String.init)
      guard words.starts(with: wanted) else { return false }
    }
    return true
  }

  /// A unit and those above it, the nearest first.
  func unitsAbove(_ unit: String) -> [String] {
    var above = [unit]
    while let next = Organisation.ID(above[above.count - 1]).flatMap({ programme.organisations[$0]?.parent })
    {
      above.append(next.text)
    }
    return above
  }

  /// Silences that were said, by their numbers, with what they are about.
  var said: [(number: Int64, matchers: Silence.Matchers)] {
    silences.compactMap { fact in
      guard case .silenced(let silence) = fact.statement else { return nil }
      return (fact.id, silence.matchers)
    }
  }
}
