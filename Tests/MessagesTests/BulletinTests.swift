import Fixtures
import OrgLifeCore
import OrgLifeMessages
import PluginKit
import Testing

/// What the operator reads about the service itself.
@Suite struct BulletinTests {
  private func text(_ matter: Bulletin.Matter, in language: Language) throws -> String {
    var programme = Bureau.programme
    programme.people[id("organ-office")]?.language = language
    var years = programme.calendar.years
    years[2027] = .official
    programme.calendar = WorkingDayCalendar(entries: programme.calendar.entries, years: years)
    let bulletin = Bulletin(key: "bulletin/test", matter: matter)
    let notice = try Composer(programme: programme).notice(
      for: Delivery(
        key: "bulletin/test/organ-office/mail", person: id("organ-office"), channel: id("mail"),
        form: .single,
        datedAt: Bureau.time("2026-11-23T10:00"), notBefore: Bureau.time("2026-11-23T10:00"), lines: [],
        bulletin: bulletin), telling: bulletin)
    return "\(notice.subject)\n\(notice.plainText)"
  }

  private static let moves = [
    Bulletin.Move(
      duty: id("party-day"), word: "2027-02", rung: nil, from: day("2027-02-09"), to: day("2027-02-11")),
    Bulletin.Move(
      duty: id("member-assembly"), word: "2027-Q1", rung: "T-5", from: day("2027-03-24"),
      to: day("2027-03-23")),
    Bulletin.Move(
      duty: id("rectification"), word: "ZG-2026-012", rung: "D-20", from: day("2026-11-24"),
      to: day("2026-11-20")
    ),
  ]

