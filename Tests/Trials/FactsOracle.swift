import OrgLifeCore

/// What facts mean for an obligation, found out the slow and obvious way: by reading those about its duty and organisation,
/// or about its item, one after the other.
struct FactsOracle {
  private(set) var facts: [Fact] = []
  private var bearing: [String: [Fact]] = [:]
  private var silences: [Fact] = []

  init(_ facts: [Fact] = []) {
    for fact in facts { learn(fact) }
  }

  var lastID: Int64 { facts.last?.id ?? 0 }

  mutating func learn(_ fact: Fact) {
    facts.append(fact)
    switch fact.statement {
    case .held(let record): note(fact, about: "\(record.duty)/\(record.organisation)")
    case .withdrawn(let key, _): note(fact, about: Self.series(of: key))
    case .waived(let key, _): note(fact, about: Self.series(of: key))
    case .entered(let item): note(fact, about: item.number.text)
    case .submitted(let item, _), .closed(let item, _), .extended(let item, _, _):
      note(fact, about: item.text)
    case .silenced, .unsilenced: silences.append(fact)
    // The trials' programmes have no seasons, courses or terms, nobody is away in them, and no record is doubted.
    case .corrected, .confirmed, .adopted, .announced, .prolonged, .endorsed, .opened, .taken, .delegated,
      .away, .recalled,
      .acknowledged:
      break
    }
  }

  private mutating func note(_ fact: Fact, about subject: String) {
    bearing[subject, default: []].append(fact)
  }

  private static func series(of key: String) -> String {
    key.split(separator: "/").prefix(2).joined(separator: "/")
  }

  // MARK: Settled

  /// Whether the obligation needs nothing more, by the facts up to one of them.
  func isSettled(_ key: String, knowing last: Int64 = .max) -> Bool {
    let words = key.split(separator: "/").map(String.init)
    if let period = Period(words[2]) {
      return isSettled(key, period, by: (bearing[Self.series(of: key)] ?? []).filter { $0.id <= last })
    }
    let parts = words[2].split(separator: "~").map(String.init)
    let generation = parts.count > 1 ? Int(parts[1]) ?? 0 : 1
    return isSettled(generation: generation, by: (bearing[parts[0]] ?? []).filter { $0.id <= last })
  }

  private func isSettled(_ key: String, _ period: Period, by facts: [Fact]) -> Bool {
    var counting: Set<String> = []
    var isWaived = false
    for fact in facts {
      switch fact.statement {
      case .held(let record):
        let counts = record.makesUpFor.map { $0 == period.description } ?? period.contains(record.date)
        if counts { counting.insert(record.key) }
      case .withdrawn(let record, _): counting.remove(record)
      case .waived(let obligation, _) where obligation == key: isWaived = true
      default: break
      }
    }
    return isWaived || !counting.isEmpty
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

  /// Nothing was ever said that could settle it, so that it was owed from its birth on.
  func isUntouched(_ key: String) -> Bool {
    if Period(key.split(separator: "/").last.map(String.init) ?? "") != nil {
      return bearing[Self.series(of: key)] == nil
    }
    return !isSettled(key)
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
    if let top = matchers.under {
      var above = [words[1]]
      while let next = Organisation.ID(above[above.count - 1]).flatMap({ programme.organisations[$0]?.parent }
      ) {
        above.append(next.text)
      }
      guard above.contains(top.text) else { return false }
    }
    if let beginning = matchers.obligation {
      let wanted = beginning.split(separator: "/").map(String.init)
      guard words.starts(with: wanted) else { return false }
    }
    return true
  }

  /// When what would go at a moment goes: at the first working morning after the silences that hold it, found by
  /// looking at one day after the other.
  func release(of key: String, from moment: Timestamp, in programme: Programme) -> Timestamp {
    var goes = moment
    while let end = silenceEnds(key, at: goes, in: programme) {
      let days = WorkingDays(programme.calendar)
      var day = programme.zone.date(at: end)
      while !days.isWorkingDay(day) || programme.zone.timestamp(of: day, at: programme.sendAt) < end {
        day = day.adding(days: 1)
      }
      goes = programme.zone.timestamp(of: day, at: programme.sendAt)
    }
    return goes
  }

  /// Silences that were said, by their numbers, with what they are about.
  var said: [(number: Int64, matchers: Silence.Matchers)] {
    silences.compactMap { fact in
      guard case .silenced(let silence) = fact.statement else { return nil }
      return (fact.id, silence.matchers)
    }
  }
}
