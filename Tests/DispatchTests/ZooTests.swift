import Foundation
import Glibc
import OrgLifeDispatch
import PluginKit
import Synchronization
import Testing
import Varlink

/// Plugins that do not keep the contract, each in the place of a good one.
@Suite struct ZooTests {
  struct Animal: Sendable, CustomTestStringConvertible {
    var manner: String
    var expected: Expected
    var testDescription: String { manner }

    enum Expected: Sendable {
      case accepted
      /// It may have arrived, as far as anybody knows.
      case lost
      /// It never had the whole of it.
      case unsent
      /// It could not even be asked for bytes, and is tried again soon.
      case unasked(RenderFailure.Cause)
    }

    init(_ manner: String, _ expected: Expected) {
      self.manner = manner
      self.expected = expected
    }
  }

  private static let animals: [Animal] = [
    Animal("well", .accepted),
    Animal("exits-at-start", .unasked(.plugin)),
    Animal("never-listens", .unasked(.plugin)),
    Animal("endless-output-at-start", .unasked(.plugin)),
    Animal("endless-errors-at-start", .unasked(.plugin)),
    Animal("never-answers", .unasked(.plugin)),
    Animal("wrong-contract", .unasked(.configuration)),
    Animal("traps", .lost), Animal("segfaults", .lost), Animal("exits", .lost), Animal("hangs", .lost),
    Animal("ignores-term", .lost), Animal("many-children", .lost), Animal("orphan", .lost),
    Animal("child-ignores-term", .lost), Animal("child-keeps-output", .lost),
    Animal("child-leaves-the-group", .lost), Animal("child-becomes-a-daemon", .lost),
    Animal("stops-itself", .lost), Animal("stops-reading", .unsent), Animal("endless-errors", .lost),
    Animal("an-endless-error", .lost),
    Animal("fills-the-memory", .lost), Animal("fills-the-disk", .lost), Animal("garbage", .lost),
    Animal("a-300-mb-line", .lost), Animal("endless-output", .lost),
    Animal("closes-its-socket", .lost), Animal("drips", .lost), Animal("bare-nul", .lost),
    Animal("deep", .lost), Animal("bad-utf-8", .lost), Animal("no-outcome", .lost),
    Animal("two-outcomes", .lost),
    // The second answer is read by nobody: the connection ends with the first.
    Animal("answers-twice", .accepted),
  ]

  private static let notice = Notice(
    key: "a/b/c", thread: "a/b", date: "2026-03-24T08:30:00+08:00", tone: .notice, language: "zh-Hans",
    recipient: .init(id: "b01-secretary", name: "书记"), subject: "【提醒】", body: [], fields: [:])

  private func process(
    of manner: String, in scratch: Scratch, startSeconds: Double = 3, _ said: Said
  ) throws -> PluginProcess {
    let executable = scratch.path + "/zoo-" + manner
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/zoo.py"
    try FileManager.default.copyItem(atPath: source, toPath: executable)
    return PluginProcess(
      executable: executable, keeper: try Programs.path("orglife-keeper"),
      socketPath: scratch.path + "/plugin.sock", environment: ["PATH": "/usr/bin"],
      startSeconds: startSeconds, said: said.hear)
  }

  /// Processes that were started with a file of this folder.
  private func processes(of scratch: Scratch) -> [Int32] {
    let pids = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { Int32($0) } ?? []
    return pids.filter { pid in
      let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data()
      return String(decoding: line, as: UTF8.self).contains(scratch.path)
    }
  }

  /// A line may be the delivery itself, and the receipt must not be there before it.
  @Test func `what a plugin says before it answers is said before anybody learns the answer`() async throws {
    let scratch = Scratch()
    // A log that takes its time: the answer is there long before the line is.
    let said = Said(microsecondsForALine: 20_000)
    let process = try process(of: "says", in: scratch, said)
    let notifier = PluginNotifier(process: process, settings: [:], revision: "test")
    let payload = try await notifier.render(Self.notice)
    for number in 1...10 {
      guard case .accepted = await notifier.deliver(payload, key: "a/b/\(number)", attempt: 1) else {
        Issue.record("not accepted")
        break
      }
      #expect(said.lines.count == number)
    }
    #expect(said.lines.allSatisfy { $0 == .init(priority: 4, text: "delivered") })
    await notifier.rest()
    await process.stop()
  }

  @Test func `a flood of errors is said for a while, and then as a number`() async throws {
    let scratch = Scratch()
    let said = Said()
    let process = try process(
      of: "endless-errors-at-start", in: scratch, startSeconds: PluginSpeech.windowSeconds + 2, said)
    await #expect(throws: PluginProcess.Failure.self) { try await process.start() }
    let lines = said.lines
    #expect(lines.prefix(PluginSpeech.linesInAWindow).allSatisfy { $0 == .init(priority: 3, text: "no") })
    let sum = try #require(lines.dropFirst(PluginSpeech.linesInAWindow).first)
    let number = try #require(sum.text.wholeMatch(of: /… (\d+) more lines/)?.1)
    #expect(try #require(Int(number)) > 10_000, "the plugin was kept from writing: \(number) lines")
  }

  @Test(.timeLimit(.minutes(2)), arguments: animals)
  func `whatever a plugin does, its delivery gets an honest answer in time and nothing of it is left`(
    animal: Animal
  ) async throws {
    let scratch = Scratch()
    let said = Said()
    let process = try process(of: animal.manner, in: scratch, said)
    let notifier = PluginNotifier(process: process, settings: [:], revision: "test")
    do {
      let payload = try await notifier.render(Self.notice)
      switch (await notifier.deliver(payload, key: "a/b/c", attempt: 1), animal.expected) {
      case (.accepted, .accepted), (.lost(.plugin, _), .lost), (.deferred(.plugin, _, _), .unsent): break
      case (let answer, _): Issue.record("\(animal.manner): \(answer)")
      }
    } catch let failure as RenderFailure {
      guard case .unasked(let cause) = animal.expected, cause == failure.cause else {
        Issue.record("\(animal.manner): \(failure)")
        return await process.stop()
      }
    }
    await notifier.rest()
    await process.stop()
    // What was killed is no child of this process, so that nobody tells when it is gone: a few looks, for a bounded time.
    for _ in 0..<100 where !processes(of: scratch).isEmpty { usleep(50_000) }
    #expect(processes(of: scratch).isEmpty, "\(animal.manner) left something behind")
    // A window's lines, those of the one delivery, and the sum; a slow machine may see a second window begin.
    #expect(said.lines.count <= 2 * (PluginSpeech.linesInAWindow + PluginSpeech.linesOfADelivery + 1))
    #expect(said.lines.allSatisfy { $0.text.utf8.count <= PluginSpeech.longestBytes + 3 })
    let junk = try? FileManager.default.attributesOfItem(atPath: scratch.path + "/plugin.sock.junk")[.size]
    #expect((junk as? Int ?? 0) <= 64 << 20, "\(animal.manner) filled the disk")
  }
}

/// What plugins said.
final class Said: Sendable {
  private let heard = Mutex<[PluginSpeech.Line]>([])
  private let microsecondsForALine: UInt32

  init(microsecondsForALine: UInt32 = 0) { self.microsecondsForALine = microsecondsForALine }

  var lines: [PluginSpeech.Line] { heard.withLock { $0 } }

  @Sendable func hear(_ line: PluginSpeech.Line) {
    if microsecondsForALine > 0 { usleep(microsecondsForALine) }
    heard.withLock { $0.append(line) }
  }
}
