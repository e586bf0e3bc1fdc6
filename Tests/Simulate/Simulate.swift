import Foundation
import Trials

/// `orglife-simulate SEED DAYS [SEEDS]`: plays trials from a seed on; the first that breaks a rule ends it with its trace.
@main enum Simulate {
  static func main() async {
    let numbers = CommandLine.arguments.dropFirst().compactMap(UInt64.init)
    guard numbers.count == CommandLine.arguments.count - 1, (2...3).contains(numbers.count) else {
      print("usage: make simulate SEED=n DAYS=n [SEEDS=n]")
      exit(64)
    }
    let (first, days, count) = (numbers[0], Int(numbers[1]), numbers.count > 2 ? numbers[2] : 1)
    let start = Date()
    for seed in first..<first + count {
      do {
        var trial = try Trial(seed: seed, days: days)
        try await trial.live()
        if count == 1 { print(trial.trace.joined(separator: "\n")) }
      } catch {
        print("\(error)")
        exit(1)
      }
    }
    let seconds = Date().timeIntervalSince(start)
    let lived = Double(days) * Double(count)
    FileHandle.standardError.write(
      Data("\(count) seeds, \(Int(lived)) days in \(Int(seconds)) s: \(Int(lived / seconds)) a second\n".utf8)
    )
  }
}
