import GRDB
import OrgLifeCore
import Testing

@testable import OrgLifeLedger

@Suite struct ClockTests {
  @Test(arguments: [(3600, false), (86_400, false), (86_401, true), (34_560_000, true)] as [(Double, Bool)])
  func `a clock more than a day before what was decided is asked about`(back: Double, isAsked: Bool) throws {
    let ledger = try Ledger.waiting(.sample("a"))
    let through = try ledger.service().plannedThrough
    #expect(try ledger.decidedAhead(of: through.adding(seconds: -back)) == (isAsked ? through : nil))
  }

  @Test
  func
    `accepted, what was dated ahead waits for a person, and what would wait for the false time is tried now`()
    throws
  {
    let now = noon.adding(seconds: -30 * 86_400)
    let ledger = try Ledger.waiting(
      .sample("ahead"), .sample("tried", notBefore: noon))
    try ledger.database.write { db in
      try db.execute(
        sql: "UPDATE deliveries SET datedAt = ? WHERE key = 'tried'", arguments: [now.milliseconds - 1])
    }
    #expect(try ledger.decidedAhead(of: now) != nil)
    #expect(try ledger.acceptClock(author: "zhang", at: now) == 1)
    #expect(try ledger.deliveries(in: .held).map(\.key) == ["ahead"])
    #expect(try ledger.claim(channel: name("mail"), at: now)?.delivery.key == "tried")
    #expect(try ledger.decidedAhead(of: now) == nil)
    #expect(try ledger.decidedAhead(of: now.adding(seconds: 5 * 86_400)) == nil, "asked once")
    #expect(try ledger.acceptClock(author: "zhang", at: now) == 0)
    #expect(try ledger.verify().fault == nil)
  }
}
