import Fixtures
import Foundation
import Testing

/// What `orglifectl` says where no daemon is needed: its outputs and how it ends.
@Suite(.serialized, .timeLimit(.minutes(5))) struct OfflineTests {
  @Test func `version is one line, or JSON`() throws {
    let text = try Program.orglifectl("version")
    #expect(text.status == 0)
    #expect(text.output.wholeMatch(of: /orglifectl [0-9]+\.[0-9]+\.[0-9]+\n/) != nil)
    #expect(
      try Program.orglifectl("version", "--json").output.hasPrefix(
        "{\"schema\":\"org.orglife.ctl.version/1\",\"version\":\""))
  }

  @Test(arguments: [
    ["nonsense"], ["queue", "release"], ["queue", "drop", "x"], ["queue", "expire", "ALL"], ["simulate"],
    ["simulate", "--from", "2026-02-30", "--to", "x"],
    ["simulate", "--from", "2026-02-02", "--to", "2026-02-01"], ["record", "branch-01"],
    [
      "record", "第一党支部", "member-assembly", "--date", "2026-03-20", "--chair", "x", "--present", "1", "--due",
      "1",
    ],
    ["silence", "add", "x/", "--until", "soon", "--reason", "x"],
    ["silence", "add", "x/", "--until", "2026-06-01", "--reason", "x"],
    ["silence", "add", "person=x", "--until", "2026-06-01T00:00", "--reason", "x"],
    ["silence", "add", "duty=x", "duty=y", "--until", "2026-06-01T00:00", "--reason", "x"],
    ["silence", "expire", "x"], ["silence", "expire", "1", "--reason", ""],
    ["silence", "add", "x/", "--until", "2026-06-01T00:00", "--reason", " "],
    ["queue", "drop", "x", "--reason", " "],
    ["plugin", "test", "/bin/true", "--settings", "[]"], ["item", "close"], ["explain"],
    ["preview", "x", "--at", "soon"], ["preview", "x", "--at", "2026-02-30"],
    ["config", "diff", Bureau.folder, "--days", "0"],
    ["config", "diff", Bureau.folder, "--from", "2026-01-01"],
  ])
  func `wrong usage is 64, with the way to help`(arguments: [String]) throws {
    let result = try run(arguments)
    #expect(result.status == 64)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("Error: "))
    #expect(result.errors.contains("--help") || result.errors.contains("Usage:"))
  }

  @Test(arguments: [
    "orglifectl version", "orglifectl --help",
    "orglifectl simulate --config examples/bureau --from 2026-01-01 --to 2026-12-31",
  ])
  func `an answer that its file has no room for is 73, and one that nobody reads to its end is not`(
    command: String
  )
    throws
  {
    let full = try Program.shell("sh", ["-c", "\(command) > /dev/full"])
    #expect(full.status == 73, "\(full.errors)")
    #expect(full.errors.contains("cannot be written"))
    let read = try Program.shell("sh", ["-c", "\(command) | head -n 1"])
    #expect(read.status == 0)
    #expect(read.errors.isEmpty, "\(read.errors)")
  }

  @Test(arguments: ["<&-", "< /tmp"]) func `standard input that cannot be read is 66, in a line`(
    input: String
  ) throws {
    let result = try Program.shell("sh", ["-c", "orglifectl queue hold - \(input)"])
    #expect(result.status == 66)
    #expect(result.errors == "orglifectl: standard input cannot be read\n")
  }

  @Test(arguments: [
    ["status"], ["list"], ["item", "list"], ["reload"],
    ["queue", "release", "ALL"], ["queue", "list"], ["clock", "accept"],
    ["adopt", "--from", "2026-01-01"], ["waive", "a/b/c", "--reason", "x"], ["explain", "a/b/c"],
    ["preview", "x"], ["config", "diff", Bureau.folder],
  ])
  func `where no daemon answers it is 3, with the socket and what to try`(arguments: [String]) throws {
    let result = try run(arguments + ["--socket", "/nowhere/control"])
    #expect(result.status == 3)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("/nowhere/control"))
    #expect(result.errors.contains("systemctl status orglifed"))
  }

  @Test func `a good configuration is 0 with counts`() throws {
    let text = try Program.orglifectl("check-config", Bureau.folder)
    #expect(text.status == 0)
    #expect(text.output.contains("14 organisations"))
    let json = try Program.orglifectl("check-config", Bureau.folder, "--json")
    #expect(json.status == 0)
    let report = try #require(try object(json.output))
    #expect(report["summary"] is [String: Any])
    #expect((report["diagnostics"] as? [Any])?.count == 0)
  }

  @Test func `a bad configuration is 78, and every error has its place`() throws {
    let folder = try Scratch()
    try FileManager.default.copyItem(atPath: Bureau.folder, toPath: folder.path + "/bureau")
    let settings = try folder.text("bureau/orglifed.yaml")
    try folder.write(
      settings.replacing("zone: Asia/Shanghai", with: "zone: Asia/Peking").replacing(
        "\"08:30\"", with: "\"25:00\""),
      to: "bureau/orglifed.yaml")
    let text = try Program.orglifectl("check-config", folder.path + "/bureau")
    #expect(text.status == 78)
    #expect(text.output.matches(of: #/orglifed\.yaml:[0-9]+:[0-9]+: /#).count == 2)
    #expect(text.output.contains("2 errors; nothing was changed."))
    let json = try Program.orglifectl("check-config", folder.path + "/bureau", "--json")
    #expect(json.status == 78)
    let report = try #require(try object(json.output))
    #expect(report["summary"] == nil)
    #expect((report["diagnostics"] as? [Any])?.count == 2)
  }

  @Test func `a folder that is not there is 78 with its name`() throws {
    let result = try Program.orglifectl("check-config", "/nowhere/orglifed")
    #expect(result.status == 78)
    #expect(result.errors.contains("/nowhere/orglifed"))
  }

  /// `make golden` writes the file anew, to be read before it is committed.
  @Test(arguments: ["bureau", "whole-bureau"])
  func `the simulated year of an example is the one that was reviewed`(example: String) throws {
    let folder = Bureau.root.appendingPathComponent("examples/\(example)").path
    let result = try run([
      "simulate", "--config", folder, "--from", "2026-01-01", "--to", "2026-12-31", "--facts",
      folder + "/facts-2026.yaml",
    ])
    #expect(result.status == 0)
    #expect(try result.output == String(contentsOfFile: folder + "/simulation-2026.txt", encoding: .utf8))
  }

  @Test(arguments: [[], ["--json", "lines"]])
  func `the same simulation is the same bytes`(format: [String]) throws {
    let arguments =
      [
        "simulate", "--config", Bureau.folder, "--from", "2026-03-01", "--to", "2026-04-30", "--facts",
        Bureau.folder + "/facts-2026.yaml",
      ] + format
    let first = try run(arguments)
    #expect(first.status == 0)
    #expect(first.errors.isEmpty)
    #expect(try run(arguments).output == first.output)
    if format.isEmpty {
      #expect(first.output.contains("messages to"))
    } else {
      let lines = first.output.split(separator: "\n")
      #expect(lines.count > 10)
      for line in lines {
        let message = try object(String(line))?["message"] as? [String: Any]
        #expect(message?["key"] is String)
      }
    }
  }

  @Test func `a simulation of no programme is 78, of no facts 4`() throws {
    #expect(
      try run(["simulate", "--config", "/nowhere", "--from", "2026-03-01", "--to", "2026-03-02"]).status == 78
    )
    let facts = try run([
      "simulate", "--config", Bureau.folder, "--from", "2026-03-01", "--to", "2026-03-02", "--facts",
      "/nowhere.yaml",
    ])
    #expect(facts.status == 4)
    #expect(facts.errors.contains("/nowhere.yaml"))
  }

  @Test func `a plugin that keeps the contract is 0, and each claim is printed`() throws {
    let folder = try Scratch()
    let settings = "{\"folder\":\"\(folder.path)/drop\"}"
    let program = try Program.path("orglife-plugin-filedrop")
    let text = try run(["plugin", "test", program, "--settings", settings, "--deliver"])
    #expect(text.status == 0, "\(text.output)")
    #expect(text.output.contains("ok     it serves where --varlink says"))
    #expect(text.output.contains(" claims hold"))
    #expect(try !FileManager.default.contentsOfDirectory(atPath: folder.path + "/drop").isEmpty)
    let json = try run(["plugin", "test", program, "--settings", settings, "--json"])
    let claims = try #require(try object(json.output)?["claims"] as? [[String: Any]])
    #expect(claims.allSatisfy { $0["holds"] as? Bool == true })
  }

  @Test func `a plugin that does not is 1, and no program is 4`() throws {
    let failed = try run(["plugin", "test", "/bin/true"])
    #expect(failed.status == 1)
    #expect(failed.output.contains("FAILED it serves"))
    #expect(try run(["plugin", "test", "/nowhere/plugin"]).status == 4)
  }

  private func run(_ arguments: [String]) throws -> Program.Result { try Program.orglifectl(arguments) }

  private func object(_ text: String) throws -> [String: Any]? {
    try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
  }
}

/// Columns of a terminal, with Chinese characters as two.
func columns(_ text: some StringProtocol) -> Int {
  text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 && $1.value != 0xFEFF ? 2 : 1) }
}
