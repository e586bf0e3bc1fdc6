import Fixtures
import Foundation
import OrgLifeCore
import OrgLifeLedger
import OrgLifeProgramme
import OrgLifeSchedule
import Testing

@testable import OrgLifeDaemon

private let header = "organisation,duty,period,date,chair,present,due,reference,title,agenda,by"

private func bytes(_ lines: String...) -> [UInt8] { Array((lines.joined(separator: "\n") + "\n").utf8) }

/// Rows of records, each with a line of the report; nothing lost.
@Suite struct RowTests {
  struct Row: CustomTestStringConvertible {
    var testDescription: String
    var text: String
    var becomes: RowOutcome.Kind
    var says = ""
    var key = "member-assembly/branch-01/2026-03-20"
  }

  static let rows = [
    Row(
      testDescription: "as it was handed out",
      text: "branch-01,member-assembly,2026-Q1,2026-03-20,支部书记,14,16,,,,",
      becomes: .recorded),
    Row(
      testDescription: "as a spreadsheet and an officer write",
      text: "第一党支部,支部党员大会,2026-q1,2026/3/20,支部书记,14人,１６,,,,", becomes: .recorded),
    Row(
      testDescription: "a day in Chinese", text: "branch-01,member-assembly,,2026年3月20日,支部书记,14,16,,,,",
      becomes: .recorded),
    Row(
      testDescription: "doubted", text: "branch-01,member-assembly,2026-Q1,2026-03-20,支部书记,14,16,,处务会,,",
      becomes: .awaiting, says: "标题为“处务会”"),
    Row(
      testDescription: "an agenda of two points",
      text: "branch-01,member-assembly,,2026-03-20,支部书记,14,16,,,预算；设备,",
      becomes: .awaiting, says: "议题中未见党内事项"),
    Row(
      testDescription: "an unknown organisation", text: "branch-99,member-assembly,,2026-03-20,x,14,16,,,,",
      becomes: .refused,
      says: "没有“branch-99”这个组织"),
    Row(
      testDescription: "no day", text: "branch-01,member-assembly,2026-Q1,,支部书记,14,16,,,,", becomes: .refused,
      says: "“日期”没有填写"),
    Row(
      testDescription: "no such day", text: "branch-01,member-assembly,,2026-02-30,支部书记,14,16,,,,",
      becomes: .refused,
      says: "日期应写成 2026-03-20 的样子"),
    Row(
      testDescription: "no number", text: "branch-01,member-assembly,,2026-03-20,支部书记,十四,16,,,,",
      becomes: .refused,
      says: "“实到”应是数字，这里是“十四”"),
    Row(
      testDescription: "more there than due", text: "branch-01,member-assembly,,2026-03-20,支部书记,17,16,,,,",
      becomes: .refused, says: "实到17人多于应到16人"),
    Row(
      testDescription: "ahead", text: "branch-01,member-assembly,,2026-04-20,支部书记,14,16,,,,",
      becomes: .refused,
      says: "2026-04-20还没有到"),
    Row(
      testDescription: "before its period",
      text: "branch-01,member-assembly,2026-Q1,2025-12-20,支部书记,14,16,,,,",
      becomes: .refused, says: "2025-12-20早于周期2026-Q1"),
    Row(
      testDescription: "a period of another duty",
      text: "branch-01,member-assembly,2026-03,2026-03-20,支部书记,14,16,,,,",
      becomes: .refused, says: "“2026-03”不是支部党员大会的周期"),
    Row(
      testDescription: "a month as a spreadsheet mangles it",
      text: "branch-01,committee-meeting,Mar-26,2026-03-20,支部书记,3,5,,,,",
      becomes: .recorded, key: "committee-meeting/branch-01/2026-03-20"),
    Row(
      testDescription: "no meeting", text: "branch-01,rectification,,2026-03-20,支部书记,14,16,,,,",
      becomes: .refused,
      says: "整改事项不是会议"),
  ]

