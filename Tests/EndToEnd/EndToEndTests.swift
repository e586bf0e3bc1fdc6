import Fixtures
import Foundation
import Testing

/// The bureau's configuration in a folder of its own, with its mail going to a server.
func bureau(in scratch: Scratch, relay port: Int) throws {
  let config = scratch.path + "/config"
  try FileManager.default.copyItem(atPath: Bureau.folder, toPath: config)
  let path = config + "/orglifed.yaml"
  let text = try String(contentsOfFile: path, encoding: .utf8)
  let maildir = "maildir: \"${state}/mail\""
  try #require(text.contains(maildir))
  let smtp = "smtp: {host: 127.0.0.1, port: \(port), security: none}"
  try text.replacing(maildir, with: smtp).write(toFile: path, atomically: true, encoding: .utf8)
}

/// What the morning of 24 March owes: scenario S1 for every branch of the bureau. 09 has the last committee;
/// in 10 and 11 the secretary stands in for the commissioner; 12 has formed within the quarter.
let morning: Set<String> = {
  var keys: Set<String> = []
  for number in 1...9 {
    let branch = "branch-0\(number)"
    keys.insert("committee-meeting/\(branch)/2026-03/T-5/organisation-commissioner:b0\(number)-organiser")
    keys.insert("member-assembly/\(branch)/2026-Q1/T-5/organisation-commissioner:b0\(number)-organiser")
    keys.insert("member-assembly/\(branch)/2026-Q1/T-5/secretary:b0\(number)-secretary")
  }
  for number in 10...11 {
    keys.insert("member-assembly/branch-\(number)/2026-Q1/T-5/secretary:b\(number)-secretary")
  }
  return keys
}()

/// The keys of the mails that a server took, the channel left out, each as often as it came.
func keys(of server: SMTPServer) -> [String] {
  server.messages.map { name in
    let text = String(decoding: server.message(name), as: UTF8.self).replacing("\r\n", with: "\n")
    let unfolded = text.replacing("\n ", with: " ")
    let line = unfolded.split(separator: "\n").first { $0.lowercased().hasPrefix("x-orglife-key:") } ?? ""
    return line.dropFirst("X-OrgLife-Key:".count).trimmingCharacters(in: .whitespaces).replacing(
      "/mail", with: "")
  }
}

private func dropped(_ daemon: RunningDaemon) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: daemon.folder + "/state/drop").filter {
    !$0.hasPrefix(".")
  }
}

@Suite(.serialized) struct EndToEndTests {
  @Test
  func
    `a quarter ends: exactly what is due arrives, a record stops the rest, kill -9 loses and doubles nothing`()
    throws
  {
    let scratch = Scratch()
    let server = try SMTPServer()
    try bureau(in: scratch, relay: server.port)

    var daemon = try RunningDaemon(in: scratch.path, at: "2026-03-24T08:25")
    #expect(daemon.becomesReady(), "\(daemon.log)")
    #expect(
      daemon.notify.everything.contains { $0.contains("next 08:30 Tue: 20 reminders; 0 overdue; 0 held") })
    #expect(daemon.notify.everything.contains { $0.contains("clock shifted") })
    #expect(daemon.end(SIGTERM, within: 20) == 0)
    #expect(server.messages.isEmpty)

    daemon = try RunningDaemon(in: scratch.path, at: "2026-03-24T08:29:58")
    #expect(daemon.becomesReady(), "\(daemon.log)")
    #expect(try daemon.delivers(atLeast: morning.count * 3), "\(daemon.log)")
    #expect(Set(keys(of: server)) == morning)
    #expect(keys(of: server).count == morning.count)
    #expect(try dropped(daemon).count == morning.count)
    for key in morning { #expect(daemon.log.contains("[\(key)/log]")) }
    #expect(daemon.plugins.count == 3)

    let record = try daemon.ctl(
      "record", "branch-01", "member-assembly", "--date", "2026-03-20", "--chair", "支部书记", "--present", "14",
      "--due",
      "16", "--by", "b01-organiser")
    #expect(record.status == 0, "\(record.output)")
    #expect(daemon.end(SIGKILL) != nil)

    daemon = try RunningDaemon(in: scratch.path, at: "2026-03-26T08:29:58")
    #expect(daemon.becomesReady(), "\(daemon.log)")
    // Digests for commissioner, secretary and, where there is one, deputy; none is about branch-01's assembly.
    #expect(try daemon.delivers(atLeast: morning.count * 3 + 3), "\(daemon.log)")
    let all = keys(of: server)
    #expect(Set(all).count == all.count, "a mail came twice")
    #expect(morning.isSubset(of: all))
    #expect(all.contains("digest/2026-03-26/b02-secretary"))
    #expect(!daemon.log.contains("member-assembly/branch-01/2026-Q1/T-3"))
    let files = try dropped(daemon)
    #expect(files.count == all.count)
    for name in files {
      let text = try String(contentsOfFile: daemon.folder + "/state/drop/" + name, encoding: .utf8)
      #expect(text.contains("提醒记录不作为考核依据"), "\(name) is not whole")
    }
    #expect(daemon.end(SIGTERM, within: 20) == 0)
    #expect(daemon.plugins.isEmpty && daemon.keepers.isEmpty)
  }

