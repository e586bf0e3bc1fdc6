import Fixtures
import Foundation
import Testing

/// The daemon and its mail plugin against a relay that is not well.
@Suite(.serialized) struct RelayTests {
  private func configure(
    _ scratch: Scratch, relay: FaultyRelay, connections: Int, hasLogin: Bool = false
  ) throws {
    try bureau(in: scratch, relay: relay.port)
    let path = scratch.path + "/config/orglifed.yaml"
    var text = try String(contentsOfFile: path, encoding: .utf8)
    text = text.replacing("plugin: email\n", with: "plugin: email\n    connections: \(connections)\n")
    if hasLogin {
      scratch.write("password", Array("opensesame".utf8))
      let login = ", user: orglife, password-file: \(scratch.path)/password}"
      text = text.replacing("security: none}", with: "security: none\(login)")
    }
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }

  private func bulletins(_ daemon: RunningDaemon) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: daemon.folder + "/state/drop")
    return (names ?? []).filter { $0.hasPrefix("bulletin_") }
  }

  @Test(arguments: [1, 5])
  func `a refused login is one alarm for the channel, however many deliveries wait`(connections: Int) throws {
    let scratch = Scratch()
    let relay = try FaultyRelay(["AUTH": "535 5.7.8 Wrong"])
    try configure(scratch, relay: relay, connections: connections, hasLogin: true)
    let daemon = try RunningDaemon(in: scratch.path, at: "2026-03-24T08:29:58")
    #expect(daemon.becomesReady(), "\(daemon.log)")
    let isTold = daemon.notify.wait { said in
      said.contains { $0.contains("mail is down") } && !bulletins(daemon).isEmpty
    }
    #expect(isTold, "\(daemon.log)")
    #expect(daemon.end(SIGTERM, within: 20) == 0)
    #expect((1...connections).contains(relay.count("AUTH")), "the relay may lock the account")
    #expect(daemon.log.split(separator: "\n").count { $0.contains("channel mail is down") } == 1)
    #expect(bulletins(daemon).count == 1)
    #expect(!daemon.log.contains("opensesame"))
    #expect(relay.messages.isEmpty)
  }

  @Test func `reloads give a relay no more messages at once than its channel may`() throws {
    let scratch = Scratch()
    let relay = try FaultyRelay(["DATA": "slow 354 go on"])
    try configure(scratch, relay: relay, connections: 3)
    let path = scratch.path + "/config/organisations.yaml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let texts = [text.replacing("members: 16", with: "members: 17"), text]
    try #require(texts[0] != text)
    let daemon = try RunningDaemon(in: scratch.path, at: "2026-03-24T08:29:58")
    #expect(daemon.becomesReady(), "\(daemon.log)")
    let hasBegun = daemon.notify.wait { _ in relay.count("DATA") > 0 }
    #expect(hasBegun, "\(daemon.log)")
    for round in 0..<20 {
      try texts[round % 2].write(toFile: path, atomically: true, encoding: .utf8)
      #expect(try daemon.ctl("reload").status == 0)
    }
    #expect(try daemon.delivers(atLeast: morning.count * 3), "\(daemon.log)")
    #expect(daemon.end(SIGTERM, within: 20) == 0)
    #expect(relay.messages.count == morning.count)
    #expect(relay.mostBusy == 3, "three may, and there was work for three")
  }
}
