import Fixtures
import Foundation
import OrgLifeCore
import OrgLifeLedger
import Testing
import Varlink

/// The daemon while it has more to do than sending.
@Suite(.serialized) struct LoadTests {
  private struct Reloaded: Decodable, Sendable {
    var changed: Bool
  }

  private func reload(_ client: VarlinkClient) async -> Result<Reloaded, VarlinkError> {
    do throws(VarlinkError) {
      return .success(
        try await client.call(
          "org.orglife.Control.Reload", returning: Reloaded.self, deadlineSeconds: 30))
    } catch {
      return .failure(error)
    }
  }

  @Test(.timeLimit(.minutes(5)))
  func
    `a thousand reloads of three programmes, one of them broken, while a morning leaves: each mail goes once`()
    async throws
  {
    let scratch = Scratch()
    let server = try SMTPServer()
    try bureau(in: scratch, relay: server.port)
    let path = scratch.path + "/config/organisations.yaml"
    let good = try String(contentsOfFile: path, encoding: .utf8)
    let texts = [
      good, good.replacing("members: 16", with: "members: 17"),
      good.replacing("parent: organ-committee", with: "parnt: organ-committee"),
    ]
    try #require(Set(texts).count == 3)
    let daemon = try RunningDaemon(in: scratch.path, at: "2026-03-24T08:29:58")
    #expect(daemon.becomesReady(), "\(daemon.log)")
    let client = try await VarlinkClient.connect(to: scratch.path + "/state/run/control")
    defer { client.close() }
    var (changes, refusals) = (0, 0)
    for round in 0..<1000 {
      try texts[round % 3].write(toFile: path, atomically: true, encoding: .utf8)
      switch await reload(client) {
      case .success(let answer): if answer.changed { changes += 1 }
      case .failure(let error):
        #expect("\(error)".contains("ReloadRefused"), "\(error)")
        refusals += 1
      }
    }
    #expect(refusals == 333)
    #expect(changes == 666, "the first is in force already, and what was refused changes nothing")
    #expect(try daemon.delivers(atLeast: 60), "\(daemon.log.suffix(2000))")
    let sent = keys(of: server)
    #expect(sent.count == morning.count)
    #expect(Set(sent) == morning)
    let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(daemon.pid)/fd").count
    #expect(descriptors < 64, "\(descriptors) descriptors are open")
    #expect(daemon.plugins.count <= 3)
    #expect(daemon.end(SIGTERM, within: 20) == 0)
  }

  @Test func `a plugin that hangs slows no other channel`() throws {
    let scratch = Scratch()
    try bureau(in: scratch, relay: 9)
    let plugins = scratch.path + "/plugins"
    try FileManager.default.createDirectory(atPath: plugins, withIntermediateDirectories: true)
    for name in ["filedrop", "log"] {
      try FileManager.default.createSymbolicLink(
        atPath: "\(plugins)/orglife-plugin-\(name)",
        withDestinationPath: try Programs.path("orglife-plugin-\(name)"))
    }
    let zoo = Bureau.root.path + "/Tests/DispatchTests/zoo.py"
    try FileManager.default.copyItem(atPath: zoo, toPath: plugins + "/zoo-hangs")
    let mail = plugins + "/orglife-plugin-email"
    try "#!/bin/sh\nexec \(plugins)/zoo-hangs \"$@\"\n".write(toFile: mail, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: mail)

    let daemon = try RunningDaemon(in: scratch.path, at: "2026-03-24T08:29:58", plugins: plugins)
    #expect(daemon.becomesReady(), "\(daemon.log)")
    let hasDropped = daemon.notify.wait { _ in
      let names = (try? FileManager.default.contentsOfDirectory(atPath: scratch.path + "/state/drop")) ?? []
      return names.count { !$0.hasPrefix(".") } >= 20
    }
    #expect(hasDropped, "\(daemon.log)")
    for plugin in daemon.plugins {
      let status = try String(contentsOfFile: "/proc/\(plugin)/status", encoding: .utf8)
      #expect(status.contains("NoNewPrivs:\t1"), "\(status)")
      let limits = try String(contentsOfFile: "/proc/\(plugin)/limits", encoding: .utf8)
      #expect(limits.contains(/Max core file size +0 +0/), "\(limits)")
      #expect(limits.contains(/Max open files +256 +256/), "\(limits)")
    }
    #expect(daemon.end(SIGTERM, within: 30) == 0)
    #expect(daemon.plugins.isEmpty && daemon.keepers.isEmpty)

    let ledger = try Ledger.open(folder: scratch.path + "/state")
    var waits: [Double] = []
    for delivery in try ledger.deliveries(in: .delivered, limit: .max) where delivery.channel != id("mail") {
      let history = try #require(try ledger.history(delivery.key))
      let answered = try #require(history.attempts.last?.answeredAt)
      waits.append(delivery.datedAt.seconds(until: answered))
    }
    try #require(waits.count >= 20)
    let p99 = waits.sorted()[min(waits.count - 1, waits.count * 99 / 100)]
    #if !SANITIZER
      #expect(p99 <= 2, "\(p99) s")
    #endif
    #expect(try ledger.deliveries(in: .delivered, limit: .max).allSatisfy { $0.channel != id("mail") })
    try ledger.close()
  }
}
