import OrgLifeCore
import Testing

/// The examples of RFC 5545, section 3.8.5.3, that come by the day or coarser.
@Suite struct RecurrenceExampleTests {
  struct Example: CustomTestStringConvertible, Sendable {
    var start: String
    var rule: String
    var days: String

    init(_ start: String, _ rule: String, _ days: String) {
      self.start = start
      self.rule = rule
      self.days = days
    }

    var testDescription: String { "\(start) \(rule)" }
  }

  static let examples = [
    Example("19970902", "FREQ=DAILY;COUNT=10", "19970902-0911"),
    Example("19970902", "FREQ=DAILY;UNTIL=19971223T090000", "19970902-1223"),
    Example("19970902", "FREQ=DAILY;INTERVAL=2", "19970902 0904 0906 0908 0910 0912 0914 0916 0918 0920"),
    Example("19970902", "FREQ=DAILY;INTERVAL=10;COUNT=5", "19970902 0912 0922 1002 1012"),
    Example(
      "19980101", "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA",
      "19980101-0131 19990101-0131 20000101-0131"),
    Example(
      "19980101", "FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1", "19980101-0131 19990101-0131 20000101-0131"),
    Example("19970902", "FREQ=WEEKLY;COUNT=10", "19970902 0909 0916 0923 0930 1007 1014 1021 1028 1104"),
    Example(
      "19970902", "FREQ=WEEKLY;UNTIL=19971223T140000Z",
      "19970902 0909 0916 0923 0930 1007 1014 1021 1028 1104 1111 1118 1125 1202 1209 1216 1223"),
    Example(
      "19970902", "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
      "19970902 0916 0930 1014 1028 1111 1125 1209 1223 19980106 0120 0203 0217"),
    Example(
      "19970902", "FREQ=WEEKLY;UNTIL=19971006T235959;WKST=SU;BYDAY=TU,TH",
      "19970902 0904 0909 0911 0916 0918 0923 0925 0930 1002"),
    Example(
      "19970902", "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH",
      "19970902 0904 0909 0911 0916 0918 0923 0925 0930 1002"),
    Example(
      "19970901", "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971223T235959;WKST=SU;BYDAY=MO,WE,FR",
      """
      19970901 0903 0905 0915 0917 0919 0929 1001 1003 1013 1015 1017 1027 1029 1031 1110 1112 1114 1124 \
      1126 1128 1208 1210 1212 1222
      """),
    Example(
      "19970902", "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
      "19970902 0904 0916 0918 0930 1002 1014 1016"),
    Example(
      "19970905", "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
      "19970905 1003 1107 1205 19980102 0206 0306 0403 0501 0605"),
    Example("19970905", "FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR", "19970905 1003 1107 1205"),
    Example(
      "19970907", "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
      "19970907 0928 1102 1130 19980104 0125 0301 0329 0503 0531"),
    Example("19970922", "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "19970922 1020 1117 1222 19980119 0216"),
    Example("19970928", "FREQ=MONTHLY;BYMONTHDAY=-3", "19970928 1029 1128 1229 19980129 0226"),
    Example(
      "19970902", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15",
      "19970902 0915 1002 1015 1102 1115 1202 1215 19980102 0115"),
    Example(
      "19970930", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
      "19970930 1001 1031 1101 1130 1201 1231 19980101 0131 0201"),
    Example(
      "19970910", "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
      "19970910-0915 19990310-0313"),
    Example(
      "19970902", "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU",
      "19970902 0909 0916 0923 0930 1104 1111 1118 1125 19980106 0113 0120 0127 0303 0310 0317 0324 0331"),
    Example(
      "19970610", "FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
      "19970610 0710 19980610 0710 19990610 0710 20000610 0710 20010610 0710"),
    Example(
      "19970310", "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3",
      "19970310 19990110 0210 0310 20010110 0210 0310 20030110 0210 0310"),
    Example(
      "19970101", "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
      "19970101 0410 0719 20000101 0409 0718 20030101 0410 0719 20060101"),
    Example("19970519", "FREQ=YEARLY;BYDAY=20MO", "19970519 19980518 19990517"),
    Example("19970512", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "19970512 19980511 19990517"),
    Example(
      "19970313", "FREQ=YEARLY;BYMONTH=3;BYDAY=TH",
      "19970313 0320 0327 19980305 0312 0319 0326 19990304 0311 0318 0325"),
    Example(
      "19970605", "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8",
      """
      19970605 0612 0619 0626 0703 0710 0717 0724 0731 0807 0814 0821 0828 19980604 0611 0618 0625 0702 0709 \
      0716 0723 0730 0806 0813 0820 0827
      """),
    Example(
      "19970902", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "19980213 0313 1113 19990813 20001013"),
    Example(
      "19970913", "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
      "19970913 1011 1108 1213 19980110 0207 0307 0411 0509 0613"),
    Example(
      "19961105", "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
      "19961105 20001107 20041102"),
    Example("19970904", "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "19970904 1007 1106"),
    Example(
      "19970929", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
      "19970929 1030 1127 1230 19980129 0226 0330"),
    Example("19970805", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "19970805 0810 0819 0824"),
    Example("19970805", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "19970805 0817 0819 0831"),
    Example("20070115", "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "20070115 0130 0215 0315 0330"),
  ]

  @Test(arguments: examples) func `the examples of RFC 5545 come out, as days and as times`(example: Example)
    throws
  {
    let rule = try RecurrenceRule(example.rule)
    let start = dayList(example.start)[0]
    let expected = dayList(example.days)
    let isComplete = rule.count != nil || rule.until != nil
    let limit = expected.count + (isComplete ? 1 : 0)
    #expect(Array(rule.days(from: start).prefix(limit)) == expected)
    #expect(rule.days(from: start, in: expected[0]...expected[expected.count - 1]) == expected)
    let times = try Recurrence(start: CivilDateTime(date: start, secondOfDay: 9 * 3600), rule: rule)
      .occurrences(limit: limit)
    #expect(times.map(\.local.date) == expected)
    #expect(times.allSatisfy { $0.local.clock == "09:00:00" && $0.instant == nil })
  }

  @Test func `every 20 minutes from 9 to 16:40 each day`() throws {
    let rule = try RecurrenceRule("FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40")
    let times = try Recurrence(start: CivilDateTime("19970902T090000")!, rule: rule).occurrences(limit: 26)
    let expected = ["19970902", "19970903"].flatMap { day in
      (9...16).flatMap { hour in
        ["00", "20", "40"].map { "\(day)T\(hour < 10 ? "0" : "")\(hour)\($0)00" }
      }
    }
    #expect(times.map(\.local.description) == Array(expected.prefix(26)))
  }
}
