import GRDB
import OrgLifeCore
import Testing

@testable import OrgLifeLedger

private let accepted = Receipt(outcome: .accepted, detail: "250 ok")
private let busy = Receipt(outcome: .deferred, detail: "450 busy")

@Suite struct OutboxTests {
  @Test func `claim gives each delivery once, in order of notBefore`() throws {
    let ledger = try Ledger.waiting(
      .sample("c", notBefore: noon.adding(seconds: -2)), .sample("a"),
      .sample("b", notBefore: noon.adding(seconds: -1)),
      .sample("d", notBefore: noon.adding(seconds: 1)), .sample("e", state: .held))
    var order: [String] = []
    while let claim = try ledger.claim(channel: name("mail"), at: noon) { order.append(claim.delivery.key) }
    #expect(order == ["c", "b", "a"])
    #expect(try ledger.claim(channel: name("drop"), at: noon.adding(seconds: 9)) == nil)
    #expect(try ledger.claim(channel: name("mail"), at: noon.adding(seconds: 9))?.delivery.key == "d")
    #expect(try ledger.counts() == [.claimed: 4, .held: 1])
  }

  @Test func `the first attempt keeps the bytes that every attempt sends`() throws {
    let ledger = try Ledger.waiting(.sample("a"))
    #expect(try ledger.claim(channel: name("mail"), at: noon)?.payload == nil)
    #expect(try ledger.begin("a", payload: [1, 2, 3], at: noon) == 1)
    try ledger.settle(
      "a", attempt: 1, receipt: busy, as: .deferred, notBefore: noon.adding(seconds: 60), at: noon)
    #expect(try ledger.claim(channel: name("mail"), at: noon) == nil)
    let again = try ledger.claim(channel: name("mail"), at: noon.adding(seconds: 60))
    #expect(again?.payload == [1, 2, 3])
    #expect(again?.isAmbiguous == false)
    #expect(try ledger.begin("a", payload: [9, 9, 9], at: noon.adding(seconds: 60)) == 2)
    try ledger.settle("a", attempt: 2, receipt: busy, as: .deferred, at: noon.adding(seconds: 60))
    #expect(try ledger.claim(channel: name("mail"), at: noon.adding(seconds: 120))?.payload == [1, 2, 3])
  }