  @Test(arguments: rows) func `each row comes to something, with the reason in both languages`(row: Row)
    throws
  {
    let stage = try Stage(from: "2026-01-05T09:00")
    var desk = stage.desk
    let outcomes = try desk.take(bytes(header, row.text), name: "a.csv", at: Bureau.time("2026-03-31T10:00"))
    try #require(outcomes.count == 1)
    #expect(outcomes[0].outcome == row.becomes, "\(outcomes[0])")
    #expect(outcomes[0].line == 2)
    #expect(
      row.says.isEmpty || outcomes[0].reasons.contains { $0.chinese.contains(row.says) }, "\(outcomes[0])")
    #expect(outcomes[0].reasons.allSatisfy { !$0.english.isEmpty && $0.english != $0.chinese })
    #expect(outcomes[0].key == (row.becomes == .refused ? nil : row.key))
    #expect(try stage.ledger.facts().count == (row.becomes == .refused ? 0 : 1))
  }

  @Test func `a day behind the period makes up for it, and one that was moved over its edge does not`() throws
  {
    // The first of the month or the last working day before: 31 January 2026 is a Saturday, 1 February a Sunday.
    var programme = Bureau.programme(only: "branch-01")
    let index = try #require(programme.duties.firstIndex { $0.id.text == "party-day" })
    var fixedDay = try #require(programme.duties[index].fixedDay)
    fixedDay.rule = try RecurrenceRule("FREQ=MONTHLY;BYMONTHDAY=1")
    fixedDay.shift = .previous
    programme.duties[index].kind = .fixedDay(fixedDay)
    var desk = try Stage(programme, from: "2025-12-05T09:00").desk
    _ = try desk.take(
      bytes(
        header, "branch-01,member-assembly,2026-Q1,2026-04-02,支部书记,14,16,,,,",
        "branch-01,party-day,2026-02,2026-01-30,支部书记,14,16,,,,"), name: "a.csv",
      at: Bureau.time("2026-04-03T10:00"))
    let records = Dictionary(desk.facts.everyMeeting.map { ($0.record.duty.text, $0.record) }) { first, _ in
      first
    }
    #expect(records["member-assembly"]?.makesUpFor == "2026-Q1")
    #expect(records["party-day"]?.date == day("2026-01-30"))
    #expect(records["party-day"]?.makesUpFor == nil)
  }

  @Test func `a JSON file says the same, and a Chinese header too`() throws {
    let stage = try Stage(from: "2026-01-05T09:00")
    var desk = stage.desk
    let json = """
      {"records": [{"organisation": "branch-01", "duty": "member-assembly", "date": "2026-03-20", "chair": "支部书记",
        "present": 14, "due": 16, "excluded": 1, "excluded-reason": "留党察看", "excluded-approved-by": "机关党委",
        "agenda": ["学习", "预算"], "in-favour": 12, "against": 1, "abstaining": 1, "vote": "转正", "reference": null}]}
      """
    let now = Bureau.time("2026-03-31T10:00")
    #expect(try desk.take(Array(json.utf8), name: "a.JSON", at: now).map(\.outcome) == [.recorded])
    let record = try #require(desk.facts.meeting("member-assembly/branch-01/2026-03-20")?.record)
    #expect(record.excluded == .init(count: 1, reason: "留党察看", approvedBy: "机关党委"))
    #expect(record.vote == .init(rule: .confirmation, inFavour: 12, against: 1, abstaining: 1))
    #expect(record.agenda == ["学习", "预算"])
    let chinese = bytes("组织,事项,日期,主持人,实到,应到", "第一党支部,支部委员会会议,2026-03-20,支部书记,4,5")
    #expect(try desk.take(chinese, name: "b.csv", at: now).map(\.outcome) == [.recorded])
  }

  struct Broken: CustomTestStringConvertible {
    var testDescription: String
    var name = "a.csv"
    var bytes: [UInt8]
    var says: String
    var line = 1
  }

  @Test(arguments: [
    Broken(testDescription: "empty", bytes: [], says: "文件是空的"),
    Broken(testDescription: "a header alone", bytes: bytes(header), says: "文件里没有记录", line: 0),
    Broken(testDescription: "another table", bytes: bytes("姓名,电话", "张,1"), says: "没有“姓名”这一列"),
    Broken(
      testDescription: "a column is missing", bytes: bytes("organisation,duty,date", "a,b,c"),
      says: "缺少列：主持人、实到、应到"),
    Broken(testDescription: "semicolons", bytes: bytes("organisation;duty", "a;b"), says: "各列之间不是用英文逗号分开的"),
    Broken(
      testDescription: "another kind of file", name: "a.xlsx", bytes: [1, 2], says: "只收 .csv 和 .json 文件",
      line: 0),
    Broken(testDescription: "UTF-16", bytes: [0xFF, 0xFE, 0x61, 0], says: "文件编码是 UTF-16"),
    Broken(
      testDescription: "JSON of something else", name: "a.json", bytes: Array("\"x\"".utf8), says: "这里应是一条记录"),
    Broken(
      testDescription: "a member that is none", name: "a.json",
      bytes: Array(#"[{"organization": "a"}]"#.utf8),
      says: "没有“organization”这一项"),
  ])
  func `a file that is none of records is refused as a whole`(broken: Broken) throws {
    let stage = try Stage(from: "2026-01-05T09:00")
    var desk = stage.desk
    let outcomes = try desk.take(broken.bytes, name: broken.name, at: Bureau.time("2026-03-31T10:00"))
    #expect(outcomes.first?.outcome == .refused)
    #expect(outcomes.first?.line == broken.line)
    #expect(outcomes.first?.reasons[0].chinese.contains(broken.says) == true, "\(outcomes)")
    #expect(try stage.ledger.facts().isEmpty)
  }

  @Test func `rows with a broken form are refused and the others taken`() throws {
    let stage = try Stage(from: "2026-01-05T09:00")
    var desk = stage.desk
    let good = "branch-01,member-assembly,,2026-03-20,支部书记,14,16,,,,"
    let outcomes = try desk.take(
      bytes(header, "branch-01,member-assembly,2026-03-20", good, "\"branch-01\"x,a,,,,,,,,,", good),
      name: "a.csv",
      at: Bureau.time("2026-03-31T10:00"))
    #expect(outcomes.map(\.line) == [2, 3, 4, 5])
    #expect(outcomes.map(\.outcome) == [.refused, .recorded, .refused, .known])
    let reasons = try #require(outcomes.reasons)
    #expect(reasons.contains("第2行：这一行的列数与表头不同"), "\(reasons)")
    #expect(reasons.contains("line 2: this row has 3 fields; the header has 11"), "\(reasons)")
    #expect(reasons.contains("其余2行已收下"))
  }

  @Test func `the same bytes are taken once, and what was refused is tried again`() throws {
    let stage = try Stage(from: "2026-01-05T09:00")
    var desk = stage.desk
    let file = bytes(
      header, "branch-01,member-assembly,,2026-03-20,支部书记,14,16,,,,",
      "branch-01,member-assembly,,2026-04-10,支部书记,14,16,,,,")
    #expect(
      try desk.take(file, name: "a.csv", at: Bureau.time("2026-03-31T10:00")).map(\.outcome) == [
        .recorded, .refused,
      ])
    _ = try desk.take(
      .withdrawn(record: "member-assembly/branch-01/2026-03-20", reason: "有误"), author: "organ-office",
      at: Bureau.time("2026-04-01T10:00"))
    // A withdrawn record does not come back with the bytes that brought it.
    #expect(
      try desk.take(file, name: "again.csv", at: Bureau.time("2026-04-12T10:00")).map(\.outcome) == [
        .recorded, .recorded,
      ])
    #expect(desk.facts.meeting("member-assembly/branch-01/2026-03-20") == nil)
    #expect(desk.facts.meeting("member-assembly/branch-01/2026-04-10") != nil)
    let before = try stage.ledger.facts().count
    _ = try desk.take(file, name: "a.csv", at: Bureau.time("2026-04-13T10:00"))
    #expect(try stage.ledger.facts().count == before)
    #expect(try stage.ledger.verify().fault == nil)
  }

  @Test func `other bytes with a row that was withdrawn or corrected do not bring it back`() throws {
    let stage = try Stage(from: "2026-01-05T09:00")
    var desk = stage.desk
    let now = Bureau.time("2026-03-31T10:00")
    let row = "branch-01,member-assembly,,2026-03-20,支部书记,14,16,,,,"
    _ = try desk.take(bytes(header, row), name: "a.csv", at: now)
    var corrected = MeetingRecord.meeting("2026-03-20")
    corrected.present = 13
    _ = try desk.take(.corrected(corrected, reason: "点错人数"), author: "organ-office", at: now)
    #expect(try desk.take(bytes(header, row, ""), name: "b.csv", at: now).map(\.outcome) == [.known])
    #expect(desk.facts.meeting(corrected.key)?.record == corrected)
    _ = try desk.take(.withdrawn(record: corrected.key, reason: "有误"), author: "organ-office", at: now)
    let outcomes = try desk.take(bytes(header, "", row), name: "c.csv", at: now)
    #expect(outcomes.map(\.outcome) == [.refused])
    #expect(outcomes[0].reasons[0].chinese.contains("此前已撤回"))
  }

  @Test func `the author is the inbox, with the person of the row where the roster has them`() throws {
    let stage = try Stage(from: "2026-01-05T09:00")
    var desk = stage.desk
    let now = Bureau.time("2026-03-31T10:00")
    func row(_ date: String, _ by: String) -> String {
      "branch-01,member-assembly,,\(date),支部书记,14,16,,处务会,,\(by)"
    }
    _ = try desk.take(
      bytes(
        header, row("2026-03-18", "b01-organiser"), row("2026-03-19", "第一党支部副书记"), row("2026-03-20", "某人")),
      name: "a.csv",
      at: now)
    #expect(try stage.ledger.facts().map(\.author) == ["inbox:b01-organiser", "inbox:b01-deputy", "inbox"])
    // Whoever recorded it confirms nothing, by whichever way it came.
    #expect(throws: Refusal.self) {
      _ = try desk.take(
        .confirmed(record: "member-assembly/branch-01/2026-03-18", reason: "属实"), author: "b01-organiser",
        at: now)
    }
    _ = try desk.take(
      .confirmed(record: "member-assembly/branch-01/2026-03-18", reason: "属实"), author: "b01-secretary",
      at: now)
  }

  @Test func `looking at rows writes nothing`() throws {
    let stage = try Stage(from: "2026-01-05T09:00")
    let file = RecordFile(
      bytes(header, "branch-01,member-assembly,,2026-03-20,支部书记,14,16,,处务会,,"), name: "a.csv", format: .csv)
    let judged = try stage.desk.judging(
      file.rows, author: Fact.inboxAuthor, at: Bureau.time("2026-03-31T10:00"))
    #expect(judged.outcomes.map(\.outcome) == [.awaiting])
    #expect(try stage.ledger.facts().isEmpty)
    #expect(try stage.ledger.counts().isEmpty)
  }

  @Test(arguments: Language.allCases)
  func `the row that a reminder carries is one that the inbox takes`(language: Language) async throws {
    var programme = Bureau.programme(only: "branch-01")
    programme.language = language
    let stage = try Stage(programme, from: "2026-01-05T09:00")
    _ = try await stage.live(until: "2026-03-24T08:30")
    let lines = stage.channel.given.flatMap { $0.text.split(separator: "\n").map(String.init) }
    let head = try #require(
      lines.first { $0.hasPrefix(language == .chinese ? "组织,事项," : "organisation,duty,") })
    #expect(
      head.split(separator: ",").map(String.init)
        == RecordColumn.prefilled.map { language == .chinese ? $0.chinese : $0.rawValue })
    let row = try #require(lines.last { $0.hasPrefix("branch-01,member-assembly,2026-Q1,") })
    var cells = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    #expect(cells.count == RecordColumn.prefilled.count)
    cells.replaceSubrange(3...6, with: ["2026-03-20", "支部书记", "14", "16"])
    var desk = stage.desk
    let outcomes = try desk.take(
      bytes(head, cells.joined(separator: ",")), name: "a.csv", at: Bureau.time("2026-03-25T10:00"))
    #expect(outcomes.map(\.outcome) == [.recorded], "\(outcomes)")
  }
}
