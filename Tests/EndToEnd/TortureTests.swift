import Fixtures
import Foundation
import OrgLifeCore
import OrgLifeLedger
import PluginKit
import Testing

/// What came of a number of kills.
private struct Toll: CustomStringConvertible {
  var kills = 0
  var byPoint: [String: Int] = [:]
  var deliveries = 0
  var mails = 0
  var files = 0
  var hangups = 0
  /// Settled as delivered, and never arrived.
  var lost: [String] = []
  var doubledMails = 0
  /// Doubled with another Message-ID or other bytes.
  var changed: [String] = []
  var doubledFiles: [String] = []
  var torn: [String] = []
  var open = 0
  var failed: [String] = []

  var description: String {
    let points = byPoint.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    return """
      \(kills) kills (\(points))
      \(deliveries) deliveries: \(mails) mails, \(files) files; the relay hung up after \(hangups)
      lost \(lost.count), torn \(torn.count), files doubled \(doubledFiles.count), \
      mails doubled \(doubledMails), of them changed \(changed.count), failed \(failed.count), open \(open)
      """
  }
}

/// The daemon with its real plugins, killed again and again. `ORGLIFE_KILLS=1000` kills so often, `ORGLIFE_SEED` says where
/// chance begins.
@Suite(.serialized) struct TortureTests {
  private static let kills = ProcessInfo.processInfo.environment["ORGLIFE_KILLS"].flatMap(Int.init) ?? 25
  private static let seed = ProcessInfo.processInfo.environment["ORGLIFE_SEED"].flatMap(UInt64.init) ?? 1
  /// After so many a new ledger begins, so that the year does not run out.
  private static let killsOfOneLedger = 25

  @Test(.timeLimit(.minutes(60)))
  func `whatever is killed when, nothing is lost, torn or changed, and no file is doubled`() throws {
    var chance = Chance(seed: Self.seed)
    var toll = Toll()
    while toll.kills < Self.kills {
      try torture(kills: min(Self.killsOfOneLedger, Self.kills - toll.kills), &chance, &toll)
      print(toll)
    }
    #expect(toll.lost.isEmpty)
    #expect(toll.torn.isEmpty)
    #expect(toll.doubledFiles.isEmpty)
    #expect(toll.changed.isEmpty)
    #expect(toll.open == 0, "something waits for ever")
    #expect(toll.failed.isEmpty, "nothing was refused, so nothing may fail")
    // One connection, so one mail that was on its way.
    #expect(toll.doubledMails <= toll.kills + toll.hangups)
    #expect(toll.mails > toll.kills, "there was too little to lose")
  }

  private func torture(kills: Int, _ chance: inout Chance, _ toll: inout Toll) throws {
    let scratch = Scratch()
    let relay = try HarshRelay(in: scratch.path + "/relay", seed: Int(chance.next() % 1_000_000))
    relay.isHarsh = true
    try configure(scratch, relay: relay.port)
    var day = Fixtures.day("2026-01-05")
    var files: [String] = []
    for _ in 0..<kills {
      try kill(in: scratch.path, on: day, &chance, &toll)
      files += try takeFiles(from: scratch.path, &toll)
      day = day.adding(days: 7)
    }
    relay.isHarsh = false
    let daemon = try RunningDaemon(in: scratch.path, at: "\(day)T08:31")
    #expect(daemon.becomesReady(), "\(daemon.log)")
    #expect(try daemon.delivers(atLeast: 1), "\(daemon.log.suffix(2000))")
    #expect(daemon.end(SIGTERM, within: 30) == 0)
    files += try takeFiles(from: scratch.path, &toll)
    try count(scratch.path, relay, files, &toll)
  }

