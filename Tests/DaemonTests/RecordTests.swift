import Fixtures
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeLedger
import OrgLifeSchedule
import Testing

private let quarter = "member-assembly/branch-01/2026-Q1"
private let key = "member-assembly/branch-01/2026-03-20"

private func assemblies(_ change: (inout Programme) -> Void = { _ in }) -> Programme {
  var programme = Bureau.programme(only: "branch-01")
  programme.duties = programme.duties.filter { ["member-assembly", "party-day"].contains($0.id.text) }
  change(&programme)
  return programme
}

/// A cadre meeting: fourteen there, three of them no members and listed as present, nothing but the budget discussed.
private let cadres = {
  var record = MeetingRecord.meeting("2026-03-20")
  record.title = "处务会暨支部会议"
  record.nonMembersPresent = 3
  record.agenda = ["一季度预算执行情况", "设备采购"]
  return record
}()

/// The same as it should have been written down.
private let corrected = {
  var record = cadres
  record.title = "一季度支部党员大会"
  (record.present, record.nonMembersPresent, record.attending) = (11, 0, 3)
  record.agenda = ["学习全会精神", "一季度预算执行情况"]
  return record
}()

extension Stage {
  fileprivate func owed(_ key: String, at time: String) throws -> Owed? {
    try desk.inventory(at: Bureau.time(time)).first { $0.key == key }
  }
}

/// Scenario S7: a cadre meeting entered as a Party meeting.
@Suite struct RecordTests {
  private func recorded() async throws -> Stage {
    let stage = try Stage(assemblies(), from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-20T16:00")
    try stage.learn(.held(cadres), at: "2026-03-20T17:00", by: "b01-deputy")
    return stage
  }

  @Test func `it waits for a person, does not count, and the organisation commissioner is asked once`()
    async throws
  {
    let stage = try await recorded()
    #expect(try await stage.at("2026-03-20T17:00") == ["bulletin/record/\(key)/1/b01-organiser"])
    let text = try #require(stage.channel.given.last?.text)
    #expect(text.contains("该记录含非党员出席3人，标题为“处务会”，且议题中未见党内事项，暂未计入支部党员大会。"), "\(text)")
    #expect(text.contains("请确认：①更正为列席并补充党内议题；②改登记为行政会议；③其他说明。"), "\(text)")
    let owed = try #require(try stage.owed(quarter, at: "2026-03-20T18:00"))
    #expect([owed.state, "\(owed.done)", "\(owed.awaiting)"] == ["open", "0", "1"])
    try stage.learn(.held(cadres), at: "2026-03-20T18:00", by: "b01-deputy")
    #expect(try await stage.at("2026-03-20T18:00").isEmpty)
    // Its reminders go on.
    #expect(try await stage.at("2026-03-24T08:30").contains("\(quarter)/T-5/secretary:b01-secretary"))
  }

  @Test func `corrected, it counts, and the earlier version is kept`() async throws {
    let stage = try await recorded()
    _ = try await stage.at("2026-03-20T17:00")
    try stage.learn(.corrected(corrected, reason: "列席误记为出席"), at: "2026-03-23T10:00", by: "b01-organiser")
    let owed = try #require(try stage.owed(quarter, at: "2026-03-23T10:01"))
    #expect([owed.state, "\(owed.done)", "\(owed.awaiting)"] == ["fulfilled", "1", "0"])
    #expect(try await stage.live(until: "2026-03-31T00:00").allSatisfy { !$0.contains(quarter) })
    #expect(stage.desk.facts.versions(key).map(\.record) == [cadres, corrected])
    let explained = try stage.desk.explain(quarter, at: Bureau.time("2026-03-31T00:00")).matters[0]
    #expect(explained.facts.map(\.kind) == ["meeting", "corrected"])
    #expect(explained.facts.map(\.counts) == [false, true])
  }

  @Test func `withdrawn, the quarter is open again`() async throws {
    let stage = try await recorded()
    try stage.learn(.corrected(corrected, reason: "列席误记为出席"), at: "2026-03-23T10:00", by: "b01-organiser")
    try stage.learn(.withdrawn(record: key, reason: "改登记为行政会议"), at: "2026-03-23T11:00")
    let owed = try #require(try stage.owed(quarter, at: "2026-03-23T11:01"))
    #expect([owed.state, "\(owed.done)", "\(owed.awaiting)"] == ["open", "0", "0"])
    // The mail of then would say what is not so any more.
    #expect(try await stage.at("2026-03-23T11:01").isEmpty)
    #expect(try await stage.at("2026-03-24T08:30").contains("\(quarter)/T-5/secretary:b01-secretary"))
  }

  @Test func `confirmed by somebody else, it counts from then on`() async throws {
    let stage = try await recorded()
    _ = try await stage.live(until: "2026-03-24T08:30")
    try stage.learn(.confirmed(record: key, reason: "会后另开了党员大会"), at: "2026-03-24T09:00", by: "b01-secretary")
    #expect(try stage.owed(quarter, at: "2026-03-24T09:01")?.state == "fulfilled")
    #expect(try await stage.live(until: "2026-04-20T00:00").allSatisfy { !$0.contains(quarter) })
    let explained = try stage.desk.explain(quarter, at: Bureau.time("2026-04-20T00:00")).matters[0]
    #expect(explained.facts.map(\.kind) == ["meeting", "confirmed"])
    // It was owed at that moment, with what was known then.
    #expect(explained.rungs.first { $0.name == "T-5" }?.fate == "sent")
    #expect(explained.rungs.first { $0.name == "T-3" }?.fate == "not owed")
    // Said again it changes nothing; and the same record again is no second meeting.
    try stage.learn(.confirmed(record: key, reason: "再说一次"), at: "2026-04-20T10:00", by: "b01-organiser")
    try stage.learn(.held(cadres), at: "2026-04-20T10:00", by: "b01-organiser")
    #expect(stage.desk.facts.versions(key).count == 1)
    #expect(try stage.ledger.facts().count == 2)
  }

  @Test func `a correction of what was confirmed is looked at anew`() async throws {
    let stage = try await recorded()
    try stage.learn(.confirmed(record: key, reason: "属实"), at: "2026-03-20T18:00", by: "b01-secretary")
    var again = cadres
    again.nonMembersPresent = 5
    try stage.learn(.corrected(again, reason: "漏记"), at: "2026-03-20T19:00", by: "b01-deputy")
    #expect(try stage.owed(quarter, at: "2026-03-20T19:01")?.awaiting == 1)
    #expect(try await stage.at("2026-03-20T19:01") == ["bulletin/record/\(key)/2/b01-organiser"])
  }

  @Test func `a trade-union outing entered as a Party day does not count either`() async throws {
    let stage = try Stage(assemblies(), from: "2026-05-01T09:00")
    var outing = MeetingRecord.meeting("2026-05-06", duty: "party-day")
    outing.title = "工会健步走活动"
    try stage.learn(.held(outing), at: "2026-05-06T17:00")
    let owed = try #require(try stage.owed("party-day/branch-01/2026-05", at: "2026-05-06T17:01"))
    #expect([owed.state, "\(owed.awaiting)"] == ["open", "1"])
  }

  struct Refused: CustomTestStringConvertible {
    var testDescription: String
    var statement: Fact.Statement
    var by = "b01-secretary"
    var says: String
  }

  @Test(arguments: [
    Refused(
      testDescription: "by who recorded it", statement: .confirmed(record: key, reason: "x"),
      by: "b01-deputy",
      says: "confirming it takes somebody else"),
    Refused(
      testDescription: "by nobody of the roster", statement: .confirmed(record: key, reason: "x"), by: "root",
      says: "nobody in the roster"),
    Refused(
      testDescription: "of what was never recorded",
      statement: .confirmed(record: "member-assembly/branch-01/2026-03-19", reason: "x"),
      says: "there is no record"),
    Refused(
      testDescription: "a correction of what was never recorded",
      statement: .corrected(.meeting("2026-03-19"), reason: "x"),
      says: "没有member-assembly/branch-01/2026-03-19这条记录"),
    Refused(
      testDescription: "a correction without a reason", statement: .corrected(corrected, reason: " "),
      says: "更正须说明原因"),
    Refused(
      testDescription: "other particulars without saying that they correct", statement: .held(corrected),
      says: "orglifectl record correct"),
  ])
  func `what is not taken is refused with what to do`(refused: Refused) async throws {
    let stage = try await recorded()
    let refusal = #expect(throws: Refusal.self) {
      try stage.learn(refused.statement, at: "2026-03-23T10:00", by: refused.by)
    }
    #expect(refusal?.description.contains(refused.says) == true, "\(String(describing: refusal))")
  }

