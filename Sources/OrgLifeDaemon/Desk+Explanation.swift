import OrgLifeCore
import OrgLifeLedger
import OrgLifeSchedule

extension Desk {
  /// Why something was sent or not, worked out from the ledger; nothing is written.
  ///
  /// - Parameter asked: the key of an obligation, a rung, a delivery or a digest, or as much of it as no other
  ///   begins with.
  /// - Throws: ``Refusal`` where nothing, or more than one thing, has such a key.
  public func explain(_ asked: String, at moment: Timestamp) throws -> Explanation {
    let now = max(moment, facts.lastRecordedAt)
    let found = try KeySearch(desk: self, now: now).find(asked)
    let explainer = try Explainer(desk: self, now: now, known: try ledger.facts())
    var explanation = Explanation(
      key: "", kind: "", now: programme.zone.rfc3339(moment), nothingOwed: nil, matters: [])
    switch found {
    case .obligation(let key):
      explanation.key = key
      explanation.kind = "obligation"
      explanation.matters = [try explainer.matter(key)].compactMap { $0 }
    case .rung(let key, let name):
      explanation.key = "\(key)/\(name)"
      explanation.kind = "rung"
      explanation.matters = [try explainer.matter(key, only: name)].compactMap { $0 }
    case .delivery(let key, let rung, let stem, let attempt):
      explanation.key = stem + (attempt.map { "#\($0)" } ?? "")
      explanation.kind = "delivery"
      explanation.matters = [try explainer.matter(key, only: rung)].compactMap { $0 }
      try explanation.keep(stem: stem, attempt: attempt)
    case .digest(let stem, let attempt):
      explanation.key = stem + (attempt.map { "#\($0)" } ?? "")
      explanation.kind = "digest"
      let deliveries = try ledger.deliveries(beginning: stem).filter {
        $0.delivery.key == stem || $0.delivery.key.hasPrefix(stem + "/")
      }
      var seen: Set<String> = []
      for line in deliveries.flatMap(\.delivery.lines)
      where seen.insert("\(line.obligation)/\(line.rung)").inserted {
        if let matter = try explainer.matter(line.obligation, only: line.rung) {
          explanation.matters.append(matter)
        }
      }
      try explanation.keep(stem: stem, attempt: attempt)
    case .bulletin(let stem, let attempt):
      explanation.key = stem + (attempt.map { "#\($0)" } ?? "")
      explanation.kind = "bulletin"
      explanation.bulletins = try bulletins(stem: stem, attempt: attempt)
      return explanation
    }
    if explanation.matters.isEmpty {
      explanation.nothingOwed = explainer.nothingOwed(explanation.key)
    }
    return explanation
  }

  private func bulletins(stem: String, attempt: Int?) throws -> [Control.QueueDelivery] {
    let histories = try ledger.deliveries(beginning: stem).filter {
      $0.delivery.key == stem || $0.delivery.key.hasPrefix(stem + "/")
    }
    var found = histories.map(QueueView(programme: programme).delivery)
    guard let attempt else { return found }
    for index in found.indices { found[index].attempts.removeAll { $0.number != attempt } }
    found.removeAll { $0.attempts.isEmpty }
    guard !found.isEmpty else { throw Refusal.noSuchThing("\(stem) had no attempt \(attempt)") }
    return found
  }
}

extension Explanation {
  /// Leaves only the deliveries whose key is the stem, or goes on with a channel.
  mutating func keep(stem: String, attempt: Int?) throws(Refusal) {
    func isMeant(_ delivery: Delivery) -> Bool {
      delivery.key == stem || delivery.key.hasPrefix(stem + "/")
    }
    var isThere = attempt == nil
    for matter in matters.indices {
      for rung in matters[matter].rungs.indices {
        var recipients = matters[matter].rungs[rung].recipients
        for index in recipients.indices {
          recipients[index].deliveries = recipients[index].deliveries.filter(isMeant)
          guard let attempt else { continue }
          for delivery in recipients[index].deliveries.indices {
            recipients[index].deliveries[delivery].attempts.removeAll { $0.number != attempt }
            isThere = isThere || !recipients[index].deliveries[delivery].attempts.isEmpty
          }
        }
        matters[matter].rungs[rung].recipients = recipients.filter { !$0.deliveries.isEmpty }
      }
    }
    guard isThere else { throw .noSuchThing("\(stem) had no attempt \(attempt ?? 0)") }
  }
}
