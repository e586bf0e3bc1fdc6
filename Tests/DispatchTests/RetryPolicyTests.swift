import Fixtures
import OrgLifeCore
import OrgLifeDispatch
import OrgLifeLedger
import Testing

/// Jitter at its least.
private struct Lowest: RandomNumberGenerator {
  mutating func next() -> UInt64 { 1 }
}

@Suite struct RetryPolicyTests {
  private let policy = RetryPolicy(giveUpAfterSeconds: 5 * 86_400)
  private let now = Bureau.time("2026-03-24T08:30")

  @Test(arguments: [
    (1, 300.0), (2, 600.0), (3, 1200.0), (4, 2400.0), (5, 3000.0), (60, 3000.0), (1_000_000, 3000.0),
  ])
  func `the wait doubles up to an hour`(attempt: Int, seconds: Double) {
    var chance = Lowest()
    #expect(abs(policy.waitSeconds(afterFailure: attempt, using: &chance) - seconds) < 0.001)
  }

  @Test func `the jitter adds up to a fifth, and no wait is longer than an hour`() {
    var chance = SystemRandomNumberGenerator()
    for _ in 0..<1000 {
      #expect((300...360).contains(policy.waitSeconds(afterFailure: 1, using: &chance)))
      #expect((3000...3600).contains(policy.waitSeconds(afterFailure: 9, using: &chance)))
    }
  }

  @Test(arguments: [
    (Answer.accepted(detail: "250"), Delivery.State.delivered, Receipt.Outcome.accepted),
    (.rejected(reason: "550"), .failed, .rejected),
    (.deferred(.temporary, reason: "451"), .deferred, .deferred),
    (.lost(.relay, reason: "no answer"), .deferred, .lost),
  ])
  func `an answer leads to one state`(answer: Answer, state: Delivery.State, outcome: Receipt.Outcome) {
    var chance = Lowest()
    let settled = policy.settlement(of: answer, .init(failures: 1, triedSince: now), at: now, using: &chance)
    #expect(settled.state == state)
    #expect(settled.receipt.outcome == outcome)
    #expect((settled.notBefore != nil) == (state == .deferred))
  }

  @Test func `the channel's own wish for a later time counts where it is longer`() {
    var chance = Lowest()
    for (wish, expected) in [(10.0, 300.0), (900.0, 900.0)] {
      let settled = policy.settlement(
        of: .deferred(.temporary, afterSeconds: wish, reason: ""), .init(failures: 1, triedSince: now),
        at: now, using: &chance)
      #expect(abs((settled.notBefore.map(now.seconds(until:)) ?? 0) - expected) < 0.01)
    }
  }

  @Test func `what could not be delivered for five days is given up with the last reason`() {
    var chance = Lowest()
    let settled = policy.settlement(
      of: .deferred(.temporary, reason: "451 greylisted"),
      .init(failures: 130, triedSince: now.adding(seconds: -5 * 86_400)), at: now, using: &chance)
    #expect(settled.state == .failed)
    #expect(settled.receipt.detail == "given up after 120 h and 130 attempts: 451 greylisted")
  }

  @Test(arguments: [
    ("a relay that is busy is left alone for minutes", Answer.deferred(.temporary, reason: ""), 1, 300.0),
    ("a plugin that could not be asked is tried again soon", .deferred(.plugin, reason: ""), 1, 1.0),
    ("and then later and later", .deferred(.plugin, reason: ""), 5, 16.0),
    ("up to five minutes", .deferred(.plugin, reason: ""), 50, 250.0),
    ("what its plugin ended with is tried again soon", .lost(.plugin, reason: ""), 1, 1.0),
    ("what may be with the relay is left there for minutes", .lost(.relay, reason: ""), 1, 300.0),
  ])
  func `who failed says how long it waits`(claim: String, answer: Answer, failures: Int, seconds: Double) {
    var chance = Lowest()
    let settled = policy.settlement(
      of: answer, .init(failures: failures, triedSince: now), at: now, using: &chance)
    #expect(abs((settled.notBefore.map(now.seconds(until:)) ?? 0) - seconds) < 0.01, "\(claim)")
  }

  @Test func `what was in flight at three crashes waits for a person, and nothing else does`() {
    var chance = Lowest()
    func state(_ answer: Answer, crashes: Int) -> Delivery.State {
      policy.settlement(
        of: answer, .init(failures: 9, crashes: crashes, triedSince: now), at: now, using: &chance
      ).state
    }
    #expect(state(.lost(.plugin, reason: "it trapped"), crashes: 2) == .deferred)
    #expect(state(.lost(.plugin, reason: "it trapped"), crashes: 3) == .held)
    #expect(state(.lost(.plugin, reason: "it trapped"), crashes: 4) == .held)
    #expect(state(.lost(.relay, reason: "no 250"), crashes: 3) == .deferred)
    #expect(state(.accepted(detail: ""), crashes: 3) == .delivered)
  }

  @Test(arguments: [
    (3.9, nil as Double?, false), (4.1, nil, true), (4.1, 3.9, true), (4.9, 4.1, false), (90, 89, false),
  ])
  func `the operator hears once that a delivery still waits after four hours`(
    hours: Double, before: Double?, isTold: Bool
  ) {
    var chance = Lowest()
    let since = now.adding(seconds: -hours * 3600)
    let settled = policy.settlement(
      of: .deferred(.temporary, reason: ""),
      .init(failures: 9, triedSince: since, lastTriedAt: before.map { since.adding(seconds: $0 * 3600) }),
      at: now, using: &chance)
    #expect(settled.isNewlyLate == isTold)
  }

  @Test func `days on which the service was down are not counted as trying`() {
    var chance = Lowest()
    func state(failures: Int) -> Delivery.State {
      policy.settlement(
        of: .deferred(.temporary, reason: "451"),
        .init(failures: failures, triedSince: now.adding(seconds: -30 * 86_400)), at: now, using: &chance
      ).state
    }
    #expect(state(failures: 2) == .deferred)
    #expect(state(failures: 5) == .deferred)
    #expect(state(failures: 6) == .failed)
  }
}
