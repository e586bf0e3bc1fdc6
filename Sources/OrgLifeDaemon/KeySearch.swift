import OrgLifeCore
import OrgLifeLedger
import OrgLifeSchedule

/// What a key that somebody typed means: keys may be cut short as long as one thing only begins so.
struct KeySearch {
  enum Found: Hashable, Sendable {
    case obligation(String)
    case rung(String, name: String)
    /// The deliveries of one rung to one person: `stem` is their key, with the channel where one was named.
    case delivery(String, rung: String, stem: String, attempt: Int?)
    /// One person's digest of a day, with the channel where one was named.
    case digest(stem: String, attempt: Int?)
    /// A message to the operator about the service itself.
    case bulletin(stem: String, attempt: Int?)
  }

  let desk: Desk
  let now: Timestamp

  func find(_ asked: String) throws -> Found {
    let (key, attempt) = try attempt(of: asked)
    if key.hasPrefix("digest/") { return .digest(stem: try stem(key), attempt: attempt) }
    if key.hasPrefix("bulletin/") { return .bulletin(stem: try stem(key), attempt: attempt) }
    let words = key.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
    guard words.count == 4 else {
      if attempt != nil { throw Refusal.noSuchThing("“\(asked)” is no delivery; its key has a channel") }
      return .obligation(try obligation(beginning: key))
    }
    let obligation = words[..<3].joined(separator: "/")
    guard try isObligation(obligation) else {
      throw Refusal.noSuchThing("nothing is or was owed under \(obligation); “orglifectl list --keys --all”")
    }
    let rest = words[3].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let rungs = try rungs(of: obligation)
    guard rest.count == 2, rungs.contains(rest[0]) else {
      let name = try one(of: rungs, beginning: words[3], prefix: "\(obligation)/")
      return .rung(obligation, name: name)
    }
    if rest[1].isEmpty, try desk.ledger.deliveries(beginning: key, limit: 1).isEmpty {
      return .rung(obligation, name: rest[0])
    }
    let stem = try stem(key)
    return .delivery(obligation, rung: rest[0], stem: stem, attempt: attempt)
  }

  private func attempt(of key: String) throws -> (key: String, attempt: Int?) {
    guard let mark = key.lastIndex(of: "#") else { return (key, nil) }
    guard let number = Int(key[key.index(after: mark)...]), number > 0 else {
      throw Refusal.noSuchThing("“\(key)”: behind # stands the number of an attempt")
    }
    return (String(key[..<mark]), number)
  }

  private func isObligation(_ key: String) throws -> Bool {
    let agenda = desk.planner.agenda
    if agenda.generation(key, facts: desk.facts, knownAt: now) != nil { return true }
    if agenda.absence(of: key, facts: desk.facts, knownAt: now) != nil { return true }
    return try desk.ledger.case(key) != nil
  }

  private func obligation(beginning key: String) throws -> String {
    if try isObligation(key) { return key }
    var keys = Set(try desk.ledger.caseKeys(beginning: key))
    keys.formUnion(try desk.inventory(at: now).map(\.key).filter { $0.hasPrefix(key) })
    return try one(of: keys.sorted(), beginning: key, prefix: "")
  }

  private func rungs(of obligation: String) throws -> [String] {
    let kept = try desk.ledger.case(obligation)
    let found = desk.planner.agenda.generation(obligation, facts: desk.facts, knownAt: now)?.obligation
    let duty = found.flatMap { desk.planner.agenda.duty($0.duty) }
    let rule = kept?.rule ?? duty.map { desk.planner.agenda.rule(of: $0) }
    var names = rule?.rungs.map(\.name) ?? []
    if found?.owner != nil { names.insert(Firing.firstNotice, at: 0) }
    return names
  }

  /// The deliveries meant, all of one person's where only the channel is left open.
  private func stem(_ key: String) throws -> String {
    let keys = try desk.ledger.deliveries(beginning: key).map(\.delivery.key)
    if keys.contains(key) { return key }
    let stems = Set(keys.map { String($0[..<($0.lastIndex(of: "/") ?? $0.endIndex)]) })
    if stems.count == 1, let stem = stems.first, stem.hasPrefix(key) || key == stem + "/" { return stem }
    return try one(of: keys, beginning: key, prefix: "")
  }

  private func one(of keys: [String], beginning key: String, prefix: String) throws -> String {
    if keys.contains(key) { return key }
    let found = keys.filter { $0.hasPrefix(key) }
    if let first = found.first, found.count == 1 { return first }
    guard !found.isEmpty else {
      throw Refusal.noSuchThing(
        "nothing is known under “\(prefix)\(key)”; “orglifectl list --keys --all” shows the keys")
    }
    let shown = found.prefix(20).map { "\n  \(prefix)\($0)" }.joined()
    let more = found.count > 20 ? "\n  and \(found.count - 20) more" : ""
    throw Refusal.noSuchThing("“\(prefix)\(key)” may be any of these; write more of it:\(shown)\(more)")
  }
}