  @Test func `an attempt begins only with a claim`() throws {
    let ledger = try Ledger.waiting(.sample("a"))
    #expect(throws: LedgerError.unexpectedState(delivery: "a", expected: "claimed")) {
      try ledger.begin("a", payload: [1], at: noon)
    }
    #expect(throws: LedgerError.self) { try ledger.begin("nothing", payload: [1], at: noon) }
  }

  @Test func `a receipt without an attempt is impossible, and changes nothing`() throws {
    let ledger = try Ledger.waiting(.sample("a"))
    _ = try ledger.claim(channel: name("mail"), at: noon)
    #expect(throws: DatabaseError.self) {
      try ledger.settle("a", attempt: 1, receipt: accepted, as: .delivered, at: noon)
    }
    #expect(try ledger.counts() == [.claimed: 1])
  }

  @Test func `a receipt twice is impossible`() throws {
    let ledger = try Ledger.waiting(.sample("a"))
    _ = try ledger.claim(channel: name("mail"), at: noon)
    _ = try ledger.begin("a", payload: [1], at: noon)
    try ledger.settle("a", attempt: 1, receipt: accepted, as: .delivered, at: noon)
    #expect(throws: DatabaseError.self) {
      try ledger.settle("a", attempt: 1, receipt: busy, as: .deferred, at: noon)
    }
    #expect(try ledger.counts() == [.delivered: 1])
  }

  @Test func `an answer for what is no more claimed is not taken`() throws {
    let ledger = try Ledger.waiting(.sample("a"))
    _ = try ledger.claim(channel: name("mail"), at: noon)
    _ = try ledger.begin("a", payload: [1], at: noon)
    #expect(try ledger.recover(at: noon) == 1)
    #expect(throws: (any Error).self) {
      try ledger.settle("a", attempt: 1, receipt: accepted, as: .delivered, at: noon)
    }
    #expect(throws: (any Error).self) {
      try ledger.settle("a", attempt: 2, receipt: accepted, as: .delivered, at: noon)
    }
    #expect(try ledger.counts() == [.deferred: 1])
    #expect(
      try ledger.database.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM receipts") } == 1)
  }

  @Test func `what may have arrived is not cancelled, whenever its answer was lost`() throws {
    let ledger = try Ledger.waiting(.sample("a"))
    _ = try ledger.claim(channel: name("mail"), at: noon)
    _ = try ledger.begin("a", payload: [1], at: noon)
    #expect(try !ledger.cancel("a", reason: "recorded", at: noon), "its answer has not come yet")
    let lost = Receipt(outcome: .lost, detail: "no 250")
    try ledger.settle("a", attempt: 1, receipt: lost, as: .deferred, notBefore: noon, at: noon)
    #expect(try !ledger.cancel("a", reason: "recorded", at: noon))
    let claim = try #require(try ledger.claim(channel: name("mail"), at: noon))
    #expect(claim.isAmbiguous)
    _ = try ledger.begin("a", payload: [1], at: noon)
    try ledger.settle("a", attempt: 2, receipt: busy, as: .deferred, notBefore: noon, at: noon)
    #expect(try ledger.claim(channel: name("mail"), at: noon)?.isAmbiguous == true)
    #expect(try !ledger.cancel("a", reason: "recorded", at: noon), "the first one may have arrived")
  }

  @Test func `an attempt does not begin when a fact came since the last look`() throws {
    let ledger = try Ledger.waiting(.sample("a"))
    _ = try ledger.claim(channel: name("mail"), at: noon)
    let fact = try ledger.record(
      .waived(obligation: "x/y/z", reason: ""), validOn: CivilDate("2026-03-24")!, author: "zhang", at: noon
    ).fact
    #expect(try ledger.begin("a", payload: [1], dropping: [], knowing: fact.id - 1, at: noon) == nil)
    #expect(try ledger.begin("a", payload: [1], dropping: [], knowing: fact.id, at: noon) == 1)
  }

  @Test func `the time in which it is tried counts from the first claim, and anew from a release`() throws {
    let ledger = try Ledger.waiting(.sample("a"))
    #expect(try ledger.claim(channel: name("mail"), at: noon)?.triedSince == nil)
    try ledger.putBack("a", as: .deferred, notBefore: noon, reason: "", at: noon)
    let later = noon.adding(seconds: 86_400)
    #expect(try ledger.claim(channel: name("mail"), at: later)?.triedSince == noon)
    try ledger.putBack("a", as: .held, reason: "", crashed: true, at: later)
    #expect(
      try ledger.act(.release, on: "a", author: "zhang", reason: nil, at: later) == .becomes(.pending))
    let claim = try #require(try ledger.claim(channel: name("mail"), at: later))
    #expect(claim.triedSince == nil)
    #expect(claim.crashes == 1, "a release forgives no crash")
    #expect(claim.putBacks == 2)
  }

  @Test(arguments: [Delivery.State.delivered, .failed, .cancelled])
  func `what is settled stays so`(state: Delivery.State) throws {
    let ledger = try Ledger.waiting(.sample("a"))
    _ = try ledger.claim(channel: name("mail"), at: noon)
    _ = try ledger.begin("a", payload: [1], at: noon)
    try ledger.settle("a", attempt: 1, receipt: accepted, as: state, at: noon)
    #expect(throws: LedgerError.self) { try ledger.cancel("a", reason: "recorded", at: noon) }
    #expect(throws: LedgerError.self) { try ledger.putBack("a", as: .deferred, reason: "", at: noon) }
    #expect(try ledger.recover(at: noon) == 0)
    #expect(try ledger.claim(channel: name("mail"), at: noon.adding(seconds: 1e6)) == nil)
    #expect(try ledger.counts() == [state: 1])
  }

  @Test func `what could not be asked goes back as it was`() throws {
    let ledger = try Ledger.waiting(.sample("new"), .sample("tried", notBefore: noon.adding(seconds: -1)))
    _ = try ledger.claim(channel: name("mail"), at: noon)
    _ = try ledger.begin("tried", payload: [1], at: noon)
    try ledger.settle("tried", attempt: 1, receipt: busy, as: .deferred, notBefore: noon, at: noon)
    while let claim = try ledger.claim(channel: name("mail"), at: noon) {
      try ledger.putBack(
        claim.delivery.key, as: .deferred, notBefore: noon.adding(seconds: 30), reason: "no plugin answers",
        at: noon)
    }
    #expect(try ledger.counts() == [.pending: 1, .deferred: 1])
    #expect(try ledger.nextDelivery(after: noon) == noon.adding(seconds: 30))
  }

  @Test func `recover gives back what was only claimed, and marks as lost what had no answer`() throws {
    let ledger = try Ledger.waiting(
      .sample("asked"), .sample("claimed"), .sample("claimed again", notBefore: noon.adding(seconds: -1)),
      .sample("held", state: .held))
    _ = try ledger.claim(channel: name("mail"), at: noon)
    _ = try ledger.begin("claimed again", payload: [2], at: noon)
    try ledger.settle("claimed again", attempt: 1, receipt: busy, as: .deferred, notBefore: noon, at: noon)
    while try ledger.claim(channel: name("mail"), at: noon) != nil {}
    _ = try ledger.begin("asked", payload: [1], at: noon)

    #expect(try ledger.recover(at: noon) == 1)
    #expect(try ledger.recover(at: noon) == 0, "asked again it changes nothing")
    #expect(try ledger.counts() == [.pending: 1, .deferred: 2, .held: 1])
    var ambiguous: [String: Bool] = [:]
    while let claim = try ledger.claim(channel: name("mail"), at: noon) {
      ambiguous[claim.delivery.key] = claim.isAmbiguous
      #expect((claim.payload == nil) == (claim.delivery.key == "claimed"))
    }
    #expect(ambiguous == ["asked": true, "claimed": false, "claimed again": false])
    #expect(try ledger.begin("asked", payload: [9], at: noon) == 2)
  }

  @Test func `bytes are forgotten after settlement, and only then; their digest stays`() throws {
    let ledger = try Ledger.waiting(.sample("a"), .sample("b"))
    for key in ["a", "b"] {
      _ = try ledger.claim(channel: name("mail"), at: noon)
      _ = try ledger.begin(key, payload: Array("abc".utf8), at: noon)
    }
    try ledger.settle("a", attempt: 1, receipt: accepted, as: .delivered, at: noon)
    try ledger.settle("b", attempt: 1, receipt: busy, as: .deferred, at: noon)
    func kept() throws -> [String: Bool] {
      try ledger.database.read { db in
        Dictionary(
          uniqueKeysWithValues: try Row.fetchAll(db, sql: "SELECT key, payload IS NOT NULL FROM deliveries")
            .map { ($0[0], $0[1]) })
      }
    }
    try ledger.forgetPayloads(settledBefore: noon)
    #expect(try kept() == ["a": true, "b": true])
    try ledger.forgetPayloads(in: [.failed, .deferred], settledBefore: noon.adding(seconds: 1))
    #expect(try kept() == ["a": true, "b": true])
    try ledger.forgetPayloads(settledBefore: noon.adding(seconds: 1))
    #expect(try kept() == ["a": false, "b": true])
    let digests = try ledger.database.read { db in
      try String.fetchAll(db, sql: "SELECT payloadDigest FROM deliveries")
    }
    #expect(Set(digests) == ["ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"])
  }

  @Test func `lines are dropped from a digest that was never tried, not from another`() throws {
    let ledger = try Ledger.inService()
    try ledger.write(
      Step(
        plannedThrough: noon, cases: [.sample(rungs: ["T-10", "T-5"])],
        deliveries: [.sample("digest", form: .digest, rungs: ["T-10", "T-5"])]))
    let claim = try #require(try ledger.claim(channel: name("mail"), at: noon))
    _ = try ledger.begin("digest", payload: [1], dropping: [claim.delivery.lines[0]], at: noon)
    try ledger.settle("digest", attempt: 1, receipt: busy, as: .deferred, notBefore: noon, at: noon)
    _ = try ledger.claim(channel: name("mail"), at: noon)
    _ = try ledger.begin("digest", payload: [1], dropping: [claim.delivery.lines[1]], at: noon)
    #expect(try ledger.deliveries(in: .claimed).first?.lines.map(\.rung) == ["T-5"])
  }

  @Test func `who found nothing to send finds what was written since, put off or let go`() throws {
    let ledger = try Ledger.inService()
    func next() throws -> Timestamp? { try ledger.nextDelivery(after: noon) }
    func claim(at seconds: Double = 0) throws -> String? {
      try ledger.claim(channel: name("mail"), at: noon.adding(seconds: seconds))?.delivery.key
    }
    #expect(try claim() == nil)
    #expect(try next() == nil)
    try ledger.write(Step(plannedThrough: noon, cases: [.sample()], deliveries: [.sample("a")]))
    #expect(try claim() == "a")
    #expect(try claim() == nil)
    let later = noon.adding(seconds: 60)
    try ledger.putBack("a", as: .deferred, notBefore: later, reason: "no plugin", at: noon)
    #expect(try claim() == nil)
    #expect(try next() == later)
    #expect(try ledger.nextDelivery(after: later) == nil)
    #expect(try claim(at: 60) == "a")
    #expect(try next() == nil)
    try ledger.recover(at: later)
    #expect(try claim(at: 60) == "a")
  }

  @Test func `only a receipt that was accepted says that somebody was told`() throws {
    let ledger = try Ledger.waiting(.sample("a"))
    func told() throws -> [Timestamp] {
      let delivery = try #require(try ledger.delivery("a"))
      return try ledger.precedents(of: delivery)[0].told.map(\.at)
    }
    _ = try ledger.claim(channel: name("mail"), at: noon)
    _ = try ledger.begin("a", payload: [1], at: noon)
    #expect(try told().isEmpty)
    try ledger.settle("a", attempt: 1, receipt: busy, as: .deferred, notBefore: noon, at: noon)
    #expect(try told().isEmpty)
    _ = try ledger.claim(channel: name("mail"), at: noon)
    _ = try ledger.begin("a", payload: [1], at: noon)
    try ledger.settle("a", attempt: 2, receipt: accepted, as: .delivered, at: noon.adding(seconds: 5))
    #expect(try told() == [noon.adding(seconds: 5)])
  }

  @Test func `a programme joined again is not joined twice, and one that comes back is`() throws {
    let ledger = try Ledger.inService()
    let (first, second) = (String(repeating: "a", count: 64), String(repeating: "b", count: 64))
    #expect(try ledger.join(revision: first, sources: [1], at: noon))
    #expect(try !ledger.join(revision: first, sources: [1], at: noon.adding(seconds: 1)))
    #expect(try ledger.join(revision: second, sources: [2], at: noon.adding(seconds: 2)))
    #expect(try ledger.join(revision: first, sources: [1], at: noon.adding(seconds: 3)))
    #expect(
      try ledger.lastJoined()
        == Ledger.Joined(revision: first, sources: [1], joinedAt: noon.adding(seconds: 3)))
  }
}