  @Test func `what counts need not be confirmed, and what lacks something cannot be`() async throws {
    let stage = try Stage(assemblies { $0.duties[0].recordNeeds = [.recorder] }, from: "2026-01-05T09:00")
    try stage.learn(.held(.meeting("2026-03-20")), at: "2026-03-20T17:00")
    let told = try await stage.at("2026-03-20T17:00").filter { $0.hasPrefix("bulletin/") }
    #expect(told == ["bulletin/record/\(key)/1/b01-organiser"])
    let text = try #require(stage.text("bulletin/record"))
    #expect(text.contains("该记录还缺：记录人。补齐之前暂未计入支部党员大会。"), "\(text)")
    #expect(try stage.owed(quarter, at: "2026-03-20T17:01")?.incomplete == 1)
    func confirm() throws {
      try stage.learn(.confirmed(record: key, reason: "x"), at: "2026-03-20T18:00", by: "b01-secretary")
    }
    #expect(throws: Refusal.self) { try confirm() }
    var whole = MeetingRecord.meeting("2026-03-20")
    whole.recorder = "b01-organiser"
    try stage.learn(.corrected(whole, reason: "补记录人"), at: "2026-03-20T18:00")
    #expect(try stage.owed(quarter, at: "2026-03-20T18:01")?.state == "fulfilled")
    let refusal = #expect(throws: Refusal.self) { try confirm() }
    #expect(refusal?.description.contains("counts already") == true)
  }

