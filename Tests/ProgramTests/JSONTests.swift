import Fixtures
import Foundation
import Testing

/// What programs read: every answer says by which schema it is written.
@Suite(.timeLimit(.minutes(5))) struct JSONTests {
  @Test func `every answer is an object with its schema, its payload, and nothing beside`() throws {
    let bureau = try RunningBureau()
    let item = [
      "item", "add", "ZG-2026-012", "--organisation", "branch-03", "--owner", "b03-accountant", "--due",
      "2026-08-31", "--title", "x", "--by", "organ-office",
    ]
    let year = ["simulate", "--config", Bureau.folder, "--from", "2026-03-01", "--to", "2026-03-31"]
    for (arguments, schema, payload, status) in [
      (["status"], "status", ["status"], 0), (["list"], "list", ["owed"], 0),
      (["queue", "list", "delivered"], "queue", ["deliveries"], 0), (item, "taken", ["taken"], 0),
      (["item", "list"], "items", ["items"], 0), (["reload"], "reload", ["reload"], 0),
      (["clock", "accept"], "clock", ["clock"], 0),
      (["record", "list"], "records", ["records"], 0),
      (["record", "import", Bureau.folder + "/people.csv"], "import", ["outcomes"], 1),
      (["quorum", "--kind", "assembly", "--due", "14", "--present", "9"], "quorum", ["quorum"], 0),
      (["queue", "release", "ALL"], "queue-act", ["acted", "left"], 0),
      (["queue", "list"], "queue", ["deliveries"], 0), (["version"], "version", ["version"], 0),
      (["check-config", Bureau.folder], "check-config", ["diagnostics", "summary"], 0),
      (["plugin", "test", "/bin/true"], "plugin-test", ["claims", "plugin"], 1),
      (year, "simulate", ["message"], 0),
    ] {
      let format = schema == "simulate" ? ["--json", "lines"] : ["--json"]
      let result = try Program.shell("orglifectl", arguments + format, environment: bureau.environment)
      #expect(result.status == Int32(status), "\(arguments): \(result.errors)")
      #expect(result.errors.isEmpty, "\(arguments)")
      let lines = result.output.split(separator: "\n")
      #expect(!lines.isEmpty)
      for line in lines {
        let object = try object(line)
        #expect(object["schema"] as? String == "org.orglife.ctl.\(schema)/1")
        #expect(object.keys.sorted() == (payload + ["schema"]).sorted(), "\(arguments)")
      }
    }
  }

  @Test(arguments: [
    (["list", "--json", "--socket", "/nowhere/control"], 3, "notRunning"),
    (["check-config", "/nowhere", "--json"], 78, "configuration"),
    (["list", "--json", "--nonsense"], 64, "usage"),
    (["waive", "--json"], 64, "usage"), (["plugin", "test", "/nowhere/x", "--json"], 4, "noSuchThing"),
  ])
  func `what hinders is an object on standard error`(arguments: [String], status: Int, reason: String) throws
  {
    let result = try Program.shell("orglifectl", arguments)
    #expect(result.status == Int32(status))
    #expect(result.output.isEmpty)
    let object = try object(result.errors)
    #expect(object["schema"] as? String == "org.orglife.ctl.error/1")
    let error = try #require(object["error"] as? [String: Any])
    #expect(error["status"] as? Int == status)
    #expect(error["reason"] as? String == reason)
    #expect((error["message"] as? String)?.isEmpty == false)
  }

  @Test func `every schema that is printed is described, field by field`() throws {
    let text = try String(contentsOf: Program.root.appendingPathComponent("docs/json.md"), encoding: .utf8)
    let folder = Program.root.appendingPathComponent("Sources/orglifectl")
    var schemas: Set<String> = []
    let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    for case let file as URL in files where file.pathExtension == "swift" {
      let source = try String(contentsOf: file, encoding: .utf8)
      for match in source.matches(of: #/schema: "([a-z-]+)"/#) { schemas.insert(String(match.output.1)) }
    }
    #expect(schemas.count > 10)
    for schema in schemas { #expect(text.contains("## `org.orglife.ctl.\(schema)/1`"), "\(schema)") }
  }

  private func object(_ text: some StringProtocol) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any], "\(text)")
  }
}
