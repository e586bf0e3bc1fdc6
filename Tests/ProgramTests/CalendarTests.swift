import Fixtures
import Foundation
import Testing

/// `orglifectl calendar`, for programs and for people.
@Suite(.serialized, .timeLimit(.minutes(5))) struct CalendarTests {
  private func run(_ arguments: [String], input: String = "") throws -> Program.Result {
    let folder = try Scratch()
    try folder.write(input, to: "in")
    let process = try Program.start(
      "orglifectl", ["calendar"] + arguments, input: FileHandle(forReadingAtPath: "\(folder.path)/in"),
      output: try folder.handle("out"), errors: try folder.handle("err"))
    process.waitUntilExit()
    return Program.Result(
      status: process.terminationStatus, output: try folder.text("out"), errors: try folder.text("err"))
  }

  @Test func `working days are answered line by line, and a bad line does not end it`() throws {
    let rows = [
      (#"{"id":1,"op":"is","date":"2026-10-10"}"#, #"{"id":1,"workday":true}"#),
      (#"{"id":"b","op":"is","date":"2026-10-01"}"#, #"{"id":"b","workday":false}"#),
      (#"{"id":[2,null],"op":"add","date":"2026-09-21","n":15}"#, #"{"date":"2026-10-19","id":[2,null]}"#),
      (#"{"id":3,"op":"add","date":"2026-10-19","n":-15}"#, #"{"date":"2026-09-21","id":3}"#),
      (#"{"id":4,"op":"next","date":"2026-10-01"}"#, #"{"date":"2026-10-08","id":4}"#),
      (#"{"id":5,"op":"next","date":"2026-10-08"}"#, #"{"date":"2026-10-08","id":5}"#),
      ("nonsense", #"{"error":"line 7 is not a JSON object","id":null,"line":7}"#),
      (
        #"{"id":8,"op":"is","date":"2027-03-01"}"#,
        #"{"error":"the calendar for 2027 is provisional: the notice of its make-up days is not published","id":8}"#
      ),
      (
        #"{"id":9,"op":"is","date":"2030-03-01"}"#,
        #"{"error":"no working-day calendar for 2030: add calendars/2030.csv, or mark 2030 as provisional","id":9}"#
      ),
      (
        #"{"id":10,"op":"add","date":"2026-12-20","n":300}"#,
        #"{"error":"the calendar for 2027 is provisional: the notice of its make-up days is not published","id":10}"#
      ),
      (
        #"{"id":11,"op":"was","date":"2026-12-20"}"#,
        #"{"error":"“op”: “was” is not one of is, add, next","id":11}"#
      ),
      (
        #"{"id":12,"op":"is","date":"2026-02-30"}"#,
        #"{"error":"“date”: “2026-02-30” is not a date like 2026-03-24","id":12}"#
      ),
      (
        #"{"id":13,"op":"add","date":"2026-02-03"}"#,
        #"{"error":"“n” is not a whole number from -10000 to 10000, or missing","id":13}"#
      ),
      (#"{"op":"is"}"#, #"{"error":"“date” is not a text, or missing","id":null}"#),
    ]
    let result = try run(
      ["workday", "--jsonl", "--config", Bureau.folder], input: rows.map { $0.0 + "\n" }.joined())
    #expect(result.status == 0)
    #expect(result.errors.isEmpty)
    #expect(result.output.split(separator: "\n").map(String.init) == rows.map(\.1))
  }

  @Test func `with --provisional an unpublished year is answered, and it is said`() throws {
    let result = try run(
      ["workday", "--jsonl", "--provisional", "--config", Bureau.folder],
      input: """
        {"id":1,"op":"is","date":"2027-03-01"}
        {"id":2,"op":"is","date":"2026-03-02"}
        {"id":3,"op":"add","date":"9999-12-30","n":100}
        """)
    #expect(
      result.output == """
        {"id":1,"provisional":true,"workday":true}
        {"id":2,"workday":true}
        {"error":"the answer lies outside of the years 1 to 9999","id":3}

        """)
  }

  @Test func `rules are expanded line by line`() throws {
    let rows = [
      (
        #"{"id":"a","dtstart":"19980101T090000","tz":null,"rule":"FREQ=MONTHLY;BYDAY=1FR","limit":2}"#,
        #"{"id":"a","local":["19980102T090000","19980206T090000"],"utc":null}"#
      ),
      (
        #"{"id":"b","dtstart":"20260308T023000","tz":"America/New_York","rule":"FREQ=DAILY","limit":2}"#,
        #"{"id":"b","local":["20260308T023000","20260309T023000"],"utc":["20260308T073000Z","20260309T063000Z"]}"#
      ),
      (
        #"{"id":"c","dtstart":"20260101T000000","rule":"FREQ=DAILY;COUNT=3","limit":9,"exdate":["20260102T000000"],"rdate":["20270101T000000"]}"#,
        #"{"id":"c","local":["20260101T000000","20260103T000000","20270101T000000"],"utc":null}"#
      ),
      (
        #"{"id":"d","dtstart":"20260101T000000","rule":"FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2","limit":9}"#,
        #"{"error":"no occurrence in 100 years","id":"d"}"#
      ),
      (
        #"{"id":"e","dtstart":"20260101T000000","rule":"FREQ=HOURLY","limit":9}"#,
        #"{"error":"FREQ=HOURLY is not supported: nothing here comes more often than each day","id":"e"}"#
      ),
      (
        #"{"id":"f","dtstart":"20260101","rule":"FREQ=DAILY","limit":9}"#,
        #"{"error":"“dtstart”: “20260101” is not a date and time like 19970902T090000","id":"f"}"#
      ),
      (
        #"{"id":"g","dtstart":"20260101T000000","tz":"Asia/Peking","rule":"FREQ=DAILY","limit":9}"#,
        #"{"error":"“tz”: “Asia/Peking” is no time zone that is known here","id":"g"}"#
      ),
      ("[]", #"{"error":"line 8 is not a JSON object","id":null,"line":8}"#),
    ]
    let result = try run(["expand", "--jsonl"], input: rows.map { $0.0 + "\n" }.joined())
    #expect(result.status == 0)
    #expect(result.output.split(separator: "\n").map(String.init) == rows.map(\.1))
  }

  @Test func `an answer comes before the next question is asked`() throws {
    let (questions, answers) = (Pipe(), Pipe())
    let process = try Program.start(
      "orglifectl", ["calendar", "expand", "--jsonl"], input: questions, output: answers)
    for year in ["2026", "2027"] {
      let question = #"{"id":\#(year),"dtstart":"\#(year)0101T000000","rule":"FREQ=DAILY","limit":1}"#
      try questions.fileHandleForWriting.write(contentsOf: Data("\(question)\n".utf8))
      // Blocks until the answer is there; the suite's time limit ends a wait in vain.
      let answer = String(decoding: answers.fileHandleForReading.availableData, as: UTF8.self)
      #expect(answer == "{\"id\":\(year),\"local\":[\"\(year)0101T000000\"],\"utc\":null}\n")
    }
    try questions.fileHandleForWriting.close()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test func `people are answered in words`() throws {
    let days = try run(["expand", "FREQ=MONTHLY;BYDAY=1FR", "--from", "2026-01-01", "--limit", "2"])
    #expect(days.output == "2026-01-02  Friday\n2026-02-06  Friday\n")
    let times = try run(["expand", "FREQ=DAILY;BYHOUR=9,18", "--from", "2026-01-01", "--limit", "2"])
    #expect(times.output == "2026-01-01 09:00:00  Thursday\n2026-01-01 18:00:00  Thursday\n")

    let bureau = ["--config", Bureau.folder]
    let worked = try run(["workday", "2026-10-10"] + bureau)
    #expect(worked.status == 0)
    #expect(worked.output == "2026-10-10 is a working day (Saturday, a make-up day, 国庆节)\n")
    let free = try run(["workday", "2026-10-01"] + bureau)
    #expect(free.status == 1)
    #expect(
      free.output == """
        2026-10-01 is not a working day (Thursday, 国庆节)
        the next one is 2026-10-08 Thursday

        """)
    #expect(
      try run(["workday", "2026-09-21", "--add", "15"] + bureau).output
        == "2026-10-19 Monday: 15 working days after 2026-09-21\n")
    #expect(
      try run(["workday", "2026-10-19", "--add", "-15"] + bureau).output
        == "2026-09-21 Monday: 15 working days before 2026-10-19\n")
    #expect(
      try run(["workday", "2027-03-01", "--provisional"] + bureau).output
        == "2027-03-01 is a working day (Monday); the year is not published, so this may change\n")
  }

  private static let endings: [(arguments: [String], status: Int32)] = [
    (["expand"], 64), (["expand", "FREQ=DAILY"], 64),
    (["expand", "FREQ=HOURLY", "--from", "2026-01-01"], 64),
    (["expand", "--jsonl", "FREQ=DAILY"], 64),
    (["expand", "FREQ=DAILY", "--from", "2026-01-01", "--limit", "-1"], 64),
    (["expand", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "--from", "2026-01-01"], 1), (["workday"], 64),
    (["workday", "--jsonl", "2026-01-01"], 64), (["workday", "2026-01-01", "--add", "10001"], 64),
    (["workday", "2027-01-04", "--config", Bureau.folder], 4),
    (["workday", "2026-01-01", "--config", "/nowhere"], 78),
    (["workday", "--jsonl", "--config", "/nowhere"], 78),
  ]

  @Test(arguments: endings) func `it ends as its help says, and says why`(
    ending: (arguments: [String], status: Int32)
  ) throws {
    let result = try run(ending.arguments)
    #expect(result.status == ending.status)
    #expect(result.output.isEmpty)
    #expect(!result.errors.isEmpty)
  }
}
