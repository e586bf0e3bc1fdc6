import Fixtures
import Foundation
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeLedger
import PluginKit
import Testing

private let header = "组织,事项,日期,主持人,实到,应到\n"

/// A daemon of the bureau with an inbox in its state folder, and the hand that drops files there.
private struct Office {
  let scratch = Scratch()
  var path: String { scratch.path }
  var inbox: String { path + "/state/inbox" }

  init() throws {
    let config = path + "/config"
    try FileManager.default.copyItem(atPath: Bureau.folder, toPath: config)
    let settings = config + "/orglifed.yaml"
    let text = try String(contentsOfFile: settings, encoding: .utf8)
    try (text + "\ninbox: \"${state}/inbox\"\n").write(toFile: settings, atomically: true, encoding: .utf8)
    try FileManager.default.createDirectory(atPath: inbox, withIntermediateDirectories: true)
  }

  func start(crashing point: CrashPoint? = nil, _ number: Int = 1) throws -> RunningDaemon {
    let environment = point.map { [CrashPoint.variable: "\($0.rawValue):\(number)"] } ?? [:]
    let daemon = try RunningDaemon(in: path, at: "2026-03-25T10:00", environment: environment)
    #expect(daemon.becomesReady(), "\(daemon.log)")
    return daemon
  }

  /// Renames a file into the inbox, as a careful program does. It was written some time ago.
  func drop(_ name: String, _ text: String) throws {
    let aside = "\(path)/aside-\(name)"
    try Data(text.utf8).write(to: URL(fileURLWithPath: aside))
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -60)], ofItemAtPath: aside)
    try #require(rename(aside, "\(inbox)/\(name)") == 0)
  }

  func names(_ folder: String = "") -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "\(inbox)/\(folder)")) ?? [])
      .filter { !$0.hasPrefix(".") && !["done", "refused"].contains($0) }.sorted()
  }

  func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(inbox)/\(name)", encoding: .utf8)
  }

  /// The keys of all records that were ever taken, each as often as it was.
  func records() throws -> [String] {
    let ledger = try Ledger.open(folder: path + "/state")
    defer { try? ledger.close() }
    #expect(try ledger.verify().fault == nil)
    return try ledger.facts().compactMap {
      if case .held(let record) = $0.statement { record.key } else { nil }
    }.sorted()
  }
}

private func row(_ number: Int, day: Int = 20) -> String {
  "branch-\(number < 10 ? "0" : "")\(number),member-assembly,2026-03-\(day),支部书记,4,5\n"
}

