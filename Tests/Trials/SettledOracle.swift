import OrgLifeCore

/// Whether an obligation needs nothing more, found out the slow and obvious way: by reading all facts.
struct SettledOracle {
  private let facts: [Fact]

  init(_ facts: [Fact]) {
    self.facts = facts
  }

  func isSettled(_ key: String) -> Bool {
    let words = key.split(separator: "/").map(String.init)
    if let period = Period(words[2]) { return isSettled(key, duty: words[0], organisation: words[1], period) }
    let parts = words[2].split(separator: "~").map(String.init)
    let generation = parts.count > 1 ? Int(parts[1]) ?? 0 : 1
    return isSettled(item: parts[0], generation: generation)
  }

  private func isSettled(_ key: String, duty: String, organisation: String, _ period: Period) -> Bool {
    var counting: Set<String> = []
    var isWaived = false
    for fact in facts {
      switch fact.statement {
      case .held(let record) where record.duty.text == duty && record.organisation.text == organisation:
        let counts = record.makesUpFor.map { $0 == period.description } ?? period.contains(record.date)
        if counts { counting.insert(record.key) }
      case .withdrawn(let record, _): counting.remove(record)
      case .waived(let obligation, _) where obligation == key: isWaived = true
      default: break
      }
    }
    return isWaived || !counting.isEmpty
  }

  private func isSettled(item: String, generation: Int) -> Bool {
    var isClosed = false
    var generations = 1
    for fact in facts {
      switch fact.statement {
      case .closed(let number, _) where number.text == item: isClosed = true
      case .extended(let number, _, _) where number.text == item: generations += 1
      default: break
      }
    }
    return isClosed || generations != generation
  }
}
