import Fixtures
import Foundation
import Testing

/// The operator's hand on the queue, from the command line.
@Suite(.timeLimit(.minutes(5))) struct QueueTests {
  @Test func `a message is held, shown with who held it and why, and let go`() throws {
    let folder = try Scratch()
    try FileManager.default.copyItem(atPath: Bureau.folder, toPath: folder.path + "/bureau")
    let settings = try folder.text("bureau/orglifed.yaml")
    // What is due in the quiet hours stays in the queue.
    try folder.write(settings.replacing("# quiet-hours:", with: "quiet-hours:"), to: "bureau/orglifed.yaml")
    let bureau = try RunningBureau(at: "2026-03-30T02:00", config: folder.path + "/bureau")
    let added = try bureau.ask(
      "item", "add", "ZG-2026-012", "--organisation", "branch-03", "--owner", "b03-accountant", "--due",
      "2026-04-03", "--title", "x", "--by", "organ-office")
    try #require(added.status == 0, "\(added.errors)")
    let list = try bureau.ask("queue", "list")
    #expect(list.status == 0)
    try #require(!list.output.hasPrefix("#"), "\(list.output)")
    let held = try bureau.ask("queue", "hold", "ALL", "--reason", "核对通讯录", "--by", "organ-office")
    #expect(held.status == 0, "\(held.errors)")
    let torn = try bureau.ask("queue", "hold", "ALL", "--reason", "a\nb/c", "--by", "organ-office")
    #expect(torn.status == 1 && torn.errors.contains("one line"), "\(torn.errors)")
    let keys = held.output.split(separator: "\n").map { $0.dropFirst("held: ".count) }
    let key = String(try #require(keys.first))
    for page in [try bureau.ask("queue", "show", key), try bureau.ask("queue", "list", "held")] {
      #expect(page.output.contains("held by organ-office: 核对通讯录"), "\(page.output)")
      let others = page.output.split(separator: "\n").filter { $0.hasPrefix(" ") }
      #expect(others.allSatisfy { columns($0) <= 80 }, "\(page.output)")
    }
    #expect(try bureau.ask("explain", key).output.contains("hold by organ-office"))
    #expect(try bureau.ask("queue", "hold", key).status == 1, "it is held already")
    let listed = try bureau.ask("queue", "list", "held").output
    let released = try bureau.ask("queue", "release", "-", "--by", "organ-office", input: listed)
    #expect(released.status == 0, "\(released.errors)")
    #expect(released.output.split(separator: "\n").count == keys.count)
    #expect(try bureau.ask("queue", "release", "ALL").errors.contains("nothing is held"))
    let dropped = try bureau.ask("queue", "drop", key, "--reason", "已当面告知", "--by", "organ-office", "--json")
    #expect(dropped.output.contains("\"acted\":[\""), "\(dropped.errors)")
    let shown = try bureau.ask("queue", "show", key, "--json").output
    #expect(shown.contains("\"state\":\"cancelled\""))
  }
}
