import Fixtures
import Foundation
import Testing

/// What an officer types about meetings, and what is answered.
@Suite(.timeLimit(.minutes(5))) struct RecordTests {
  private let key = "member-assembly/branch-01/2026-03-20"

  @Test func `a doubted record waits, is confirmed by somebody else, and counts`() throws {
    let bureau = try RunningBureau()
    let add = try bureau.ask(
      "record", "branch-01", "member-assembly", "--date", "2026-03-20", "--chair", "支部书记", "--present", "14",
      "--due", "16",
      "--title", "处务会暨支部会议", "--non-members-present", "3", "--agenda", "预算执行", "设备采购", "--by", "b01-organiser"
    )
    #expect(add.status == 0, "\(add.errors)")
    #expect(
      add.output.hasPrefix(
        """
        recorded: \(key)
        it does not count yet, awaiting confirmation: 3 who are no members are listed as present, not as attending; \
        its title says “处务会”; no point of its agenda is a Party matter
        """), "\(add.output)")
    #expect(try bureau.ask("list", "branch-01").output.contains("overdue*") == false)
    #expect(try bureau.ask("list", "branch-01").output.contains("open*"))
    #expect(try bureau.ask("status").output.contains("1 to be confirmed by a person, 0 incomplete"))
    let open = try bureau.ask("record", "list", "--open")
    #expect(open.output.hasPrefix("\(key)  awaiting confirmation\n"), "\(open.output)")
    #expect(open.output.split(separator: "\n").allSatisfy { columns($0) <= 80 })
    let own = try bureau.ask("record", "confirm", key, "--reason", "属实", "--by", "b01-organiser")
    #expect(own.status == 77, "\(own.errors)")
    let confirmed = try bureau.ask("record", "confirm", "member-", "--reason", "属实", "--by", "b01-secretary")
    #expect(confirmed.status == 0, "\(confirmed.errors)")
    #expect(confirmed.output == "confirmed: \(key)\n")
    #expect(try bureau.ask("list", "branch-01", "--all").output.contains("fulfilled"))
    let again = try bureau.ask("record", "confirm", key, "--reason", "属实", "--by", "b01-secretary")
    #expect(again.output == "known already, nothing changed: \(key)\n")
    let explained = try bureau.ask("explain", "member-assembly/branch-01/2026-Q1").output
    #expect(explained.contains("the record was confirmed by b01-secretary: 属实"), "\(explained)")
  }

  @Test func `a correction changes what is given and keeps the rest`() throws {
    let bureau = try RunningBureau()
    _ = try bureau.ask(
      "record", "branch-01", "member-assembly", "--date", "2026-03-20", "--chair", "支部书记", "--present", "14",
      "--due", "16",
      "--title", "处务会", "--reference", "记录3", "--by", "b01-organiser")
    let corrected = try bureau.ask(
      "record", "correct", key, "--title", "党员大会", "--present", "13", "--reason", "写错名称", "--by",
      "b01-organiser")
    #expect(corrected.output == "corrected: \(key)\n", "\(corrected.errors)")
    let all = try bureau.ask("record", "list", "--all").output
    #expect(all.contains("\(key)  corrected\n") && all.contains("\(key)  counts\n"), "\(all)")
    let json = try bureau.ask("record", "list", "--json").output
    #expect(json.contains("\"present\":13") && json.contains("\"reference\":\"记录3\""), "\(json)")
    let withdrawn = try bureau.ask("record", "withdraw", key, "--reason", "有误", "--by", "b01-organiser")
    #expect(withdrawn.status == 0)
    #expect(try bureau.ask("record", "correct", key, "--present", "12", "--reason", "x").status == 4)
    #expect(try bureau.ask("record", "list").output == "Nothing is recorded.\n")
  }

  @Test func `a committee below half is refused with the numbers, in both languages`() throws {
    let bureau = try RunningBureau()
    let refused = try bureau.ask(
      "record", "branch-01", "committee-meeting", "--date", "2026-03-20", "--chair", "支部书记", "--present", "2",
      "--due", "5",
      "--by", "b01-organiser")
    #expect(refused.status == 1)
    #expect(
      refused.errors.contains("5 due and 2 present: not at least half, which takes 3"), "\(refused.errors)")
    #expect(refused.errors.contains("应到5人、实到2人，未达半数"), "\(refused.errors)")
  }

  @Test func `an import has a line for each row, and nothing is recorded twice or by a trial`() throws {
    let bureau = try RunningBureau()
    let file = bureau.folder.path + "/一季度.csv"
    try """
    组织,事项,日期,主持人,实到,应到,会议名称
    第一党支部,支部党员大会,2026/3/20,支部书记,14,16,
    branch-02,member-assembly,2026-03-20,支部书记,9,14,团建暨党员大会
    branch-99,member-assembly,2026-03-20,支部书记,9,14,
    branch-03,member-assembly,2026-03-20,支部书记,19,18,
    branch-01,member-assembly,2026-03-20,支部书记,14,16,
    """.write(toFile: file, atomically: true, encoding: .utf8)
    let lines = """
      line 2: recorded member-assembly/branch-01/2026-03-20
      line 3: recorded, awaiting confirmation member-assembly/branch-02/2026-03-20
          its title says “团建”
      line 4: refused
          there is no organisation “branch-99”
      line 5: refused
          19 present of 18 due cannot be: present is at most due; who only sits in is
            counted apart
      line 6: known already member-assembly/branch-01/2026-03-20

      """
    let trial = try bureau.ask("record", "import", file, "--dry-run")
    #expect(trial.status == 1)
    #expect(trial.output.hasPrefix(lines), "\(trial.output)")
    #expect(try bureau.ask("record", "list").output == "Nothing is recorded.\n")
    let taken = try bureau.ask("record", "import", file, "--by", "organ-office")
    #expect(taken.status == 1)
    #expect(
      taken.output == lines + "1 recorded; 1 recorded, awaiting confirmation; 1 known already; 2 refused\n",
      "\(taken.output)")
    let again = try bureau.ask("record", "import", file, "--json")
    #expect(again.output.contains(#""outcome":"known""#) && !again.output.contains(#""outcome":"recorded""#))
    #expect(try bureau.ask("record", "list", "--json").output.contains(#""by":"organ-office""#))
    let piped = try bureau.ask(
      "record", "import", "-",
      input: "organisation,duty,date,chair,present,due\nbranch-04,member-assembly,2026-03-20,x,9,12\n")
    #expect(piped.status == 0, "\(piped.errors)")
    #expect(try bureau.ask("record", "import", "/nowhere.csv").status == 66)
  }

  @Test func `a table as Excel saves it in Chinese is read`() throws {
    let bureau = try RunningBureau()
    let (utf8, file) = (bureau.folder.path + "/utf8.csv", bureau.folder.path + "/表.csv")
    try "组织,事项,日期,主持人,实到,应到\r\n第一党支部,支部党员大会,2026/3/20,张书记,14,16\r\n"
      .write(toFile: utf8, atomically: true, encoding: .utf8)
    try #require(Program.shell("iconv", ["-f", "UTF-8", "-t", "GB18030", utf8, "-o", file]).status == 0)
    let taken = try bureau.ask("record", "import", file)
    #expect(taken.status == 0, "\(taken.output)\(taken.errors)")
    #expect(try bureau.ask("record", "list", "--json").output.contains("张书记"))
  }
}

