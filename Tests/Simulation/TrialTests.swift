import Testing
import Trials

@Suite struct TrialTests {
  /// Seeds that once broke a rule, and run for ever: in 240 a delivery that had failed with its channel was tried again by
  /// hand, and waited for ever for a channel that was not there any more.
  private static let learnedFrom: [UInt64] = [240]

  @Test(arguments: Array(1...100) + learnedFrom)
  func `whatever happens, what must always hold does`(seed: UInt64) async throws {
    var trial = try Trial(seed: seed, days: 30)
    try await trial.live()
    #expect(!trial.trace.isEmpty)
  }

  @Test func `the same seed gives the same trace`() async throws {
    var traces: [[String]] = []
    for _ in 0..<2 {
      var trial = try Trial(seed: 4711, days: 30)
      try await trial.live()
      traces.append(trial.trace)
    }
    #expect(traces[0] == traces[1])
    #expect(traces[0].count > 30)
  }
}
