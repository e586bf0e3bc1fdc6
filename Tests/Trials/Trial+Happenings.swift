import Fixtures
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeLedger

/// What people do.
extension Trial {
  /// Something is recorded, corrected, decided, promised, silenced, or done to the queue.
  mutating func happen() throws {
    if let lastTried {
      switch chance.next() % 6 {
      case 0, 1: return try settle(lastTried)
      case 2: return try promise(lastTried)
      case 3: return try changePeople(of: String(lastTried.split(separator: "/")[1]))
      default: break
      }
    }
    let today = programme.zone.date(at: now)
    let organisation = chance.pick(["branch-01", "branch-03", "branch-10"])
    switch chance.next() % 26 {
    case 0, 1: try hold(chance.pick(["member-assembly", "committee-meeting"]), of: organisation)
    case 2:
      let date = today.adding(days: -Int(chance.next() % 20))
      try say(.withdrawn(record: "member-assembly/\(organisation)/\(date)", reason: "错记"))
    case 3:
      itemNumber += 1
      let due = today.adding(days: Int(chance.next() % 40))
      try say(.entered(.item("ZG-\(itemNumber)", due: due.description)))
    case 4:
      try say(.submitted(item: id("ZG-\(max(1, itemNumber))"), reference: "报告"), by: "b03-accountant")
    case 5: try say(.closed(item: id("ZG-\(max(1, itemNumber))"), reference: "核实"))
    case 6:
      let due = today.adding(days: Int(1 + chance.next() % 40))
      try say(.extended(item: id("ZG-\(max(1, itemNumber))"), due: due, reason: "批准"))
    case 7: try waive(in: organisation)
    case 8, 9: try silence()
    case 10: try endSilence()
    case 11: try act(.release, on: try service().ledger.deliveryKeys(in: [.held]))
    case 12, 13:
      let act = chance.pick(QueueAct.allCases)
      let keys = try service().ledger.deliveryKeys(in: act.applies)
      if !keys.isEmpty { try self.act(act, on: [chance.pick(keys)]) }
    case 14, 15: try reviseRecord()
    case 16...20: try moveOn(with: organisation)
    default: try changePeople(of: organisation)
    }
  }

  /// Something is asked to be waived, or is, or older periods are owed from now on.
  private mutating func waive(in organisation: String) throws {
    let period = Period(.quarter, containing: programme.zone.date(at: now))
    let key =
      recentlyFired.isEmpty || chance.once(in: 2)
      ? "member-assembly/\(organisation)/\(period)" : chance.pick(recentlyFired)
    try say(
      chance.once(in: 2)
        ? .waiverAsked(obligation: key, reason: "合并召开") : .waived(obligation: key, reason: "合并召开"))
  }

  /// What was just tried is done at this very moment: nothing about it may leave any more.
  private mutating func settle(_ obligation: String) throws {
    let words = obligation.split(separator: "/").map(String.init)
    let number = String(words[2].split(separator: "~")[0])
    switch known.duties[words[0]]?.kind {
    case .dueDate:
      try say(.submitted(item: id(number), reference: "报告"), by: "b03-accountant")
      try say(.closed(item: id(number), reference: "核实"))
    case .eventOffset: try take(words[0], of: number)
    case .term: try elect(in: words[1])
    default:
      let today = programme.zone.date(at: now)
      let isLate = Period(words[2]).map { $0.lastDay < today } ?? false
      try hold(
        words[0], of: words[1], makesUpFor: isLate && words[0] != TrialProgramme.season ? words[2] : nil)
    }
  }

  private mutating func silence() throws {
    let organisation = chance.pick(["branch-01", "branch-03", "branch-05", "branch-10"])
    let duty = chance.pick([
      "member-assembly", "committee-meeting", "party-day", "rectification", TrialProgramme.season,
      TrialProgramme.term, "development-talk", "development-examination",
    ])
    let month = Period(.month, containing: programme.zone.date(at: now))
    let fired = recentlyFired.randomElement(using: &chance).map { [Silence.Matchers(obligation: $0)] } ?? []
    let matchers: [Silence.Matchers] =
      fired + [
        .init(duty: id(duty)), .init(organisation: id(organisation)), .init(under: id("organ-committee")),
        .init(duty: id(duty), under: id(organisation)), .init(obligation: "\(duty)/\(organisation)"),
        .init(obligation: "rectification/branch-03/ZG-1"),
        .init(obligation: "party-day/\(organisation)/\(month)"),
      ]
    let begin = chance.once(in: 3) ? now.adding(seconds: Double(chance.next() % 400_000)) : nil
    let until = now.adding(seconds: Double(3600 + chance.next() % 1_500_000))
    try say(.silenced(Silence(matchers: chance.pick(matchers), from: begin, until: until, reason: "集中学习")))
  }

  private mutating func endSilence() throws {
    guard !known.said.isEmpty else { return }
    let (number, matchers) = chance.pick(known.said)
    try say(.unsilenced(silence: number, matchers, reason: "提前结束"))
  }

  mutating func say(_ statement: Fact.Statement, by author: String = "organ-office") throws {
    do {
      let now = now
      let taken = try service().use { try $0.take(statement, author: author, at: now) }
      note("learned \(taken.fact.statement)")
      guard taken.isNew else { return }
      known.learn(taken.fact)
      try checkTold(about: taken.fact)
    } catch let refusal as Refusal {
      note("refused: \(refusal)")
    } catch {
      // It may have been written before the disk failed.
      mayKnowMore = true
      throw error
    }
  }

  private mutating func act(_ act: QueueAct, on keys: [String]) throws {
    let reason = act.needsReason ? "不再需要" : nil
    let (desk, now) = (try service().desk, now)
    for key in keys {
      let before = stopped.removeValue(forKey: key)
      // Where the disk fails nobody knows whether it was done, and nothing is asked of it afterwards.
      let answer = try desk.act(act, on: key, author: "organ-office", reason: reason, at: now)
      switch answer {
      case .becomes(let state):
        note("\(key) \(act.done): \(state)")
        if ![.release, .retry].contains(act) { stopped[key] = (act, reason) }
        let isSaidNotSent = act == .drop && bytesOfKey[key] != nil
        try require(!isSaidNotSent, "\(key) was dropped as never sent, and had arrived")
      case .refused(let why):
        note("\(key) not \(act.done): \(why)")
        stopped[key] = before
      case nil: throw violation("\(key) is in no outbox")
      }
    }
  }
}
