import Foundation
import OrgLifeDispatch
import PluginKit
import Testing
import Varlink

private func process(
  _ executable: String, keeper: String? = nil, in scratch: Scratch, idleSeconds: Double = 30,
  said: Said = Said()
) throws -> PluginProcess {
  PluginProcess(
    executable: executable, keeper: try keeper ?? Programs.path("orglife-keeper"),
    socketPath: scratch.path + "/plugin.sock", environment: ["PATH": "/usr/bin"], idleSeconds: idleSeconds,
    said: said.hear)
}

private func notifier(in scratch: Scratch, idleSeconds: Double = 30) throws -> (PluginNotifier, PluginProcess)
{
  let process = try process(
    try Programs.path("orglife-plugin-filedrop"), in: scratch, idleSeconds: idleSeconds)
  let settings: JSONValue = ["folder": .string(scratch.path + "/drop")]
  return (PluginNotifier(process: process, settings: settings, revision: "test"), process)
}

private func notice(_ key: String) -> Notice {
  Notice(
    key: key, thread: "thread", date: "2026-03-24T08:30:00+08:00", tone: .notice, language: "zh-Hans",
    recipient: .init(id: "b01-secretary", name: "书记"), subject: "【提醒】", body: [.paragraph("一句话")], fields: [:]
  )
}

/// Processes whose socket is in the folder: a keeper and its plugin.
private func processes(of scratch: Scratch) -> [Int32] {
  let pids = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { Int32($0) } ?? []
  return pids.filter { pid in
    let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data()
    return String(decoding: line, as: UTF8.self).contains(scratch.path + "/plugin.sock")
  }
}

@Suite(.serialized) struct PluginProcessTests {
  @Test func `a plugin starts when it is first needed, delivers, and is gone after it is stopped`()
    async throws
  {
    let scratch = Scratch()
    let (notifier, process) = try notifier(in: scratch)
    #expect(processes(of: scratch).isEmpty)
    let payload = try await notifier.render(notice("a/b/c"))
    #expect(processes(of: scratch).count == 2)
    guard case .accepted = await notifier.deliver(payload, key: "a/b/c", attempt: 1) else {
      Issue.record("not accepted")
      return
    }
    #expect(scratch.names("drop").count == 1)
    await notifier.rest()
    await process.stop()
    #expect(processes(of: scratch).isEmpty)
  }

  @Test func `a plugin that was killed is started again, and nothing is doubled`() async throws {
    let scratch = Scratch()
    let (notifier, process) = try notifier(in: scratch)
    let payload = try await notifier.render(notice("a/b/c"))
    for pid in processes(of: scratch) { kill(pid, SIGKILL) }
    // The open connection is dead: the answer says so, and the next attempt finds a new process.
    let first = await notifier.deliver(payload, key: "a/b/c", attempt: 1)
    if case .accepted = first { Issue.record("a dead plugin accepted") }
    guard case .accepted = await notifier.deliver(payload, key: "a/b/c", attempt: 2) else {
      Issue.record("not accepted by the new process")
      return
    }
    #expect(scratch.names("drop").count == 1)
    await notifier.rest()
    await process.stop()
  }

  @Test func `a plugin that cannot be started defers the delivery with the reason`() async throws {
    let scratch = Scratch()
    let process = try process(scratch.path + "/no-such-plugin", in: scratch)
    let notifier = PluginNotifier(process: process, settings: [:], revision: "test")
    let error = await #expect(throws: RenderFailure.self) { try await notifier.render(notice("a/b/c")) }
    #expect(error?.reason.contains("no-such-plugin: No such file or directory") == true)
  }

  @Test func `settings that the plugin refuses are said with the setting's name`() async throws {
    let scratch = Scratch()
    let process = try process(try Programs.path("orglife-plugin-filedrop"), in: scratch)
    let notifier = PluginNotifier(process: process, settings: ["foldr": "/tmp"], revision: "test")
    let error = await #expect(throws: RenderFailure.self) { try await notifier.render(notice("a/b/c")) }
    #expect(error?.reason.contains("fold") == true)
    await process.stop()
  }

  @Test(arguments: [
    ("a limit", "echo >&2 'cannot set the limit 9:9: Operation not permitted'; exit 126"),
    ("the last words", "printf >&2 'first\n<3>out of cheese'; exit 3"),
  ])
  func `a plugin that ends before it listens defers the delivery with its last words`(
    name: String, script: String
  ) async throws {
    let scratch = Scratch()
    scratch.write("bad", Array("#!/bin/sh\n\(script)\n".utf8))
    chmod(scratch.path + "/bad", 0o755)
    let said = Said()
    // In the keeper's place it stands for a limit that cannot be set, in the plugin's for a plugin.
    for keeper in [scratch.path + "/bad", nil] {
      let process = try process(scratch.path + "/bad", keeper: keeper, in: scratch, said: said)
      let notifier = PluginNotifier(process: process, settings: [:], revision: "test")
      let error = await #expect(throws: RenderFailure.self) { try await notifier.render(notice("a/b/c")) }
      let words = try #require(said.lines.last?.text)
      #expect(error?.cause == .plugin)
      #expect(error?.reason.hasSuffix("it said: \(words)") == true, "\(error?.reason ?? "")")
    }
  }

  @Test func `where there is no keeper no plugin runs`() async throws {
    let scratch = Scratch()
    let process = try process("/bin/sleep", keeper: scratch.path + "/no-such-keeper", in: scratch)
    let notifier = PluginNotifier(process: process, settings: [:], revision: "test")
    let error = await #expect(throws: RenderFailure.self) { try await notifier.render(notice("a/b/c")) }
    #expect(error?.reason.contains("no-such-keeper") == true, "\(error?.reason ?? "")")
  }

  @Test func `a plugin whose keeper was killed is gone as well, and comes back when it is needed`()
    async throws
  {
    let scratch = Scratch()
    let (notifier, process) = try notifier(in: scratch)
    let payload = try await notifier.render(notice("a/b/c"))
    let keeper = try #require(processes(of: scratch).min())
    kill(keeper, SIGKILL)
    await process.ended()
    // What had left this process is lost, what had not is certainly not delivered.
    switch await notifier.deliver(payload, key: "a/b/c", attempt: 1) {
    case .lost(.plugin, _), .deferred(.plugin, _, _): break
    case let answer: Issue.record("the plugin went on without a keeper: \(answer)")
    }
    guard case .accepted = await notifier.deliver(payload, key: "a/b/c", attempt: 2) else {
      Issue.record("not accepted by the new process")
      return
    }
    await notifier.rest()
    await process.stop()
    #expect(processes(of: scratch).isEmpty)
  }

  @Test func `a plugin without work leaves by itself, and comes back when it is needed`() async throws {
    let scratch = Scratch()
    // Shorter than anyone needs to connect: it waits for its first client all the same.
    let (notifier, process) = try notifier(in: scratch, idleSeconds: 0.001)
    let payload = try await notifier.render(notice("a/b/c"))
    await notifier.rest()
    await process.ended()
    #expect(processes(of: scratch).isEmpty)
    guard case .accepted = await notifier.deliver(payload, key: "a/b/c", attempt: 1) else {
      Issue.record("not accepted")
      return
    }
    await notifier.rest()
    await process.stop()
  }
}
