import Foundation
import Testing

private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// Swift files below a folder, with their lines.
private func files(_ folder: String) -> [(path: String, lines: [String])] {
  let base = root.appendingPathComponent(folder)
  guard let all = FileManager.default.enumerator(atPath: base.path) else { return [] }
  return all.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted().compactMap { name in
    guard let text = try? String(contentsOf: base.appendingPathComponent(name), encoding: .utf8) else {
      return nil
    }
    return ("\(folder)/\(name)", text.components(separatedBy: "\n"))
  }
}

private func imports(of lines: [String]) -> [String] {
  lines.filter { $0.hasPrefix("import ") }.map { String($0.dropFirst("import ".count)) }
}

/// What a reader would have to look for in every review.
@Suite struct TidyTests {
  @Test func `every function of a test suite that is named as a claim is a test`() {
    let claim = "func " + "`"
    for (path, lines) in files("Tests") {
      for (number, line) in lines.enumerated() where line.contains(claim) {
        // The attribute stands on the line itself, or ends just above it.
        let above = lines[..<number].reversed().prefix(40)
        let isTest =
          line.contains("@Test")
          || above.first.map { $0.hasSuffix(")") || $0.hasSuffix("])") || $0.contains("@Test") } == true
            && above.contains { $0.contains("@Test") }
        #expect(isTest, "\(path):\(number + 1) never runs: \(line)")
      }
    }
  }

  @Test func `no test uses the assertions of another library, which never fail here`() {
    let forbidden = "XCT" + "Assert"
    for (path, lines) in files("Tests") {
      for (number, line) in lines.enumerated() { #expect(!line.contains(forbidden), "\(path):\(number + 1)") }
    }
  }

  @Test(arguments: [
    "OrgLifeCore", "OrgLifeSchedule", "OrgLifeMessages", "OrgLifeProgramme", "OrgLifeLedger",
    "OrgLifeDispatch",
  ])
  func `below the daemon nobody reads the clock`(module: String) {
    let readings = [
      "Date()", "Date.now", "ContinuousClock", "SuspendingClock", "Task.sleep", "clock_gettime",
    ]
    for (path, lines) in files("Sources/\(module)") {
      for (number, line) in lines.enumerated() {
        for reading in readings { #expect(!line.contains(reading), "\(path):\(number + 1) reads the clock") }
      }
    }
  }

  @Test(arguments: [
    ("GRDB", ["Sources/OrgLifeLedger"], "only the ledger knows SQLite"),
    ("Yams", ["Sources/OrgLifeProgramme"], "only the programme's reader knows YAML"),
    ("CCurl", ["plugins/Email"], "only the mail plugin knows SMTP"),
    ("Subprocess", ["Sources/OrgLifeDispatch"], "only dispatch starts processes"),
    ("Mustache", ["Sources/OrgLifeMessages"], "only messages know templates"),
  ])
  func `a library is known in one place`(library: String, homes: [String], why: String) {
    var isUsed = false
    for (path, lines) in files("Sources") + files("plugins") where imports(of: lines).contains(library) {
      isUsed = true
      #expect(homes.contains { path.hasPrefix($0) }, "\(path) imports \(library), but \(why)")
    }
    #expect(isUsed)
  }

  @Test func `a plugin knows the plugin kit and nothing else of ours, and no Foundation`() {
    let ours = [
      "OrgLifeCore", "OrgLifeSchedule", "OrgLifeMessages", "OrgLifeProgramme", "OrgLifeLedger",
      "OrgLifeDaemon",
    ]
    for (path, lines) in files("plugins") + files("Sources/PluginKit") + files("Sources/Varlink") {
      for name in imports(of: lines) {
        #expect(!ours.contains(name) && name != "Foundation", "\(path) imports \(name)")
      }
    }
  }

  /// `journalctl -x` explains each message of the journal in words with what to do, in both languages.
  @Test(arguments: ["orglife.catalog", "orglife.zh_CN.catalog"])
  func `every message of the journal has an entry in the catalog, and no entry is left over`(catalog: String)
    throws
  {
    var sent: Set<String> = []
    for (_, lines) in files("Sources") + files("plugins") {
      for line in lines where line.contains("messageID") {
        for match in line.matches(of: /"([0-9a-f]{32})"/) { sent.insert(String(match.output.1)) }
      }
    }
    let text = try String(
      contentsOf: root.appendingPathComponent("share/orglifed/\(catalog)"), encoding: .utf8)
    let explained = text.split(separator: "\n").filter { $0.hasPrefix("-- ") }.map { String($0.dropFirst(3)) }
    #expect(sent.count > 20)
    #expect(sent.subtracting(explained).sorted() == [], "are sent and not explained")
    #expect(Set(explained).subtracting(sent).sorted() == [], "are explained and never sent")
    #expect(explained.count == Set(explained).count)
  }

  @Test func `the manual of orglifed.yaml has every key that the reader knows`() throws {
    let page = try String(
      contentsOf: root.appendingPathComponent("share/man/orglifed.yaml.5"), encoding: .utf8)
    let reader = try String(
      contentsOf: root.appendingPathComponent("Sources/OrgLifeProgramme/SettingsReader.swift"),
      encoding: .utf8)
    let keys = reader.matches(
      of: /settings\.(?:required|optional|optionalList|mapping|needed)\("([a-z-]+)"/
    ).map { String($0.output.1) }
    #expect(keys.count > 8)
    for key in Set(keys) { #expect(page.contains("\n.B \(key)\n"), "\(key)") }
  }

  @Test func `what cannot be seen to be safe is said to be with a reason`() {
    let mark = "@unchecked" + " Sendable"
    for (path, lines) in files("Sources") + files("plugins") {
      for (number, line) in lines.enumerated() where line.contains(mark) {
        #expect(number > 0 && lines[number - 1].contains("//"), "\(path):\(number + 1) gives no reason")
      }
    }
  }
}
