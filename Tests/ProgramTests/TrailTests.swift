import Fixtures
import Foundation
import Testing

/// `UPDATE_GOLDEN=1` writes the file anew, to be read before it is committed.
private func expectGolden(_ text: String, _ name: String) throws {
  let file = Bureau.root.appendingPathComponent("Tests/ProgramTests/Golden/\(name).txt")
  if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
    try Data(text.utf8).write(to: file)
    Issue.record("\(name) was written anew")
  }
  #expect(try text == String(contentsOf: file, encoding: .utf8))
}

@Suite(.timeLimit(.minutes(5))) struct TrailTests {
  @Test func `explain answers in sentences that fit, or as JSON, and 4 where there is no such key`() throws {
    let bench = try RunningBureau(at: "2026-03-28T09:00")
    let record = try bench.ask(
      "record", "branch-01", "member-assembly", "--date", "2026-03-27", "--chair", "支部书记", "--present", "14",
      "--due", "16", "--by", "organ-office")
    #expect(record.status == 0, "\(record.errors)")
    let settled = try bench.ask("explain", "member-assembly/branch-01/2026-Q1")
    #expect(settled.status == 0, "\(settled.errors)")
    try expectGolden(
      settled.output.replacing(/revision [0-9a-f]+/, with: "revision REVISION"), "explain-settled")
    let vacant = try bench.ask("explain", "member-assembly/branch-10/2026-Q2/T-10")
    try expectGolden(vacant.output, "explain-vacant")
    for page in [settled, vacant] {
      #expect(page.output.split(separator: "\n").allSatisfy { columns($0) <= 80 }, "\(page.output)")
    }
    let json = try bench.ask("explain", "member-assembly/branch-01/2026-Q1", "--json")
    let object = try payload("explanation", of: json.output)
    #expect(object?["kind"] as? String == "obligation")
    for (key, hint) in [("nonsense/", "list --keys"), ("member-assembly/branch-0", "branch-02/2026-Q1")] {
      let refused = try bench.ask("explain", key)
      #expect(refused.status == 4)
      #expect(refused.output.isEmpty)
      #expect(refused.errors.contains(hint))
    }
  }

  @Test func `preview prints the text, as text or as JSON, and tells where there is none`() throws {
    let bench = try RunningBureau(at: "2026-03-23T09:00")
    let text = try bench.ask("preview", "b01-secretary", "--at", "2026-03-24")
    #expect(text.status == 0, "\(text.errors)")
    #expect(text.output.hasPrefix("--- 2026-03-24 08:30 to 第一党支部书记 (b01-secretary), by mail, drop, log\n"))
    let json = try bench.ask("preview", "b01-secretary", "--at", "2026-03-24T08:30", "--json")
    let object = try payload("preview", of: json.output)
    let message = try #require((object?["messages"] as? [[String: Any]])?.first)
    let body = try #require(message["text"] as? String)
    #expect(text.output.hasSuffix(body))
    let done = try bench.ask("preview", "member-assembly/branch-01/2026-Q1/T-10")
    #expect(done.output.hasPrefix("Nothing goes out for member-assembly/branch-01/2026-Q1/T-10 from "))
    #expect(try bench.ask("preview", "nobody").status == 4)
    #expect(try bench.ask("preview", "b01-secretary", "--at", "2026-03-01").status == 1)
  }

  @Test func `config diff tells what a folder would change, offline and by the daemon, and refuses errors`()
    throws
  {
    let bench = try RunningBureau(at: "2026-04-02T09:00")
    let new = bench.folder.path + "/new"
    try FileManager.default.copyItem(atPath: Bureau.folder, toPath: new)
    let ladder = try bench.folder.text("new/ladders.d/quarterly.yaml")
    try bench.folder.write(
      ladder.replacing(
        "{at: T-5wd, to: [organisation-commissioner, secretary]", with: "{at: T-4wd, to: [secretary]"),
      to: "new/ladders.d/quarterly.yaml")
    let offline = try bench.ask("config", "diff", new, "--config", Bureau.folder, "--from", "2026-04-02")
    #expect(offline.status == 0, "\(offline.errors)")
    try expectGolden(offline.output, "config-diff")
    let online = try bench.ask("config", "diff", new)
    #expect(online.output == offline.output)
    #expect(online.output.split(separator: "\n").allSatisfy { columns($0) <= 80 }, "\(online.output)")
    let json = try bench.ask("config", "diff", new, "--days", "10", "--json")
    let object = try payload("comparison", of: json.output)
    #expect((object?["reminders"] as? [Any])?.isEmpty == true)
    #expect(object?["through"] as? String == "2026-04-12")

    try bench.folder.write(ladder.replacing("T-5wd", with: "T-5 days"), to: "new/ladders.d/quarterly.yaml")
    let refused = try bench.ask("config", "diff", new)
    #expect(refused.status == 78)
    #expect(try refused.output == Program.orglifectl("check-config", new).output)
    #expect(try bench.ask("status").status == 0)
  }

  private func payload(_ field: String, of json: String) throws -> [String: Any]? {
    let answer = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    return answer?[field] as? [String: Any]
  }
}