  /// Scenario S13, through the programs.
  @Test func `a calendar that is loaded is told to the operator in one message`() throws {
    let scratch = Scratch()
    let server = try SMTPServer()
    try bureau(in: scratch, relay: server.port)
    let notice = scratch.path + "/2027.csv"
    try "date,kind,name\n2027-01-01,holiday,元旦\n2027-02-05,holiday,春节\n2027-02-08,holiday,春节\n".write(
      toFile: notice, atomically: true, encoding: .utf8)
    let daemon = try RunningDaemon(in: scratch.path, at: "2026-11-23T09:00")
    #expect(daemon.becomesReady(), "\(daemon.log)")
    for _ in 0..<2 {
      let loaded = try daemon.ctl("calendar", "import", notice, "--config", scratch.path + "/config")
      #expect(loaded.status == 0, "\(loaded.output)")
    }
    #expect(try daemon.delivers(atLeast: 3), "\(daemon.log)")
    #expect(daemon.end(SIGTERM, within: 20) == 0)
    let keys = keys(of: server)
    #expect(keys.count == 1)
    #expect(keys.first?.hasPrefix("bulletin/calendar-2027/2026-11-23/") == true)
  }

  @Test func `edited while stopped is a reload at start: what was missed is decided by the ladder of before`()
    throws
  {
    let scratch = Scratch()
    let server = try SMTPServer()
    try bureau(in: scratch, relay: server.port)
    var daemon = try RunningDaemon(in: scratch.path, at: "2026-03-20T12:00")
    #expect(daemon.becomesReady(), "\(daemon.log)")
    #expect(daemon.end(SIGTERM, within: 20) == 0)

    let path = scratch.path + "/config/ladders.d/quarterly.yaml"
    let ladder = try String(contentsOfFile: path, encoding: .utf8)
    try #require(ladder.contains("at: T-5wd"))
    try ladder.replacing("at: T-5wd", with: "at: T-6wd").write(
      toFile: path, atomically: true, encoding: .utf8)
    daemon = try RunningDaemon(in: scratch.path, at: "2026-03-24T12:00")
    #expect(daemon.becomesReady(), "\(daemon.log)")
    #expect(try daemon.delivers(atLeast: morning.count * 3), "\(daemon.log)")
    #expect(Set(keys(of: server)) == morning)
    #expect(daemon.end(SIGTERM, within: 20) == 0)
  }

  @Test func `a plugin that is killed under the daemon is started again for the next delivery`() throws {
    let scratch = Scratch()
    let server = try SMTPServer()
    try bureau(in: scratch, relay: server.port)
    let daemon = try RunningDaemon(in: scratch.path, at: "2026-06-01T12:00")
    #expect(daemon.becomesReady(), "\(daemon.log)")
    for number in 1...2 {
      let added = try daemon.ctl(
        "item", "add", "ZG-\(number)", "--organisation", "branch-03", "--owner", "b03-accountant", "--due",
        "2026-06-19",
        "--title", "固定资产盘点", "--by", "organ-office")
      #expect(added.status == 0, "\(added.output)")
      #expect(try daemon.delivers(atLeast: number * 3), "\(daemon.log)")
      #expect(daemon.plugins.count == 3)
      for pid in daemon.plugins { kill(pid, SIGKILL) }
    }
    #expect(Set(keys(of: server)).count == 2)
    #expect(try dropped(daemon).count == 2)
    #expect(daemon.end(SIGTERM, within: 20) == 0)
  }

