import Fixtures
import Foundation
import Testing

/// Calendars as people ask for them, without a daemon.
@Suite(.serialized, .timeLimit(.minutes(5))) struct CalendarCommandTests {
  @Test func `a month is drawn with its holidays, make-up days and fixed days`() throws {
    let result = try Program.orglifectl("calendar", "show", "2026-10", "--config", Bureau.folder)
    #expect(
      result.output == """
                        2026年10月
          一    二    三    四    五    六    日
                             1休   2休   3休   4休
           5休   6休   7休   8     9    10班  11
          12    13    14    15    16    17    18
          19    20    21    22    23    24    25
          26    27    28    29    30    31

        休  放假：1–7 国庆节
        班  调休上班：10 国庆节
        共18个工作日

        2026-10-08  主题党日（原定2026-10-02）

        """)
    #expect(
      try Program.orglifectl("calendar", "show", "2027-02", "--config", Bureau.folder).output.contains(
        "暂定：2027年"))
  }

  @Test(arguments: [
    (
      "2026-10-10",
      ["Sat 2026-10-10: worked", "in exchange for 国庆节", "calendars/2026.csv:", "working day 3 of its month"]
    ),
    (
      "2026-10-02",
      ["free", "holiday by the year's notice: 国庆节", "next      2026-10-08 Thu", "moved to 2026-10-08"]
    ),
    ("2026-10-08", ["worked", "moved here from 2026-10-02", "duties.d/meetings.yaml:"]),
    ("2027-02-05", ["free by the decree", "provisional"]), ("2026-03-01", ["a weekend that no notice makes"]),
  ])
  func `a day is explained with file and line`(date: String, wanted: [String]) throws {
    let result = try Program.orglifectl("calendar", "explain", date, "--config", Bureau.folder)
    #expect(result.status == 0)
    for text in wanted { #expect(result.output.contains(text), "\(result.output)") }
  }

  @Test func `a rule is explained by its days, its shift and why`() throws {
    let result = try Program.orglifectl(
      "calendar", "explain", "FREQ=MONTHLY;BYDAY=1FR", "--shift", "avoid-makeup-weekends", "--from",
      "2026-01-01",
      "--count", "1", "--config", Bureau.folder)
    #expect(
      result.output.contains(
        "2026-01-02 Fri  2026-01-05 Mon  元旦 holiday: next working day, past a make-up"))
    let wrong = try Program.orglifectl("calendar", "explain", "FREQ=HOURLY", "--config", Bureau.folder)
    #expect(wrong.status == 64)
    #expect(wrong.errors.contains("FREQ"))
    let quota = try Program.orglifectl("calendar", "explain", "member-assembly", "--config", Bureau.folder)
    #expect(quota.status == 1)
  }

  private static let notice = """
    date,kind,name
    2027-01-01,holiday,元旦
    2027-02-04,holiday,春节
    2027-02-05,holiday,春节
    2027-02-08,holiday,春节
    2027-02-09,holiday,春节
    2027-02-10,holiday,春节
    2027-02-20,makeup_workday,春节
    2027-04-05,holiday,清明节
    2027-05-03,holiday,劳动节
    2027-06-09,holiday,端午节
    2027-09-15,holiday,中秋节
    2027-10-01,holiday,国庆节

    """

  @Test func `a notice is looked at, loaded whole or not at all, and loaded twice changes nothing`() throws {
    let scratch = try Scratch()
    let folder = scratch.path + "/config"
    try FileManager.default.copyItem(atPath: Bureau.folder, toPath: folder)
    let target = folder + "/calendars/2027.csv"
    let before = try String(contentsOfFile: target, encoding: .utf8)
    let file = scratch.path + "/notice.csv"
    try Self.notice.write(toFile: file, atomically: true, encoding: .utf8)
    let arguments = ["calendar", "import", file, "--config", folder, "--socket", scratch.path + "/none"]

    let dry = try Program.orglifectl(arguments + ["--dry-run"])
    #expect(dry.status == 0)
    #expect(dry.output.contains("2027-02-09  2027-02-11  主题党日 2027-02\n"))
    #expect(try String(contentsOfFile: target, encoding: .utf8) == before)

    for (bad, why) in [
      ("date,kind,name\n2027-13-01,holiday,x\n", "months are 01 to 12"),
      ("date,kind,name\n2027-01-01,holiday,x\n2028-01-01,holiday,x\n", "one year at a time"),
      ("date,kind,name\n2027-01-01,statutory,x\n", "would still be provisional"),
      ("date,kind,name\n", "no day in it"),
    ] {
      try bad.write(toFile: file, atomically: true, encoding: .utf8)
      let refused = try Program.orglifectl(arguments)
      #expect(refused.status == 78)
      #expect(refused.errors.contains(why), "\(refused.errors)")
      #expect(try String(contentsOfFile: target, encoding: .utf8) == before)
    }

    try Self.notice.write(toFile: file, atomically: true, encoding: .utf8)
    let loaded = try Program.orglifectl(arguments)
    #expect(loaded.status == 0, "\(loaded.errors)")
    #expect(loaded.output.contains("The daemon is not running"))
    #expect(try String(contentsOfFile: target, encoding: .utf8) == Self.notice)
    let check = try Program.orglifectl("check-config", folder)
    #expect(check.status == 0 && !check.output.contains("provisional"), "\(check.output)")
    #expect(try Program.orglifectl(arguments).output.contains("in force already"))
  }
}