/// The numbers before a vote: without a daemon where they are all given.
@Suite(.timeLimit(.minutes(2))) struct QuorumCommandTests {
  @Test(arguments: [
    (
      ["--kind", "admission", "--due", "15", "--excluded", "1", "--present", "7"], 1,
      "今日到会有表决权党员7人（应到14人），未超过半数，不能讨论接收预备党员，请改期。"
    ),
    (["--kind", "assembly", "--due", "15", "--excluded", "1", "--present", "7"], 0, "但通过须8人赞成，今日最多7票，不可能通过"),
    (
      ["--kind", "assembly", "--due", "14", "--present", "9", "--in-favour", "7"], 1,
      "赞成7人，未超过应到会人数的半数（须8人），不通过。"
    ),
    (["--kind", "election", "--due", "14", "--present", "12"], 0, "到会      12人，须12人（达五分之四）"),
    (["--kind", "democratic-life", "--due", "7", "--present", "4"], 1, "未达三分之二（须5人）"),
    (
      ["--kind", "confirmation", "--due", "15", "--present", "8", "--written", "2"], 0, "书面意见  2份，计入票数，不计入到会"
    ),
  ])
  func `the status says whether it may go on, the lines why`(arguments: [String], status: Int, says: String)
    throws
  {
    let chinese = try Program.orglifectl(["quorum", "--language", "zh"] + arguments)
    #expect(chinese.status == Int32(status), "\(chinese.errors)")
    #expect(chinese.output.replacing("\n", with: "").contains(says), "\(chinese.output)")
    let english = try Program.orglifectl(["quorum"] + arguments)
    #expect(english.status == Int32(status))
    for output in [chinese.output, english.output] {
      #expect(output.split(separator: "\n").allSatisfy { columns($0) <= 80 }, "\(output)")
    }
    let json = try Program.orglifectl(["quorum", "--json"] + arguments)
    #expect(json.output.contains("\"mayProceed\":\(status == 0)"), "\(json.output)")
  }

  @Test func `numbers that cannot be, and too few of them, are wrong usage`() throws {
    for arguments in [
      ["--kind", "assembly", "--due", "7", "--present", "8"], ["--kind", "assembly", "--present", "8"],
      ["--kind", "party", "--due", "7", "--present", "5"],
    ] { #expect(try Program.orglifectl(["quorum"] + arguments).status == 64, "\(arguments)") }
  }

  @Test func `without a number the members of the configuration are due`() throws {
    let bureau = try RunningBureau()
    let asked = try bureau.ask(
      "quorum", "--kind", "assembly", "--organisation", "branch-01", "--present", "7")
    #expect(asked.status == 1, "\(asked.errors)")
    #expect(asked.output.contains("7 of 16 members with voting rights are present"), "\(asked.output)")
    #expect(
      asked.output.contains("Note      the members of branch-01 in the configuration"), "\(asked.output)")
    let committee = try bureau.ask(
      "quorum", "--kind", "committee", "--organisation", "branch-01", "--present", "3")
    #expect(committee.status == 1)
    #expect(committee.errors.contains("give --due"), "\(committee.errors)")
  }
}