  @Test func `a plugin written in Python is a channel like any other`() throws {
    let scratch = Scratch()
    let chat = try WebhookServer()
    try bureau(in: scratch, relay: 1)
    let path = scratch.path + "/config/orglifed.yaml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let channels = "channels:\n  chat: {plugin: webhook, settings: {url: \"\(chat.url("200"))\"}}\n"
    try text.replacing("channels:\n", with: channels, maxReplacements: 1)
      .replacing("default-channels: [mail, drop, log]", with: "default-channels: [chat]")
      .write(toFile: path, atomically: true, encoding: .utf8)
    let plugins = scratch.path + "/plugins"
    try FileManager.default.createDirectory(atPath: plugins, withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(
      atPath: plugins + "/orglife-plugin-webhook",
      withDestinationPath: Bureau.root.path + "/examples/plugins/webhook.py")

    let daemon = try RunningDaemon(in: scratch.path, at: "2026-03-24T08:29:58", plugins: plugins)
    #expect(daemon.becomesReady(), "\(daemon.log)")
    #expect(try daemon.delivers(atLeast: morning.count), "\(daemon.log)")
    #expect(daemon.plugins.count == 1)
    let posts = chat.posts.map { String(decoding: $0, as: UTF8.self) }
    #expect(posts.count == morning.count)
    #expect(posts.allSatisfy { $0.hasPrefix("{\"text\": \"【") && $0.contains("提醒记录不作为考核依据") }, "\(posts)")
    #expect(daemon.end(SIGTERM, within: 5) == 0)
    #expect(daemon.plugins.isEmpty && daemon.keepers.isEmpty)
  }

  @Test func `a second daemon that would take the first one's place to be asked leaves at once`() throws {
    let (scratch, other) = (Scratch(), Scratch())
    let server = try SMTPServer()
    for folder in [scratch, other] { try bureau(in: folder, relay: server.port) }
    let first = try RunningDaemon(in: scratch.path, at: "2026-03-20T12:00")
    #expect(first.becomesReady(), "\(first.log)")
    let run = scratch.path + "/state/run"
    let second = try RunningDaemon(
      in: other.path, at: "2026-03-20T12:00", environment: ["RUNTIME_DIRECTORY": run])
    #expect(second.status(within: 10) == 75)
    #expect(second.log.contains("another daemon answers at \(run)/control"), "\(second.log)")
    #expect(try first.ctl("status").status == 0)
    #expect(first.end(SIGTERM, within: 20) == 0)
  }

  @Test func `a rung that a silence put off until another went in its place is explained by the silence`()
    throws
  {
    let scratch = Scratch()
    let server = try SMTPServer()
    try bureau(in: scratch, relay: server.port)
    let first = try RunningDaemon(in: scratch.path, at: "2026-03-23T12:00")
    #expect(first.becomesReady(), "\(first.log)")
    let silence = try first.ctl(
      "silence", "add", "organisation=branch-01", "--until", "2026-03-27T00:00", "--reason", "x", "--by",
      "organ-office")
    #expect(silence.status == 0, "\(silence.output)")
    let key = "member-assembly/branch-01/2026-Q1"
    func explanation(by daemon: RunningDaemon) throws -> String {
      try daemon.ctl("explain", key).output.replacing(/\s+/, with: " ")
    }
    #expect(try explanation(by: first).contains("of those that come together one is sent"))
    #expect(first.end(SIGTERM, within: 20) == 0)
    let second = try RunningDaemon(in: scratch.path, at: "2026-03-27T08:29:58")
    #expect(second.becomesReady(), "\(second.log)")
    #expect(try second.delivers(atLeast: 3), "\(second.log)")
    let said = try explanation(by: second)
    #expect(said.contains("it was put off until T-3 was due too, which went in its place"), "\(said)")
    #expect(second.end(SIGTERM, within: 20) == 0)
  }

  @Test func `a second daemon on the same ledger leaves at once and names the first`() throws {
    let scratch = Scratch()
    let server = try SMTPServer()
    try bureau(in: scratch, relay: server.port)
    let first = try RunningDaemon(in: scratch.path, at: "2026-03-20T12:00")
    #expect(first.becomesReady(), "\(first.log)")
    let second = try RunningDaemon(in: scratch.path, at: "2026-03-20T12:00")
    #expect(second.status(within: 2) == 75)
    #expect(second.log.contains("is in use by process \(first.pid); stop that daemon"), "\(second.log)")
    #expect(try first.ctl("status").status == 0)
    #expect(first.end(SIGTERM, within: 20) == 0)
  }

  @Test func `a reload that is refused says why, keeps the old programme, and a good one takes its place`()
    throws
  {
    let scratch = Scratch()
    let server = try SMTPServer()
    try bureau(in: scratch, relay: server.port)
    let daemon = try RunningDaemon(in: scratch.path, at: "2026-03-20T12:00")
    #expect(daemon.becomesReady(), "\(daemon.log)")
    let path = scratch.path + "/config/organisations.yaml"
    let good = try String(contentsOfFile: path, encoding: .utf8)
    try good.replacing("parent: organ-committee", with: "parnt: organ-committee")
      .write(toFile: path, atomically: true, encoding: .utf8)
    let refused = try daemon.ctl("reload")
    #expect(refused.status == 78)
    #expect(refused.output.contains("organisations.yaml:"))
    #expect(refused.output.contains("parent"))
    #expect(try daemon.ctl("status").output.contains("reload refused"))

    daemon.notify.forget()
    try good.replacing("members: 16", with: "members: 17").write(
      toFile: path, atomically: true, encoding: .utf8)
    kill(daemon.pid, SIGHUP)
    #expect(daemon.notify.wait { $0.contains("RELOADING=1") && $0.contains("READY=1") })
    let said = daemon.notify.everything
    #expect(said.firstIndex(of: "RELOADING=1") ?? 0 < said.firstIndex(of: "READY=1") ?? 0)
    let again = try daemon.ctl("reload")
    #expect(again.status == 0)
    #expect(again.output.contains("unchanged"))
    #expect(try !daemon.ctl("status").output.contains("reload refused"))
    #expect(daemon.end(SIGTERM, within: 20) == 0)
    #expect(daemon.notify.wait { $0.contains("STOPPING=1") })
  }

  @Test func `a clock that went back by days stops the sending and asks, and goes on when it is accepted`()
    throws
  {
    let scratch = Scratch()
    let server = try SMTPServer()
    try bureau(in: scratch, relay: server.port)
    var daemon = try RunningDaemon(in: scratch.path, at: "2026-03-23T12:00")
    #expect(daemon.becomesReady(), "\(daemon.log)")
    #expect(daemon.end(SIGTERM, within: 20) == 0)

    daemon = try RunningDaemon(in: scratch.path, at: "2026-03-20T12:00")
    #expect(daemon.becomesReady(), "\(daemon.log)")
    #expect(
      daemon.notify.wait { $0.contains { $0.contains("NOTHING IS SENT: the clock says 2026-03-20T12:0") } })
    #expect(try daemon.ctl("status").output.contains("orglifectl clock accept"))
    let accepted = try daemon.ctl("clock", "accept", "--by", "organ-office")
    #expect(accepted.status == 0, "\(accepted.output)")
    #expect(try !daemon.ctl("status").output.contains("nothing is sent"))
    #expect(daemon.end(SIGTERM, within: 20) == 0)

    daemon = try RunningDaemon(in: scratch.path, at: "2026-03-20T13:00")
    #expect(daemon.becomesReady(), "\(daemon.log)")
    #expect(try !daemon.ctl("status").output.contains("nothing is sent"), "asked once")
    #expect(daemon.end(SIGTERM, within: 20) == 0)
  }

  @Test func `the loop that makes progress feeds the watchdog`() throws {
    let scratch = Scratch()
    let server = try SMTPServer()
    try bureau(in: scratch, relay: server.port)
    let daemon = try RunningDaemon(
      in: scratch.path, at: "2026-03-20T12:00", environment: ["WATCHDOG_USEC": "1000000"])
    #expect(daemon.notify.wait { $0.count { $0 == "WATCHDOG=1" } >= 4 }, "\(daemon.log)")
    #expect(daemon.end(SIGTERM, within: 20) == 0)
  }

  @Test func `a configuration with errors is refused at start with every error and exit status 78`() throws {
    let scratch = Scratch()
    let server = try SMTPServer()
    try bureau(in: scratch, relay: server.port)
    try "zone: Asia/Shangai\nlanguge: zh\n"
      .write(toFile: scratch.path + "/config/orglifed.yaml", atomically: true, encoding: .utf8)
    let daemon = try RunningDaemon(in: scratch.path, at: "2026-03-20T12:00")
    #expect(daemon.status(within: 30) == 78)
    #expect(daemon.log.contains("orglifed.yaml:1:7"))
    #expect(daemon.log.contains("orglifed.yaml:2:1"))
  }
}
