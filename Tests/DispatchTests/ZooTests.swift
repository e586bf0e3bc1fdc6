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

  /// Processes that were started with a file of this folder.
  private func processes(of scratch: Scratch) -> [Int32] {
    let pids = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { Int32($0) } ?? []
    return pids.filter { pid in
      let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data()
      return String(decoding: line, as: UTF8.self).contains(scratch.path)
    }
  }

  @Test func `a flood of errors is said for a while, and then as a number`() async throws {
    let scratch = Scratch()
    let executable = scratch.path + "/zoo-endless-errors-at-start"
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/zoo.py"
    try FileManager.default.copyItem(atPath: source, toPath: executable)
    let said = Said()
    let process = PluginProcess(
      executable: executable, keeper: try Programs.path("orglife-keeper"),
      socketPath: scratch.path + "/plugin.sock", environment: ["PATH": "/usr/bin"],
      startSeconds: PluginSpeech.windowSeconds + 2, said: said.hear)
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
    let executable = scratch.path + "/zoo-" + animal.manner
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/zoo.py"
    try FileManager.default.copyItem(atPath: source, toPath: executable)
    let said = Said()
    let process = PluginProcess(
      executable: executable, keeper: try Programs.path("orglife-keeper"),
      socketPath: scratch.path + "/plugin.sock", environment: ["PATH": "/usr/bin"], startSeconds: 3,
      said: said.hear)
    let notifier = PluginNotifier(process: process, settings: [:], revision: "test")
    do {
      let payload = try await notifier.render(
        Notice(
          key: "a/b/c", thread: "a/b", date: "2026-03-24T08:30:00+08:00", tone: .notice, language: "zh-Hans",
          recipient: .init(id: "b01-secretary", name: "书记"), subject: "【提醒】", body: [], fields: [:]))
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
  var lines: [PluginSpeech.Line] { heard.withLock { $0 } }
  @Sendable func hear(_ line: PluginSpeech.Line) { heard.withLock { $0.append(line) } }
}
