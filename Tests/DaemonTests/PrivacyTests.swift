import Fixtures
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeLedger
import OrgLifeSchedule
import Testing

/// Scenario S17: a channel that must tell nothing.
@Suite struct PrivacyTests {
  /// Words that name a duty, a unit or a person of these tests, and the substance of the item.
  private static let names = [
    "第三党支部", "第一党支部", "党员大会", "固定资产", "Branch", "branch-03", "branch-01", "member-assembly",
    "Member assembly",
    "b03", "b01", "财务", "accountant", "书记", "secretary",
  ]

  private static func stage(_ language: Language, from start: String, duties: [String]) throws -> Stage {
    var programme = reading(Bureau.whole(only: ["branch-01", "branch-03"], duties: duties), in: language)
    let index = try #require(programme.channels.firstIndex { $0.id.text == "drop" })
    programme.channels[index].privacy = .minimal(
      lookAt: Words(chinese: "内网台账", english: "the register on the internal network"))
    return try Stage(programme, from: start)
  }

  @Test(arguments: [Language.chinese, .english])
  func `an item that is overdue says number, day and where to look, and nothing else`(language: Language)
    async throws
  {
    let stage = try Self.stage(language, from: "2026-07-01T08:00", duties: ["rectification"])
    try stage.learn(.entered(.item("ZG-2026-012", due: "2026-08-31")), at: "2026-07-01T09:00")
    _ = try await stage.reminders(until: "2026-09-02T00:00")
    let given = stage.channel.given.filter { $0.key.hasPrefix("m-") }
    #expect(!given.isEmpty)
    for message in given {
      let found = Self.names.filter { message.text.contains($0) || message.key.contains($0) }
      #expect(found == [], "\(message.text)")
    }
    try expectGolden("S17-overdue.\(language.rawValue)", given.last?.text)
  }

  @Test(arguments: [Language.chinese, .english])
  func `a meeting is told by a number that only the register can read`(language: Language) async throws {
    let stage = try Self.stage(language, from: "2026-03-01T08:00", duties: ["member-assembly"])
    _ = try await stage.reminders(until: "2026-04-02T00:00")
    #expect(stage.channel.given.count > 3)
    for message in stage.channel.given {
      #expect(message.key.hasPrefix("m-"))
      #expect(Self.names.filter { message.text.contains($0) } == [], "\(message.text)")
      #expect(message.text.contains(language == .chinese ? "内网台账" : "the register"))
    }
  }

  @Test func `the same delivery has the same name each time, and another ledger gives it another`()
    async throws
  {
    var names: [[String]] = []
    let ledger = try Ledger.inMemory()
    for ledger in [ledger, ledger, try Ledger.inMemory()] {
      _ = try ledger.service(startingAt: Bureau.time("2026-03-01T08:00"))
      var programme = Bureau.whole(only: ["branch-01"], duties: ["member-assembly"])
      for index in programme.channels.indices {
        programme.channels[index].privacy = .minimal(lookAt: Words("台账"))
      }
      let desk = try Desk(programme: programme, ledger: ledger)
      try desk.plan(at: Bureau.time("2026-03-17T08:30"))
      let deliveries = try ledger.deliveries(in: .pending)
      #expect(!deliveries.isEmpty)
      names.append(
        deliveries.map { desk.name(of: $0) }.sorted())
    }
    #expect(names[0] == names[1])
    #expect(Set(names[0]).isDisjoint(with: names[2]))
  }
}
