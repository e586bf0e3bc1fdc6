import Foundation
import OrgLifeCore
import Testing

@Suite struct RecurrenceRuleTests {
  @Test(arguments: [
    ("FREQ=MONTHLY;BYDAY=1FR", "FREQ=MONTHLY;BYDAY=1FR"),
    ("byday=+1fr,mo,MO;freq=monthly;interval=1", "FREQ=MONTHLY;BYDAY=MO,1FR"),
    ("FREQ=YEARLY;WKST=MO;BYMONTHDAY=-1,15,02;BYMONTH=12,3", "FREQ=YEARLY;BYMONTH=3,12;BYMONTHDAY=2,15,-1"),
    ("FREQ=DAILY;BYSECOND=60,59;BYMINUTE=5;BYHOUR=3", "FREQ=DAILY;BYHOUR=3;BYMINUTE=5;BYSECOND=59"),
    ("COUNT=3;INTERVAL=2;FREQ=WEEKLY;WKST=SU", "FREQ=WEEKLY;COUNT=3;INTERVAL=2;WKST=SU"),
    ("FREQ=DAILY;UNTIL=20261231", "FREQ=DAILY;UNTIL=20261231"),
    ("FREQ=DAILY;UNTIL=20261231T160000", "FREQ=DAILY;UNTIL=20261231T160000"),
    ("FREQ=DAILY;UNTIL=20261231T160000Z", "FREQ=DAILY;UNTIL=20261231T160000Z"),
    (
      "FREQ=YEARLY;BYSETPOS=-1,1;BYYEARDAY=-366,366;BYWEEKNO=53,-53",
      "FREQ=YEARLY;BYWEEKNO=53,-53;BYYEARDAY=366,-366;BYSETPOS=1,-1"
    ),
  ])
  func `a rule is kept as one canonical text`(text: String, canonical: String) throws {
    let rule = try RecurrenceRule(text)
    #expect(rule.description == canonical)
    #expect(try RecurrenceRule(canonical) == rule)
    let coded = try JSONEncoder().encode([rule])
    #expect(try JSONDecoder().decode([String].self, from: coded) == [canonical])
    #expect(try JSONDecoder().decode([RecurrenceRule].self, from: coded) == [rule])
  }

  private static let refusals: [(text: String, part: String, words: String)] = [
    ("", "", "the rule is empty"), ("FREQ=DAILY;", "", "a “;” too many"),
    ("FREQ=DAILY;;COUNT=2", "", "a “;” too many"), ("INTERVAL=2", "FREQ", "is missing"),
    ("RRULE:FREQ=DAILY", "RRULE:FREQ", "no part of a rule"), ("FREQ", "FREQ", "has no value"),
    ("FREQ=", "FREQ", "has no value"), ("FREQ=DAILY;COUNT=1;COUNT=1", "COUNT", "given twice"),
    ("FREQ=HOURLY", "FREQ", "not supported"), ("FREQ=MINUTELY", "FREQ", "not supported"),
    ("FREQ=SECONDLY", "FREQ", "not supported"), ("FREQ=FORTNIGHTLY", "FREQ", "not one of"),
    ("FREQ=DAILY;INTERVAL=0", "INTERVAL", "not a number from 1"),
    ("FREQ=DAILY;INTERVAL=99999999999999999999", "INTERVAL", "not a number"),
    ("FREQ=DAILY;COUNT=0", "COUNT", "not a number"), ("FREQ=DAILY;COUNT=-1", "COUNT", "not a number"),
    ("FREQ=DAILY;COUNT=2;UNTIL=20260101", "COUNT", "COUNT and UNTIL"),
    ("FREQ=DAILY;UNTIL=2026-01-01", "UNTIL", "not a date"),
    ("FREQ=DAILY;UNTIL=20260230", "UNTIL", "not a date"),
    ("FREQ=DAILY;UNTIL=20260101T240000", "UNTIL", "not a date"),
    ("FREQ=DAILY;UNTIL=20260101Z", "UNTIL", "not a date"), ("FREQ=DAILY;WKST=1MO", "WKST", "not one of"),
    ("FREQ=YEARLY;BYMONTH=13", "BYMONTH", "1 to 12"), ("FREQ=YEARLY;BYMONTH=-1", "BYMONTH", "1 to 12"),
    ("FREQ=YEARLY;BYMONTH=1,,2", "BYMONTH", "1 to 12"), ("FREQ=YEARLY;BYMONTH=1 ", "BYMONTH", "1 to 12"),
    ("FREQ=YEARLY;BYWEEKNO=0", "BYWEEKNO", "1 to 53"), ("FREQ=YEARLY;BYWEEKNO=54", "BYWEEKNO", "1 to 53"),
    ("FREQ=MONTHLY;BYWEEKNO=20", "BYWEEKNO", "only with FREQ=YEARLY"),
    ("FREQ=YEARLY;BYYEARDAY=367", "BYYEARDAY", "1 to 366"),
    ("FREQ=DAILY;BYYEARDAY=1", "BYYEARDAY", "FREQ=DAILY"),
    ("FREQ=WEEKLY;BYYEARDAY=1", "BYYEARDAY", "FREQ=WEEKLY"),
    ("FREQ=MONTHLY;BYYEARDAY=1", "BYYEARDAY", "FREQ=MONTHLY"),
    ("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY", "1 to 31"),
    ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY", "1 to 31"),
    ("FREQ=MONTHLY;BYMONTHDAY=--1", "BYMONTHDAY", "1 to 31"),
    ("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY", "FREQ=WEEKLY"),
    ("FREQ=MONTHLY;BYDAY=XX", "BYDAY", "does not end with"), ("FREQ=MONTHLY;BYDAY=0MO", "BYDAY", "1 to 53"),
    ("FREQ=MONTHLY;BYDAY=54MO", "BYDAY", "1 to 53"), ("FREQ=MONTHLY;BYDAY=星期一", "BYDAY", "does not end with"),
    ("FREQ=WEEKLY;BYDAY=1MO", "BYDAY", "with a number"), ("FREQ=DAILY;BYDAY=-1MO", "BYDAY", "with a number"),
    ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO", "BYDAY", "beside BYWEEKNO"),
    ("FREQ=DAILY;BYHOUR=24", "BYHOUR", "0 to 23"), ("FREQ=DAILY;BYMINUTE=60", "BYMINUTE", "0 to 59"),
    ("FREQ=DAILY;BYSECOND=61", "BYSECOND", "0 to 60"),
    ("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS", "another BY part"),
    ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0", "BYSETPOS", "1 to 366"),
    ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=367", "BYSETPOS", "1 to 366"),
    ("FREQ=DAILY;BYEASTER=0", "BYEASTER", "no part"), ("FREQ=DAILY;RSCALE=CHINESE", "RSCALE", "no part"),
  ]

  @Test(arguments: refusals) func `what is no rule is refused with a sentence that names the part`(
    refusal: (text: String, part: String, words: String)
  ) {
    let (text, part, words) = refusal
    do {
      let rule = try RecurrenceRule(text)
      Issue.record("\(text) was read as \(rule)")
    } catch {
      #expect(error.part == part)
      #expect(error.description.contains(words), "\(error)")
      #expect(part.isEmpty || error.description.contains(part))
      #expect(!error.description.contains("\n"))
    }
  }

  @Test func `a text without end is refused, not read`() {
    #expect(throws: RecurrenceRule.Mistake.self) {
      try RecurrenceRule("FREQ=DAILY;BYHOUR=" + String(repeating: "1,", count: 100_000) + "1")
    }
  }
}
