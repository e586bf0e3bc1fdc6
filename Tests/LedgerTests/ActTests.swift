import GRDB
import OrgLifeCore
import Testing

@testable import OrgLifeLedger

/// What people do to deliveries by hand.
@Suite struct ActTests {
  private let later = noon.adding(seconds: 3600)

  private func tried(_ outcome: Receipt.Outcome, as state: Delivery.State) throws -> Ledger {
    let ledger = try Ledger.waiting(.sample("a"))
    _ = try ledger.claim(channel: name("mail"), at: noon)
    _ = try ledger.begin("a", payload: [1], at: noon)
    try ledger.settle(
      "a", attempt: 1, receipt: Receipt(outcome: outcome, detail: "x"), as: state,
      notBefore: noon.adding(seconds: 9000), at: noon)
    return ledger
  }

  @Test(arguments: [
    (QueueAct.hold, Delivery.State.pending, Delivery.State.held), (.release, .held, .pending),
    (.expire, .pending, .failed), (.expire, .held, .failed), (.drop, .pending, .cancelled),
    (.drop, .held, .cancelled),
  ])
  func `an act leads from a state to another, and says who and why`(
    act: QueueAct, from: Delivery.State, to: Delivery.State
  ) throws {
    let ledger = try Ledger.waiting(.sample("a", state: from), .sample("b", state: from))
    #expect(try ledger.act(act, on: "a", author: "organ-office", reason: "调整", at: later) == .becomes(to))
    #expect(try ledger.delivery("a")?.state == to)
    #expect(try ledger.delivery("b")?.state == from)
    let reason = try ledger.delivery("a")?.reason
    #expect(reason == (act == .release ? nil : "\(act.done) by organ-office: 调整"))
    #expect(
      try ledger.history("a")?.acts
        == [ActEntry(act: act, at: later, author: "organ-office", reason: "调整")])
    #expect(try ledger.act(act, on: "nowhere", author: "x", reason: "x", at: later) == nil)
  }

  @Test func `what was given up is tried again now, with the same bytes and its whole time`() throws {
    let ledger = try tried(.deferred, as: .failed)
    #expect(try ledger.act(.retry, on: "a", author: "x", reason: nil, at: later) == .becomes(.pending))
    let claim = try #require(try ledger.claim(channel: name("mail"), at: later))
    #expect(claim.payload == [1])
    #expect(claim.triedSince == nil, "it counts anew")
  }

  @Test func `what is deferred is tried at once, and keeps its state`() throws {
    let ledger = try tried(.deferred, as: .deferred)
    #expect(try ledger.claim(channel: name("mail"), at: later) == nil)
    #expect(try ledger.act(.retry, on: "a", author: "x", reason: nil, at: later) == .becomes(.deferred))
    #expect(try ledger.claim(channel: name("mail"), at: later)?.delivery.key == "a")
  }

  @Test func `what may have arrived is not dropped, but it is held and given up`() throws {
    let ledger = try tried(.lost, as: .deferred)
    guard case .refused(let why) = try ledger.act(.drop, on: "a", author: "x", reason: "y", at: later) else {
      Issue.record("it was dropped")
      return
    }
    #expect(why.contains("may have arrived"))
    #expect(try ledger.acts(on: "a").isEmpty, "a refusal is no act")
    #expect(try ledger.act(.hold, on: "a", author: "x", reason: nil, at: later) == .becomes(.held))
    #expect(try ledger.act(.release, on: "a", author: "x", reason: nil, at: later) == .becomes(.pending))
    #expect(
      try ledger.claim(channel: name("mail"), at: noon.adding(seconds: 9000))?.isAmbiguous == true,
      "the same bytes still")
  }

  @Test(arguments: QueueAct.allCases) func `what is being sent is left alone`(act: QueueAct) throws {
    let ledger = try Ledger.waiting(.sample("a"))
    _ = try ledger.claim(channel: name("mail"), at: noon)
    guard case .refused = try ledger.act(act, on: "a", author: "x", reason: "y", at: later) else {
      Issue.record("it was \(act.done)")
      return
    }
    #expect(try ledger.counts() == [.claimed: 1])
  }

  @Test func `what failed and lost its bytes is not tried again`() throws {
    let ledger = try tried(.rejected, as: .failed)
    try ledger.forgetPayloads(settledBefore: later)
    guard case .refused(let why) = try ledger.act(.retry, on: "a", author: "x", reason: nil, at: later) else {
      Issue.record("it was tried again")
      return
    }
    #expect(why.contains("forgotten"))
  }

  @Test func `an act is final`() throws {
    let ledger = try Ledger.waiting(.sample("a"))
    _ = try ledger.act(.hold, on: "a", author: "x", reason: nil, at: later)
    for sql in ["UPDATE acts SET author = 'y'", "DELETE FROM acts"] {
      #expect(throws: DatabaseError.self) { try ledger.database.write { try $0.execute(sql: sql) } }
    }
  }
}