@Suite(.serialized, .timeLimit(.minutes(5))) struct InboxTests {
  @Test func `what is renamed into the inbox or written to its end there is taken, and lies in done`() throws
  {
    let office = try Office()
    try office.drop("before.csv", header + row(1))
    let daemon = try office.start()
    #expect(daemon.notify.wait { _ in office.names("done") == ["before.csv"] }, "\(daemon.log)")
    try office.drop("renamed.csv", header + row(2))
    // Half a file is none, however long its writer takes; here until another one was taken.
    let path = office.inbox + "/slowly.csv"
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    try #require(file >= 0)
    let half = Array((header + row(3).dropLast(8)).utf8)
    #expect(write(file, half, half.count) == half.count)
    #expect(daemon.notify.wait { _ in office.names("done").contains("renamed.csv") }, "\(daemon.log)")
    #expect(office.names() == ["slowly.csv"])
    let rest = Array(row(3).suffix(8).utf8)
    #expect(write(file, rest, rest.count) == rest.count)
    close(file)
    #expect(daemon.notify.wait { _ in office.names("done").contains("slowly.csv") }, "\(daemon.log)")
    // The same name again is another file.
    try office.drop("renamed.csv", header + row(4))
    #expect(daemon.notify.wait { _ in office.names("done").contains("renamed~2.csv") }, "\(daemon.log)")
    #expect(office.names().isEmpty && office.names("refused").isEmpty)
    let (status, list) = try daemon.ctl("list", "branch-03", "--all")
    #expect(status == 0 && list.contains("fulfilled"), "\(list)")
    #expect(daemon.end(SIGTERM) == 0)
    #expect(try office.records() == (1...4).map { "member-assembly/branch-0\($0)/2026-03-20" })
  }

  @Test func `what is refused lies beside its reasons in both languages`() throws {
    let office = try Office()
    let daemon = try office.start()
    try office.drop("half.csv", header + row(1) + row(99))
    #expect(daemon.notify.wait { _ in office.names("refused").contains("half.csv") }, "\(daemon.log)")
    #expect(office.names("refused") == ["half.csv", "half.csv.reasons.txt"])
    let reasons = try office.text("refused/half.csv.reasons.txt")
    #expect(reasons.contains("第3行：没有“branch-99”这个组织"), "\(reasons)")
    #expect(reasons.contains("line 3: there is no organisation “branch-99”"), "\(reasons)")
    #expect(try office.text("refused/half.csv") == header + row(1) + row(99))

    try "secret\n".write(toFile: office.path + "/elsewhere.csv", atomically: true, encoding: .utf8)
    #expect(symlink(office.path + "/elsewhere.csv", office.path + "/link") == 0)
    #expect(rename(office.path + "/link", office.inbox + "/link.csv") == 0)
    #expect(mkfifo(office.path + "/pipe", 0o600) == 0)
    #expect(rename(office.path + "/pipe", office.inbox + "/pipe.csv") == 0)
    let huge = office.path + "/huge"
    let file = open(huge, O_WRONLY | O_CREAT, 0o600)
    #expect(ftruncate(file, (4 << 20) + 1) == 0)
    close(file)
    #expect(rename(huge, office.inbox + "/huge.csv") == 0)
    for (name, says) in [("link.csv", "只收普通文件"), ("pipe.csv", "只收普通文件"), ("huge.csv", "最多收4 MiB")] {
      let reasons = "refused/\(name).reasons.txt"
      #expect(
        daemon.notify.wait { _ in (try? office.text(reasons))?.contains(says) == true },
        "\(name): \(daemon.log)")
    }
    // What a program has not finished is left alone, and so is an empty file.
    for name in [".hidden.csv", "a.csv.part", "empty.csv"] {
      try office.drop(name, name == "empty.csv" ? "" : header + row(2))
    }
    try office.drop("last.csv", header + row(3))
    #expect(daemon.notify.wait { _ in office.names("done") == ["last.csv"] }, "\(daemon.log)")
    #expect(office.names() == ["a.csv.part", "empty.csv"])
    #expect(daemon.end(SIGTERM) == 0)
    #expect(try office.records() == [1, 3].map { "member-assembly/branch-0\($0)/2026-03-20" })
  }

  @Test(arguments: [CrashPoint.inboxMoved, .inboxTaken, .inboxSettled])
  func `killed at any step on the way, each row is there once and the file is done`(point: CrashPoint) throws
  {
    let office = try Office()
    var daemon = try office.start(crashing: point)
    try office.drop("a.csv", header + row(1) + row(2))
    #expect(daemon.status(within: 30) == SIGKILL, "\(daemon.log)")
    daemon = try office.start()
    #expect(daemon.notify.wait { _ in office.names("done") == ["a.csv"] }, "\(daemon.log)")
    #expect(daemon.end(SIGTERM) == 0)
    #expect(try office.records() == (1...2).map { "member-assembly/branch-0\($0)/2026-03-20" })
    #expect(office.names("refused").isEmpty && office.names().isEmpty)
  }

  @Test func `killed at any moment, again and again, nothing dropped is lost or taken twice`() throws {
    let office = try Office()
    var chance = Chance(seed: 1)
    var dropped: [String] = []
    for number in 1...9 {
      let daemon = try office.start()
      for day in 10...15 {
        try office.drop("\(number)-\(day).csv", header + row(number, day: day))
        dropped.append("member-assembly/branch-0\(number)/2026-03-\(day)")
      }
      _ = daemon.status(within: Double(chance.next() % 200) / 1000)
      _ = daemon.end(SIGKILL)
    }
    let daemon = try office.start()
    #expect(daemon.notify.wait { _ in office.names("done").count == dropped.count }, "\(daemon.log)")
    #expect(daemon.end(SIGTERM) == 0)
    #expect(try office.records() == dropped.sorted())
    #expect(office.names().isEmpty && office.names("refused").isEmpty)
  }

  @Test func `an inbox that cannot be watched is said, and everything else goes on`() throws {
    let office = try Office()
    let settings = office.path + "/config/orglifed.yaml"
    let text = try String(contentsOfFile: settings, encoding: .utf8)
    try text.replacing("${state}/inbox", with: "/proc/orglife/inbox").write(
      toFile: settings, atomically: true, encoding: .utf8)
    let daemon = try office.start()
    #expect(
      try daemon.notify.wait { _ in
        try daemon.ctl("status").output.contains("cannot make /proc/orglife/inbox")
      })
    // Mended, it is watched from the reload on.
    try text.write(toFile: settings, atomically: true, encoding: .utf8)
    try office.drop("a.csv", header + row(1))
    #expect(try daemon.ctl("reload").status == 0)
    #expect(daemon.notify.wait { _ in office.names("done") == ["a.csv"] }, "\(daemon.log)")
    #expect(try !daemon.ctl("status").output.contains("/proc/orglife"))
    #expect(daemon.end(SIGTERM) == 0)
  }
}
