import Fixtures
import Foundation
import Testing

@testable import OrgLifeLedger

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
    #expect(daemon.notify.wait { _ in !server.messages.isEmpty }, "\(daemon.log)")
    // Many tries later it is told once still.
    daemon.notify.forget()
    #expect(daemon.notify.wait { $0.count { $0 == "WATCHDOG=1" } >= 6 }, "\(daemon.log)")
    #expect(keys(of: server) == ["bulletin/disk-full/1/organ-office"])
    #expect(daemon.log.contains("make room, 2048 KiB at least"))
    daemon.notify.forget()
    try disk.empty()
    #expect(
      daemon.notify.wait { $0.contains { $0.hasPrefix("STATUS=") && !$0.contains("NOTHING IS SENT") } },
      "\(daemon.log)")
    #expect(daemon.log.contains("sending goes on"))
    #expect(
      daemon.notify.wait { _ in keys(of: server).contains("bulletin/disk-room/1/organ-office") },
      "\(keys(of: server)) \(daemon.log)")
    #expect(keys(of: server).count { $0.contains("disk-") } == 2)
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

  /// Holds a ledger's file locked as a program for SQLite may, until it is let go.
  private static let lockHolder = #"""
    import sqlite3, sys
    connection = sqlite3.connect(sys.argv[1], isolation_level=None)
    connection.execute('BEGIN EXCLUSIVE')
    print(1, flush=True)
    sys.stdin.read()
    connection.execute('ROLLBACK')
    """#

  @Test func `while another program has the ledger locked it waits, says so, and then nothing is lost`()
    throws
  {
    let scratch = Scratch()
    let server = try SMTPServer()
    try bureau(in: scratch, relay: server.port)
    let daemon = try RunningDaemon(in: scratch.path, at: "2026-06-01T12:00", environment: Self.watched)
    #expect(daemon.becomesReady(), "\(daemon.log)")
    let item = [
      "item", "add", "ZG-1", "--organisation", "branch-03", "--owner", "b03-accountant", "--due",
      "2026-06-19",
      "--title", "固定资产盘点", "--by", "organ-office",
    ]
    do {
      let holder = try ServerScript(Self.lockHolder, [scratch.path + "/state/ledger.sqlite"])
      #expect(
        daemon.notify.wait {
          $0.contains { $0.contains("NOTHING IS SENT: another program has the ledger locked") }
        }, "\(daemon.log)")
      #expect(
        daemon.log.contains("nothing is sent until this is mended: another program has the ledger locked"))
      let refused = try daemon.ctl(item)
      #expect(refused.status == 1)
      #expect(refused.output.contains("another program has the ledger locked"), "\(refused.output)")
      #expect(try daemon.ctl("status").output.contains("nothing is sent: another program"))
      daemon.notify.forget()
      #expect(daemon.notify.wait { $0.contains("WATCHDOG=1") }, "it is not taken for dead meanwhile")
      withExtendedLifetime(holder) {}
    }
    daemon.notify.forget()
    #expect(
      daemon.notify.wait { $0.contains { $0.hasPrefix("STATUS=") && !$0.contains("NOTHING IS SENT") } },
      "\(daemon.log)")
    let added = try daemon.ctl(item)
    #expect(added.status == 0, "\(added.output)")
    #expect(try daemon.delivers(atLeast: 3), "\(daemon.log)")
    #expect(keys(of: server).count == 1)
    #expect(daemon.end(SIGTERM, within: 20) == 0)
  }

  /// Makes noise of the page of a table that no start reads.
  private static let rot = #"""
    import sqlite3, sys
    connection = sqlite3.connect(sys.argv[1])
    page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'acts'").fetchone()[0]
    connection.close()
    with open(sys.argv[1], 'r+b') as file:
        file.seek((page - 1) * 4096)
        file.write(b'Z' * 4096)
    print(1, flush=True)
    sys.stdin.read()
    """#

  @Test
  func `after an orderly stop it is ready before it has looked, and ends with 74 when the look finds damage`()
    throws
  {
    let scratch = Scratch()
    let server = try SMTPServer()
    try bureau(in: scratch, relay: server.port)
    let ledger = scratch.path + "/state/ledger.sqlite"
    let word = scratch.path + "/state/ledger.ended"
    let first = try RunningDaemon(in: scratch.path, at: "2026-06-01T12:00")
    #expect(first.becomesReady(), "\(first.log)")
    #expect(first.end(SIGTERM, within: 20) == 0)
    #expect(FileManager.default.fileExists(atPath: word))

    // Good, it goes on as ever.
    let second = try RunningDaemon(in: scratch.path, at: "2026-06-01T12:01")
    #expect(second.becomesReady(), "\(second.log)")
    #expect(!FileManager.default.fileExists(atPath: word))
    #expect(second.end(SIGTERM, within: 20) == 0)

    // As a disk damages it that nobody writes to: the word is true of it.
    do { withExtendedLifetime(try ServerScript(Self.rot, [ledger])) {} }
    try #require(OrderlyEnd(of: ledger, unlooked: 0)).leave(at: ledger)
    let third = try RunningDaemon(in: scratch.path, at: "2026-06-01T12:02")
    #expect(third.status(within: 30) == 74)
    #expect(third.becomesReady(), "it was ready before: \(third.log)")
    #expect(third.log.contains("ledger.sqlite is damaged"), "\(third.log)")
    #expect(third.log.contains("orglifectl ledger restore"), "\(third.log)")

    let bytes = try Data(contentsOf: URL(fileURLWithPath: ledger))
    let fourth = try RunningDaemon(in: scratch.path, at: "2026-06-01T12:03")
    #expect(fourth.status(within: 30) == 74)
    #expect(!fourth.notify.wait(seconds: 1) { $0.contains("READY=1") }, "the next one refuses: \(fourth.log)")
    #expect(try Data(contentsOf: URL(fileURLWithPath: ledger)) == bytes)
  }

  @Test func `after a kill there is no word, and the look comes first`() throws {
    let scratch = Scratch()
    let server = try SMTPServer()
    try bureau(in: scratch, relay: server.port)
    let ledger = scratch.path + "/state/ledger.sqlite"
    let first = try RunningDaemon(in: scratch.path, at: "2026-06-01T12:00")
    #expect(first.becomesReady(), "\(first.log)")
    #expect(first.end(SIGKILL, within: 20) != nil)
    #expect(!FileManager.default.fileExists(atPath: scratch.path + "/state/ledger.ended"))
    do { withExtendedLifetime(try ServerScript(Self.rot, [ledger])) {} }
    let second = try RunningDaemon(in: scratch.path, at: "2026-06-01T12:01")
    #expect(second.status(within: 30) == 74)
    #expect(!second.notify.wait(seconds: 1) { $0.contains("READY=1") }, "\(second.log)")
  }

  /// The disk's own fault, in the daemon itself: what it asks to be brought onto the disk is not.
  #if !SANITIZER
    @Test func `where the disk does not sync, nothing is sent and nothing is believed; then all goes once`()
      throws
    {
      let scratch = Scratch()
      let server = try SMTPServer()
      try bureau(in: scratch, relay: server.port)
      let fault = scratch.path + "/fault"
      let environment = try Self.watched.merging(
        ["LD_PRELOAD": Programs.path("libFaultySync.so"), "FAULTY_SYNC": fault]) { _, last in last }
      let daemon = try RunningDaemon(in: scratch.path, at: "2026-03-24T08:29:50", environment: environment)
      #expect(daemon.becomesReady(), "\(daemon.log)")
      try Data().write(to: URL(fileURLWithPath: fault))
      #expect(
        daemon.notify.wait {
          $0.contains { $0.contains("NOTHING IS SENT: the disk of the ledger has a fault") }
        }, "\(daemon.log)")
      // The reminders of 08:30 come due meanwhile.
      daemon.notify.forget()
      #expect(
        daemon.notify.wait { $0.contains { $0.contains("clock shifted to 2026-03-24T08:30:0") } },
        "\(daemon.log)")
      #expect(server.messages.isEmpty)
      try FileManager.default.removeItem(atPath: fault)
      #expect(try daemon.delivers(atLeast: morning.count * 3), "\(daemon.log)")
      #expect(daemon.log.contains("opened again after a fault of the disk"), "\(daemon.log)")
      #expect(keys(of: server).sorted() == morning.sorted())
      #expect(daemon.end(SIGTERM, within: 20) == 0)
      #expect(try daemon.ctl("ledger", "check", "--state", scratch.path + "/state").status == 0)
    }
  #endif

  @Test func `a person who left is erased while it runs, and not a byte of them is in the ledger's files`()
    throws
  {
    let scratch = Scratch()
    let server = try SMTPServer()
    try bureau(in: scratch, relay: server.port)
    let people = scratch.path + "/config/people.csv"
    let roster = try String(contentsOfFile: people, encoding: .utf8)
    try #require(roster.contains("b03-accountant,财务处整改责任人"))
    try roster.replacing("b03-accountant,财务处整改责任人", with: "b03-accountant,王小明")
      .write(toFile: people, atomically: true, encoding: .utf8)
    let daemon = try RunningDaemon(in: scratch.path, at: "2026-06-01T12:00")
    #expect(daemon.becomesReady(), "\(daemon.log)")
    let erase = ["ledger", "erase", "b03-accountant", "--reason", "本人申请"]
    let added = try daemon.ctl(
      "item", "add", "ZG-1", "--organisation", "branch-03", "--owner", "b03-accountant", "--due",
      "2026-06-19",
      "--title", "王小明负责的盘点", "--by", "b03-accountant")
    #expect(added.status == 0, "\(added.output)")
    #expect(try daemon.delivers(atLeast: 3), "\(daemon.log)")
    let early = try daemon.ctl(erase + ["--yes"])
    #expect(early.status == 1)
    #expect(early.output.contains("stands in the roster in force"), "\(early.output)")

    let others = roster.split(separator: "\n").filter { !$0.hasPrefix("b03-accountant,") }
    try (others.joined(separator: "\n") + "\n").write(toFile: people, atomically: true, encoding: .utf8)
    #expect(try daemon.ctl("reload").status == 0)
    let named = try daemon.ctl(["ledger", "erase", "b03-accountant", "--reason", "王小明申请", "--yes"])
    #expect(named.output.contains("say it without the name"), "\(named.output)")
    let look = try daemon.ctl(erase)
    #expect(look.status == 1)
    #expect(look.output.contains("王小明") && look.output.contains("--yes"), "\(look.output)")
    #expect(try !secrets(in: scratch).isEmpty)
    let done = try daemon.ctl(erase + ["--yes"])
    #expect(done.status == 0, "\(done.output)")
    #expect(done.output.contains("not erased: backups of the ledger"))
    #expect(try secrets(in: scratch) == [])
    let again = try daemon.ctl(erase + ["--yes"])
    #expect(again.status == 0 && again.output.contains("nothing was changed"), "\(again.output)")

    let verified = try daemon.ctl("ledger", "verify", "--state", scratch.path + "/state")
    #expect(verified.status == 0, "\(verified.output)")
    #expect(verified.output.contains("erased a person") && verified.output.contains("本人申请"))
    #expect(try daemon.ctl("item", "list").output.contains("(erased)负责的盘点"))
    let explained = try daemon.ctl("explain", "rectification/branch-03/ZG-1")
    #expect(explained.status == 0, "\(explained.output)")
    #expect(!explained.output.contains("b03-accountant"), "\(explained.output)")
    #expect(daemon.end(SIGTERM, within: 20) == 0)
    #expect(try secrets(in: scratch) == [])
  }

  /// What of the person stands in the bytes of the ledger's files.
  private func secrets(in scratch: Scratch) throws -> [String] {
    let state = scratch.path + "/state"
    let files = try FileManager.default.contentsOfDirectory(atPath: state).filter { $0.hasPrefix("ledger") }
    let encoded = Data("b03-accountant,王小明".utf8).base64EncodedString().dropLast(4)
    return try files.flatMap { file in
      let bytes = try Data(contentsOf: URL(fileURLWithPath: state + "/" + file))
      return ["王小明", "b03-accountant", String(encoded)].filter { bytes.range(of: Data($0.utf8)) != nil }
    }
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