  @Test func `the list of changes says each day, before and after`() throws {
    let chinese = try text(.calendarChanged(years: [2027], moves: Self.moves), in: .chinese)
    for line in [
      "【日历】2027年放假安排已载入：3项日期变动", "2027年放假安排已载入：3项日期变动（见下），其余不变。已经发出的提醒不再重发。",
      "主题党日 · 2027年2月：2027年2月9日（周二） → 2027年2月11日（周四）",
      "支部党员大会 · 2027年第一季度，T-5提醒：2027年3月24日（周三） → 2027年3月23日（周二）",
      "2026年11月24日（周二） → 2026年11月20日（周五）（已过，不再发）",
    ] { #expect(chinese.contains(line), "\(chinese)") }
    let english = try text(.calendarChanged(years: [2027], moves: Self.moves), in: .english)
    for line in [
      "[Calendar] 2027: the official calendar is loaded, 3 days moved",
      "Themed Party day · Feb 2027: Tue 9 Feb 2027 → Thu 11 Feb 2027", "(past, not sent)",
    ] { #expect(english.contains(line), "\(english)") }
  }

  @Test func `a calendar that moves nothing says so`() throws {
    #expect(try text(.calendarChanged(years: [2027], moves: []), in: .chinese).contains("没有日期变动"))
    #expect(try text(.calendarChanged(years: [2027], moves: []), in: .english).contains("no day moved"))
  }

  private static let setbacks = [
    Bulletin.Setback(
      delivery: "member-assembly/branch-01/2026-Q1/T-5/secretary:b01-secretary/mail",
      person: id("b01-secretary"), reason: "550 5.1.1 no such user", isFinal: true),
    Bulletin.Setback(
      delivery: "digest/2026-03-24/b03-secretary/mail", person: id("b03-secretary"),
      reason: "450 greylisted", isFinal: false),
  ]

  @Test func `what did not arrive is told by person and matter, with the relay's words`() throws {
    let matter = Bulletin.Matter.undelivered(channel: id("mail"), Self.setbacks)
    let chinese = try text(matter, in: .chinese)
    for line in [
      "【未送达】2条提醒未能经mail通道送达",
      "第一党支部 · 支部党员大会 · 2026年第一季度 · T-5提醒（不再重试）。原因：550 5.1.1 no such user",
      "3月24日（周二）的汇总。原因：450 greylisted", "其余的仍在自动重试", "orglifectl queue list failed",
    ] { #expect(chinese.contains(line), "\(chinese)") }
    let english = try text(matter, in: .english)
    for line in [
      "[Not delivered] 2 reminders over the channel mail", "reminder T-5 (given up): 550 5.1.1 no such user",
      "The others are tried again by themselves",
    ] { #expect(english.contains(line), "\(english)") }
  }

  @Test func `what only waits is not called given up`() throws {
    let matter = Bulletin.Matter.undelivered(channel: id("mail"), [Self.setbacks[1]])
    let chinese = try text(matter, in: .chinese)
    #expect(!chinese.contains("不再重试"))
    #expect(chinese.contains("系统仍在自动重试"), "\(chinese)")
    #expect(try !text(matter, in: .english).contains("given up"))
  }

  @Test func `a channel that is down says why, and that nothing is lost`() throws {
    let matter = Bulletin.Matter.channelDown(channel: id("mail"), reason: "535 authentication failed")
    let chinese = try text(matter, in: .chinese)
    for line in ["【通道故障】mail通道目前不能发送", "不会丢失", "原因：535 authentication failed"] {
      #expect(chinese.contains(line), "\(chinese)")
    }
    #expect(try text(matter, in: .english).contains("Why: 535 authentication failed"))
  }

  @Test
  func `a full disk says since when, that nothing is lost, and what to do; and later that there is room`()
    throws
  {
    let since = Bureau.time("2026-11-23T09:05")
    let chinese = try text(.diskFull(since: since), in: .chinese)
    for line in ["【磁盘已满】提醒已暂停发送", "自11月23日（周一）09:05起已满", "不会丢失", "df -h", "切勿删除ledger.sqlite"] {
      #expect(chinese.contains(line), "\(chinese)")
    }
    let english = try text(.diskFull(since: since), in: .english)
    for line in [
      "[Disk full] Nothing is sent", "since Mon 23 Nov, 09:05", "Nothing is lost",
      "Never delete ledger.sqlite",
    ] {
      #expect(english.contains(line), "\(english)")
    }
    let room = Bulletin.Matter.diskRoom(fullSince: since, until: Bureau.time("2026-11-23T09:40"))
    #expect(try text(room, in: .chinese).contains("自11月23日（周一）09:05至11月23日（周一）09:40已满，现已恢复"))
    #expect(try text(room, in: .english).contains("from Mon 23 Nov, 09:05 to Mon 23 Nov, 09:40"))
  }

  @Test func `what waits for release is counted once over all channels`() throws {
    let key = "rectification/branch-03/ZG-2026-012/D+10/leader-in-charge:leader-1"
    let held = ["mail", "drop", "log"].map {
      Bulletin.Setback(
        delivery: "\(key)/\($0)", person: id("leader-1"), reason: "the ladder wants a person to release it",
        isFinal: false)
    }
    #expect(try text(.held(held), in: .chinese).contains("【待放行】1条提醒等待放行"))
    let english = try text(.held(held), in: .english)
    for line in ["[To release] 1 reminder to be released", "orglifectl queue release \(key)/mail"] {
      #expect(english.contains(line), "\(english)")
    }
  }

  @Test func `a record that does not count says why and what can be done about it`() throws {
    var record = MeetingRecord.meeting("2026-11-20")
    record.title = "处务会暨支部会议"
    record.nonMembersPresent = 3
    func matter(_ judgement: Judgement) -> Bulletin.Matter {
      .recordOpen(Bulletin.OpenRecord(record: record, judgement: judgement, author: "inbox:b01-organiser"))
    }
    let doubted = matter(.awaitingConfirmation([.nonMembersPresent(3), .title(word: "处务会")]))
    let chinese = try text(doubted, in: .chinese)
    for line in [
      "【请确认】支部党员大会记录 · 第一党支部 · 11月20日（周五）",
      "该记录含非党员出席3人，且标题为“处务会”，暂未计入支部党员大会。请确认：①更正为列席并补充党内议题；②改登记为行政会议；③其他说明。",
      "- 会议名称：处务会暨支部会议", "- 登记人：第一党支部组织委员",
      "orglifectl record confirm member-assembly/branch-01/2026-11-20 --reason 说明",
    ] { #expect(chinese.contains(line), "\(chinese)") }
    let english = try text(doubted, in: .english)
    for line in [
      "[To confirm] Record of Member assembly · ",
      "does not count as Member assembly yet: 3 who are no members",
      ", and its title says “处务会”.",
    ] { #expect(english.contains(line), "\(english)") }
    let incomplete = try text(matter(.incomplete([.part(.recorder), .superiorConsent])), in: .chinese)
    for line in ["【请补充】支部党员大会记录", "该记录还缺：记录人、上级党组织同意改期。补齐之前暂未计入支部党员大会。"] {
      #expect(incomplete.contains(line), "\(incomplete)")
    }
    let alone = try text(matter(.awaitingConfirmation([.noPartyMatter])), in: .chinese)
    #expect(alone.contains("该记录议题中未见党内事项，暂未计入支部党员大会。请确认：①补充党内议题；"), "\(alone)")
  }

  @Test func `a missing year says what to do`() throws {
    for language in Language.allCases {
      let text = try text(.calendarMissing(year: 2028), in: language)
      #expect(text.contains("2028"))
      #expect(text.contains("orglifectl calendar import 2028.csv --dry-run"), "\(text)")
    }
  }
}
