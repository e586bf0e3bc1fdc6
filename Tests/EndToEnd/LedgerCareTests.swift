import Fixtures
import Foundation
import Testing

/// The running daemon when its ledger's disk fails, and the ledger's commands.
@Suite(.serialized) struct LedgerCareTests {
  /// With a watchdog, so that it looks at its ledger twice a second.
  private static let watched = ["WATCHDOG_USEC": "1000000"]

  @Test(.enabled(if: SmallDisk.isPossible, "only root can mount a small disk"))
  func `on a full disk it stays up, says so, and goes on when there is room`() throws {
    let scratch = Scratch()
    let server = try SMTPServer()
    try bureau(in: scratch, relay: server.port)
    let disk = try SmallDisk(mebibytes: 8, at: scratch.path + "/state")
    let daemon = try RunningDaemon(in: scratch.path, at: "2026-03-20T12:00", environment: Self.watched)
    #expect(daemon.becomesReady(), "\(daemon.log)")
    try disk.fill()
    #expect(
      daemon.notify.wait { $0.contains { $0.contains("NOTHING IS SENT: the disk of the ledger is full") } },
      "\(daemon.log)")
    #expect(daemon.log.contains("nothing is sent until this is mended: the disk of the ledger is full"))
    daemon.notify.forget()
    try disk.empty()
    #expect(
      daemon.notify.wait { $0.contains { $0.hasPrefix("STATUS=") && !$0.contains("NOTHING IS SENT") } },
      "\(daemon.log)")
    #expect(daemon.log.contains("sending goes on"))
    #expect(daemon.end(SIGTERM, within: 20) == 0)
  }

  @Test func `after a fault of the disk it opens its ledger again before it goes on`() throws {
    let scratch = Scratch()
    let server = try SMTPServer()
    try bureau(in: scratch, relay: server.port)
    let daemon = try RunningDaemon(in: scratch.path, at: "2026-06-01T12:00", environment: Self.watched)
    #expect(daemon.becomesReady(), "\(daemon.log)")
    // Past this size a write fails as it does on a disk with a fault.
    try limitFiles(of: daemon.pid, to: "20000")
    #expect(
      daemon.notify.wait {
        $0.contains { $0.contains("NOTHING IS SENT: the disk of the ledger has a fault") }
      },
      "\(daemon.log)")
    daemon.notify.forget()
    try limitFiles(of: daemon.pid, to: "unlimited")
    #expect(
      daemon.notify.wait { $0.contains { $0.hasPrefix("STATUS=") && !$0.contains("NOTHING IS SENT") } },
      "\(daemon.log)")
    #expect(daemon.log.contains("opened again after a fault of the disk"), "\(daemon.log)")
    let added = try daemon.ctl(
      "item", "add", "ZG-1", "--organisation", "branch-03", "--owner", "b03-accountant", "--due",
      "2026-06-19",
      "--title", "固定资产盘点", "--by", "organ-office")
    #expect(added.status == 0, "\(added.output)")
    #expect(try daemon.delivers(atLeast: 1), "\(daemon.log)")
    #expect(daemon.end(SIGTERM, within: 20) == 0)
    #expect(try daemon.ctl("ledger", "check", "--state", scratch.path + "/state").status == 0)
  }

  private func limitFiles(of pid: Int32, to bytes: String) throws {
    let prlimit = Process()
    prlimit.executableURL = URL(fileURLWithPath: "/usr/bin/prlimit")
    // The soft limit alone, so that it can be lifted by whoever set it.
    prlimit.arguments = ["--pid", "\(pid)", "--fsize=\(bytes):"]
    try prlimit.run()
    prlimit.waitUntilExit()
    #expect(prlimit.terminationStatus == 0)
  }

  @Test func `a copy made while it runs is put back when it is stopped, and then nothing goes by itself`()
    throws
  {
    let scratch = Scratch()
    let server = try SMTPServer()
    try bureau(in: scratch, relay: server.port)
    let state = scratch.path + "/state"
    let copy = scratch.path + "/copy.sqlite"
    var daemon = try RunningDaemon(in: scratch.path, at: "2026-03-20T12:00")
    #expect(daemon.becomesReady(), "\(daemon.log)")
    let head = try #require(daemon.log.firstMatch(of: /entries and ends with ([0-9a-f]{64})/)).output.1
    let backup = try daemon.ctl("ledger", "backup", copy, "--state", state)
    #expect(backup.status == 0, "\(backup.output)")
    #expect(try daemon.ctl("ledger", "backup", copy, "--state", state).status == 73)
    #expect(try daemon.ctl("ledger", "verify", "--state", state, "--head", String(head)).status == 0)
    let refused = try daemon.ctl("ledger", "restore", copy, "--state", state)
    #expect(refused.status == 75)
    #expect(refused.output.contains("process \(daemon.pid)"))
    #expect(daemon.end(SIGTERM, within: 20) == 0)

    daemon = try RunningDaemon(in: scratch.path, at: "2026-03-24T08:31")
    #expect(daemon.becomesReady(), "\(daemon.log)")
    #expect(try daemon.delivers(atLeast: 1), "\(daemon.log)")
    let late = try #require(daemon.log.firstMatch(of: /entries and ends with ([0-9a-f]{64})/)).output.1
    let sent = server.messages.count
    #expect(sent > 0)
    #expect(daemon.end(SIGTERM, within: 20) == 0)

    let restored = try daemon.ctl("ledger", "restore", copy, "--state", state)
    #expect(restored.status == 0, "\(restored.output)")
    #expect(restored.output.contains("ledger-before-restore-"))
    let cut = try daemon.ctl("ledger", "verify", "--state", state, "--head", String(late))
    #expect(cut.status == 1)
    #expect(cut.output.contains("cut off"))

    daemon = try RunningDaemon(in: scratch.path, at: "2026-03-24T09:00")
    #expect(daemon.becomesReady(), "\(daemon.log)")
    #expect(daemon.log.contains("restored from a backup"), "\(daemon.log)")
    let held = try daemon.ctl("queue", "list", "held")
    #expect(held.output.contains("member-assembly/branch-01/2026-Q1/T-5"), "\(held.output)")
    #expect(reminders(of: server) == sent)
    #expect(try daemon.ctl("queue", "release", "ALL").status == 0)
    #expect(try daemon.delivers(atLeast: sent), "\(daemon.log)")
    #expect(reminders(of: server) == 2 * sent)
    #expect(daemon.end(SIGTERM, within: 20) == 0)
  }

  /// How many mails came that are no news for the operator.
  private func reminders(of server: SMTPServer) -> Int {
    keys(of: server).count { !$0.hasPrefix("bulletin/") }
  }
}
