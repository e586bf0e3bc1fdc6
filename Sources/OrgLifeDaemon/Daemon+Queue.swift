import OrgLifeCore
import OrgLifeLedger
import Varlink

/// The operator's hand on the queue.
extension Daemon {
  func queue(_ question: Control.QueueQuestion) throws -> [Control.QueueEntry] {
    let states = try question.states.map { word in
      guard let state = Delivery.State(rawValue: word) else {
        let names = Delivery.State.allCases.map(\.rawValue).joined(separator: ", ")
        throw Refusal.noSuchThing("“\(word)” is no state of a delivery; there are \(names)")
      }
      return state
    }
    let wanted = states.isEmpty ? Delivery.State.allCases.filter(\.isOpen) : states
    let view = QueueView(programme: desk.snapshot.programme)
    return try ledger.deliveryKeys(in: wanted, beginning: question.beginning ?? "", limit: 10_000)
      .compactMap { try ledger.history($0) }.map(view.entry)
  }

  func show(_ asked: String) throws -> Control.QueueDelivery {
    guard let history = try ledger.history(try delivery(beginning: asked, in: Delivery.State.allCases)) else {
      throw Refusal.noSuchThing("there is no delivery \(asked)")
    }
    return QueueView(programme: desk.snapshot.programme).delivery(history)
  }

  func act(_ question: Control.ActQuestion, for peer: Peer) async throws -> Control.ActAnswer {
    guard let act = QueueAct(rawValue: question.act) else { throw VarlinkFault.invalidParameter("act") }
    let author = try Caller(peer: peer, programme: desk.snapshot.programme).author(by: question.by)
    let reason = question.reason.flatMap { $0.isEmpty ? nil : $0 }
    guard reason != nil || !act.needsReason else {
      throw Refusal.refused("\(act.rawValue) needs a reason: it ends a message that somebody was to get")
    }
    if let reason, !WrittenText.isOneLine(reason) { throw WrittenText.refusal(of: reason) }
    let keys =
      try question.key.map { [try delivery(beginning: $0, in: act.applies)] }
      ?? ledger.deliveryKeys(in: act.applies)
    var answer = Control.ActAnswer(acted: [], left: [])
    let now = clock.now
    for key in keys {
      switch try desk.snapshot.act(act, on: key, author: author, reason: reason, at: now) {
      case .becomes: answer.acted.append(key)
      case .refused(let why): answer.left.append(Control.LeftAlone(key: key, reason: why))
      // Between the question and the write nothing is ever taken out of the outbox.
      case nil: continue
      }
    }
    await turn()
    return answer
  }

  /// The delivery of that key, or the only one in some states that begins so.
  private func delivery(beginning asked: String, in states: [Delivery.State]) throws -> String {
    if try ledger.delivery(asked) != nil { return asked }
    let found = try asked.isEmpty ? [] : ledger.deliveryKeys(in: states, beginning: asked)
    if let only = found.first, found.count == 1 { return only }
    guard !found.isEmpty else {
      throw Refusal.noSuchThing(
        "nothing that is \(states.map(\.rawValue).joined(separator: " or ")) begins with \(asked); "
          + "“orglifectl queue list” shows the keys")
    }
    let shown = found.prefix(10).map { "\n  \($0)" }.joined()
    let more = found.count > 10 ? "\n  and \(found.count - 10) more" : ""
    throw Refusal.noSuchThing("\(asked) may be any of these; write more of it:\(shown)\(more)")
  }
}