  @Test func `an assembly below half was held, and its vote does not stand`() throws {
    let stage = try Stage(assemblies { $0.duties[0].quorumRule = .assembly }, from: "2026-01-05T09:00")
    var few = MeetingRecord.meeting("2026-03-20")
    few.present = 6
    few.vote = .init(inFavour: 6, against: 0, abstaining: 0)
    try stage.learn(.held(few), at: "2026-03-20T17:00")
    #expect(try stage.owed(quarter, at: "2026-03-20T17:01")?.state == "fulfilled")
    let explained = try stage.desk.explain(quarter, at: Bureau.time("2026-03-20T17:01")).matters[0]
    #expect(explained.facts[0].detail == "its vote does not stand: 6 of 16 present, 8 needed")
  }
}

/// Scenario S12: a team of seven.
@Suite struct DemocraticLifeTests {
  private func programme() -> Programme {
    assemblies { programme in
      var duty = programme.duties[0]
      duty.id = id("democratic-life-meeting")
      duty.name = Words(chinese: "民主生活会", english: "Democratic life meeting")
      duty.kind = .quota(Duty.Quota(cycle: .year))
      duty.appliesTo = Duty.Applicability(kinds: [.leadingGroup])
      duty.quorumRule = .democraticLife
      programme.duties = [duty]
    }
  }

  private func meeting(_ date: String, present: Int, for period: String? = nil) -> MeetingRecord {
    var record = MeetingRecord.meeting(
      date, of: "leading-group", duty: "democratic-life-meeting", makesUpFor: period)
    (record.present, record.due) = (present, 7)
    return record
  }

  @Test func `four of seven cannot be recorded as held`() throws {
    let stage = try Stage(programme(), from: "2026-01-05T09:00")
    let refusal = #expect(throws: Refusal.self) {
      try stage.learn(.held(meeting("2026-12-10", present: 4)), at: "2026-12-10T18:00")
    }
    #expect(
      refusal?.description.contains("应到7人、实到4人，未达三分之二，不能作为民主生活会登记；改期请先报上级党组织同意。") == true)
    #expect(refusal?.description.contains("which takes 5") == true)
    #expect(try stage.ledger.facts().isEmpty)
  }

  @Test func `put off to January it needs the superior's consent`() throws {
    let stage = try Stage(programme(), from: "2026-01-05T09:00")
    func state() throws -> Owed? {
      try stage.owed("democratic-life-meeting/leading-group/2026", at: "2027-01-20T18:01")
    }
    var record = meeting("2027-01-20", present: 5, for: "2026")
    try stage.learn(.held(record), at: "2027-01-20T18:00")
    #expect(try state()?.incomplete == 1)
    #expect(try state()?.state == "overdue")
    record.superiorConsented = true
    try stage.learn(.corrected(record, reason: "补填上级同意"), at: "2027-01-20T18:01")
    #expect(try state()?.state == "fulfilled")
  }
}

/// One record for several duties, where the catalogue says so.
@Suite struct AlsoSatisfiedTests {
  private func programme() -> Programme {
    assemblies { programme in
      var life = programme.duties[0]
      life.id = id("organisational-life-meeting")
      life.kind = .quota(Duty.Quota(cycle: .year))
      programme.duties[0].alsoSatisfiedBy = [life.id]
      programme.duties.append(life)
    }
  }

  @Test func `an organisational life meeting held as an assembly is both`() async throws {
    let stage = try Stage(programme(), from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-18T00:00")
    let life = "organisational-life-meeting"
    try stage.learn(.held(.meeting("2026-03-20", duty: life)), at: "2026-03-20T18:00")
    for key in [quarter, "\(life)/branch-01/2026"] {
      #expect(try stage.owed(key, at: "2026-03-20T18:01")?.state == "fulfilled", "\(key)")
    }
    #expect(try await stage.live(until: "2026-04-20T00:00").allSatisfy { !$0.contains("2026-Q1") })
    let facts = try stage.desk.explain(quarter, at: Bureau.time("2026-04-20T00:00")).matters[0].facts
    #expect(facts.map(\.about) == ["\(life)/branch-01/2026-03-20"])
    #expect(facts[0].counts && facts[0].detail == "held as \(life)")
    // The other way round it is not so.
    try stage.learn(.held(.meeting("2026-04-10")), at: "2026-04-20T00:00")
    let year = try stage.desk.explain("\(life)/branch-01/2026", at: Bureau.time("2026-04-20T00:00")).matters[
      0]
    #expect(year.facts.count == 1)
  }

  @Test func `what makes up for last year's counts as an assembly of its own quarter`() async throws {
    let stage = try Stage(programme(), from: "2025-12-01T09:00")
    let life = "organisational-life-meeting"
    try stage.learn(.held(.meeting("2026-01-20", duty: life, makesUpFor: "2025")), at: "2026-01-20T18:00")
    #expect(try stage.owed(quarter, at: "2026-01-20T18:01")?.state == "fulfilled")
    #expect(try stage.owed("\(life)/branch-01/2025", at: "2026-01-20T18:01")?.state == "fulfilled")
    #expect(try stage.owed("\(life)/branch-01/2026", at: "2026-01-20T18:01")?.state == "open")
  }
}
