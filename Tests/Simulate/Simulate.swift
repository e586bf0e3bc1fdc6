import Foundation
import Trials

/// `orglife-simulate SEED DAYS [SEEDS]`: plays trials from a seed on, as many at once as there are processors; the first seed
/// that breaks a rule ends it with its trace.
@main enum Simulate {
  static func main() async {
    let numbers = CommandLine.arguments.dropFirst().compactMap(UInt64.init)
    guard numbers.count == CommandLine.arguments.count - 1, (2...3).contains(numbers.count) else {
      print("usage: make simulate SEED=n DAYS=n [SEEDS=n]")
      exit(64)
    }
    let (first, days, count) = (numbers[0], Int(numbers[1]), numbers.count > 2 ? numbers[2] : 1)
    let start = Date()
    var failures: [(seed: UInt64, text: String)] = []
    await withTaskGroup(of: (UInt64, String?).self) { group in
      var seeds = (first..<first + count).makeIterator()
      func begin() {
        guard failures.isEmpty, let seed = seeds.next() else { return }
        group.addTask { (seed, await failure(of: seed, days: days, isAlone: count == 1)) }
      }
      for _ in 0..<ProcessInfo.processInfo.activeProcessorCount { begin() }
      for await (seed, text) in group {
        if let text { failures.append((seed, text)) }
        begin()
      }
    }
    if let failed = failures.min(by: { $0.seed < $1.seed }) {
      print(failed.text)
      exit(1)
    }
    let seconds = Date().timeIntervalSince(start)
    let lived = Double(days) * Double(count)
    FileHandle.standardError.write(
      Data("\(count) seeds, \(Int(lived)) days in \(Int(seconds)) s: \(Int(lived / seconds)) a second\n".utf8)
    )
  }

  /// What a trial broke; nil where all went well. One that is alone prints its trace.
  private static func failure(of seed: UInt64, days: Int, isAlone: Bool) async -> String? {
    do {
      var trial = try Trial(seed: seed, days: days)
      try await trial.live()
      if isAlone { print(trial.trace.joined(separator: "\n")) }
      return nil
    } catch {
      return "\(error)"
    }
  }
}
