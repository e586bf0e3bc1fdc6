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
  private let policy = RetryPolicy(firstSeconds: 60, longestSeconds: 3600, giveUpAfterSeconds: 5 * 86_400)
  private let now = Bureau.time("2026-03-24T08:30")

  @Test(arguments: [
    (1, 60.0), (2, 120.0), (3, 240.0), (6, 1920.0), (7, 3600.0), (60, 3600.0), (1_000_000, 3600.0),
  ])
  func `the wait doubles up to an hour`(attempt: Int, seconds: Double) {
    var chance = Lowest()
    #expect(policy.waitSeconds(afterAttempt: attempt, using: &chance) == seconds)
  }

  @Test func `the jitter adds up to a fifth and takes nothing away`() {
    var chance = SystemRandomNumberGenerator()
    for _ in 0..<1000 {
      #expect((60...72).contains(policy.waitSeconds(afterAttempt: 1, using: &chance)))
    }
  }

  @Test(arguments: [
    (Answer.accepted(detail: "250"), Delivery.State.delivered, Receipt.Outcome.accepted),
    (.rejected(reason: "550"), .failed, .rejected),
    (.deferred(afterSeconds: nil, reason: "451"), .deferred, .deferred),
    (.lost(reason: "no answer"), .deferred, .lost),
  ])
  func `an answer leads to one state`(answer: Answer, state: Delivery.State, outcome: Receipt.Outcome) {
    var chance = Lowest()
    let settled = policy.settlement(of: answer, attempt: 1, firstDueAt: now, at: now, using: &chance)
    #expect(settled.state == state)
    #expect(settled.receipt.outcome == outcome)
    #expect((settled.notBefore != nil) == (state == .deferred))
  }

  @Test func `the channel's own wish for a later time counts where it is longer`() {
    var chance = Lowest()
    for (wish, expected) in [(10.0, 60.0), (900.0, 900.0)] {
      let settled = policy.settlement(
        of: .deferred(afterSeconds: wish, reason: ""), attempt: 1, firstDueAt: now, at: now, using: &chance)
      #expect(settled.notBefore == now.adding(seconds: expected))
    }
  }

  @Test func `what could not be delivered for five days is given up with the last reason`() {
    var chance = Lowest()
    let settled = policy.settlement(
      of: .deferred(afterSeconds: nil, reason: "451 greylisted"), attempt: 130,
      firstDueAt: now.adding(seconds: -5 * 86_400), at: now, using: &chance)
    #expect(settled.state == .failed)
    #expect(settled.receipt.detail == "given up after 120 h and 130 attempts: 451 greylisted")
  }
}
