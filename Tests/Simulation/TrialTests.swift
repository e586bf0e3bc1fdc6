import Foundation
import Testing

@Suite struct TrialTests {
  /// `ORGLIFE_SEED=17` runs one seed and prints its trace; `ORGLIFE_SEEDS=5000` runs so many.
  private static let seeds: ClosedRange<UInt64> = {
    let environment = ProcessInfo.processInfo.environment
    if let seed = environment["ORGLIFE_SEED"].flatMap(UInt64.init) { return seed...seed }
    return 1...(environment["ORGLIFE_SEEDS"].flatMap(UInt64.init) ?? 100)
  }()

  private static let printsTrace = ProcessInfo.processInfo.environment["ORGLIFE_SEED"] != nil

  @Test(arguments: seeds)
  func `whatever happens, what must always hold does`(seed: UInt64) async throws {
    var trial = try Trial(seed: seed)
    try await trial.live(days: 60)
    if Self.printsTrace { print(trial.trace.joined(separator: "\n")) }
    #expect(!trial.trace.isEmpty)
  }

  @Test func `the same seed gives the same trace`() async throws {
    var traces: [[String]] = []
    for _ in 0..<2 {
      var trial = try Trial(seed: 4711)
      try await trial.live(days: 60)
      traces.append(trial.trace)
    }
    #expect(traces[0] == traces[1])
    #expect(traces[0].count > 30)
  }
}