  /// Takes what is in the drop folder away, as an office system does: what is dropped again would be seen.
  ///
  /// - Returns: the names.
  private func takeFiles(from folder: String, _ toll: inout Toll) throws -> [String] {
    let drop = folder + "/state/drop"
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: drop)) ?? []).filter {
      !$0.hasPrefix(".")
    }
    for name in names {
      let text = try String(contentsOfFile: drop + "/" + name, encoding: .utf8)
      let isBulletin = name.hasPrefix("bulletin_")
      if !isBulletin, !text.trimmingCharacters(in: .whitespacesAndNewlines).hasSuffix("提醒记录不作为考核依据。") {
        toll.torn.append(name)
      }
      try FileManager.default.removeItem(atPath: drop + "/" + name)
    }
    return names
  }

  /// The beginning of the name of a delivery's file.
  private func stem(_ key: String) -> String {
    String(key.map { $0.isLetter || $0.isNumber || "-_.~+=".contains($0) ? $0 : "_" }) + "-"
  }

  private func configure(_ scratch: Scratch, relay port: Int) throws {
    try bureau(in: scratch, relay: port)
    let path = scratch.path + "/config/orglifed.yaml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try #require(text.contains("hold-above: 200"))
    try #require(text.contains("give-up-after-hours: 120"))
    try text.replacing("hold-above: 200", with: "hold-above: 100000\n  retry-after-seconds: 1")
      // The clock leaps a week at each kill, which is no trying.
      .replacing("give-up-after-hours: 120", with: "give-up-after-hours: 2160")
      // What a kill leaves over is to be met by the next one, not by the relay's pace.
      .replacing("plugin: email", with: "plugin: email\n    per-second: 1000")
      .write(toFile: path, atomically: true, encoding: .utf8)
  }

  /// Starts the daemon on a day, and ends it, its plugins or their keepers, or both: at a named point, or when chance says.
  private func kill(in folder: String, on day: CivilDate, _ chance: inout Chance, _ toll: inout Toll) throws {
    let point = chance.once(in: 2) ? chance.pick(CrashPoint.ofDeliveries) : nil
    let number = 1 + chance.next() % (chance.once(in: 2) ? 3 : 30)
    let environment = point.map { [CrashPoint.variable: "\($0.rawValue):\(number)"] } ?? [:]
    let daemon = try RunningDaemon(in: folder, at: "\(day)T08:31", environment: environment)
    toll.kills += 1
    let pause = Double(chance.next() % 600) / 1000
    if let point {
      // A plugin's point ends the plugin; the daemon goes on and is ended a while later.
      let ended = daemon.status(within: 0.6 + pause) != nil
      toll.byPoint[ended ? point.rawValue : "\(point.rawValue) (plugin or not met)", default: 0] += 1
      if !ended { _ = daemon.end(SIGKILL) }
      return
    }
    _ = daemon.notify.wait(seconds: 5) { $0.contains("READY=1") }
    _ = daemon.status(within: pause)
    let both = chance.once(in: 2)
    if both || chance.once(in: 2) {
      for process in chance.once(in: 3) ? daemon.keepers : daemon.plugins { Glibc.kill(process, SIGKILL) }
      if !both { _ = daemon.status(within: 0.2) }
      toll.byPoint[both ? "daemon and plugins" : "plugins, then daemon", default: 0] += 1
    } else {
      toll.byPoint["daemon", default: 0] += 1
    }
    _ = daemon.end(SIGKILL)
  }

  private func count(_ folder: String, _ relay: HarshRelay, _ dropped: [String], _ toll: inout Toll) throws {
    let ledger = try Ledger.open(folder: folder + "/state")
    let accepted = Dictionary(grouping: try relay.accepted(), by: \.key)
    for state in Delivery.State.allCases where state.isOpen && state != .held {
      toll.open += try ledger.deliveries(in: state, limit: .max).count
    }
    toll.failed += try ledger.deliveries(in: .failed, limit: .max).map { "\($0.key): \($0.reason ?? "")" }
    for delivery in try ledger.deliveries(in: .delivered, limit: .max) {
      toll.deliveries += 1
      switch delivery.channel.text {
      case "mail":
        toll.mails += 1
        let mails = accepted[delivery.key] ?? []
        if mails.isEmpty { toll.lost.append(delivery.key) }
        toll.doubledMails += max(0, mails.count - 1)
        if Set(mails).count > 1 { toll.changed.append(delivery.key) }
      case "drop":
        toll.files += 1
        let stem = stem(delivery.key)
        let files = dropped.filter { $0.hasPrefix(stem) }
        if files.isEmpty { toll.lost.append(delivery.key) }
        if files.count > 1 { toll.doubledFiles.append(delivery.key) }
      default: break
      }
    }
    toll.hangups += relay.hangups
    try ledger.close()
  }
}
