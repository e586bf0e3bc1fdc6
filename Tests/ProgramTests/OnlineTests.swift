import Fixtures
import Foundation
import Testing

/// What `orglifectl` says to a daemon that runs on the bureau's programme, and how it ends.
@Suite(.timeLimit(.minutes(5))) struct OnlineTests {
  @Test func `asking and telling end as the help says`() throws {
    let folder = try Scratch()
    let daemon = try Program.start(
      "orglifed", ["--config", Bureau.folder, "--state", folder.path, "--clock-start", "2026-03-30T09:00"])
    defer {
      daemon.terminate()
      daemon.waitUntilExit()
    }
    let socket = folder.path + "/run/control"
    func ask(_ arguments: String...) throws -> Program.Result {
      let out = try folder.handle("out")
      let err = try folder.handle("err")
      let process = try Program.start(
        "orglifectl", arguments + ["--socket", socket], output: out, errors: err)
      process.waitUntilExit()
      return Program.Result(
        status: process.terminationStatus, output: try folder.text("out"), errors: try folder.text("err"))
    }
    let up = try ask("status", "--wait", "60")
    try #require(up.status == 0, "\(up.errors)")

    let long = String(repeating: "固定资产盘点不实、", count: 12)
    let add = [
      "item", "add", "ZG-2026-012", "--organisation", "branch-03", "--owner", "b03-accountant", "--due",
      "2026-08-31",
      "--title", long, "--by", "organ-office",
    ]
    for word in ["entered: ZG-2026-012\n", "known already, nothing changed: ZG-2026-012\n"] {
      let out = try folder.handle("out")
      let process = try Program.start("orglifectl", add + ["--socket", socket], output: out)
      process.waitUntilExit()
      #expect(try folder.text("out") == word)
    }
    for table in [try ask("list"), try ask("item", "list"), try ask("list", "branch-01", "--all")] {
      #expect(table.status == 0)
      #expect(table.output.split(separator: "\n").allSatisfy { columns($0) <= 80 }, "\(table.output)")
    }
    #expect(try ask("item", "list").output.contains("…\n"))
    #expect(try ask("item", "list", "--json").output.contains(long))
    #expect(try ask("list", "--keys").output.contains("member-assembly/branch-01/2026-Q1\n"))

    for (arguments, hint) in [
      (["list", "nowhere"], "nowhere"), (["queue", "list", "sent"], "delivered"),
      (["waive", "a/b/c", "--reason", "x"], "list --keys"), (["queue", "release", "x"], "queue list"),
      (["queue", "release", "ALL"], "nothing is held"), (["queue", "show", "x"], "queue list"),
      (["item", "close", "ZG-1", "--reference", "x"], "item list"),
      (["record", "withdraw", "a/b/c", "--reason", "x"], "a/b/c"),
    ] {
      let err = try folder.handle("err")
      let process = try Program.start("orglifectl", arguments + ["--socket", socket], errors: err)
      process.waitUntilExit()
      #expect(process.terminationStatus == 4, "\(arguments)")
      #expect(try folder.text("err").contains(hint))
    }
    let owner = ["--reference", "报告", "--by", "b03-accountant"]
    for (verb, status, hint) in [("close", 1, "item submit"), ("submit", 0, ""), ("close", 77, "")] {
      let err = try folder.handle("err")
      let process = try Program.start(
        "orglifectl", ["item", verb, "ZG-2026-012", "--socket", socket] + owner, errors: err)
      process.waitUntilExit()
      #expect(process.terminationStatus == Int32(status), "\(verb)")
      #expect(try hint.isEmpty || folder.text("err").contains(hint))
    }
    #expect(try ask("reload").output.hasPrefix("unchanged: "))
  }
}
