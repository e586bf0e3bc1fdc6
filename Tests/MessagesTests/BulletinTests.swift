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

  @Test func `a missing year says what to do`() throws {
    for language in Language.allCases {
      let text = try text(.calendarMissing(year: 2028), in: language)
      #expect(text.contains("2028"))
      #expect(text.contains("orglifectl calendar import 2028.csv --dry-run"), "\(text)")
    }
  }
}
