import OrgLifeProgramme
import Testing

/// One change to the fixture and what has to be said of it.
struct BadInput: CustomTestStringConvertible, Sendable {
  var claim: String
  var file: String
  var old: String
  var new: String
  var place: String
  var code: String
  var severity: Diagnostic.Severity = .error
  /// A piece of the hint, or of the message where there is no hint to check.
  var says: String

  var testDescription: String { claim }

  init(
    _ claim: String, _ file: String, _ old: String, _ new: String, at place: String, _ code: String,
    _ severity: Diagnostic.Severity = .error, says: String
  ) {
    self.claim = claim
    self.file = file
    self.old = old
    self.new = new
    self.place = place
    self.code = code
    self.severity = severity
    self.says = says
  }
}

private let settings = "orglifed.yaml"
private let units = "organisations.yaml"
private let duties = "duties.d/a.yaml"
private let ladders = "ladders.d/a.yaml"
private let people = "people.csv"
private let appointments = "appointments.csv"
private let calendar = "calendars/2026.csv"

@Suite struct BadInputTests {
  @Test func `the fixture itself has no fault`() {
    let reading = ProgrammeReader.read(Fixture.sources())
    #expect(reading.diagnostics.map(\.description) == [])
    #expect(reading.programme != nil)
  }

  static let rows: [BadInput] = [
    // Keys and types
    BadInput(
      "an unknown key names the near one", settings, "language:", "langauge:", at: "2:1", "unknown-key",
      says: "did you mean “language”?"),
    BadInput(
      "an unknown key with nothing near lists the keys", settings, "operator: office", "colour: red",
      at: "10:1",
      "unknown-key", says: "the keys are zone, language"),
    BadInput(
      "an unknown key in a rung", ladders, "tone: notice", "tome: notice", at: "4:34", "unknown-key",
      says: "did you mean “tone”?"),
    BadInput(
      "a missing key stands at its mapping", settings, "zone: Asia/Shanghai\n", "", at: "1:1", "missing-key",
      says: "zone: Asia/Shanghai"),
    BadInput(
      "a key without value stands at the key", settings, "zone: Asia/Shanghai", "zone:", at: "1:1",
      "missing-key",
      says: "“zone” has no value"),
    BadInput(
      "a list where a text belongs", settings, "zone: Asia/Shanghai", "zone: [a]", at: "1:7", "wrong-type",
      says: "here is a list"),
    BadInput(
      "a text where a list belongs", settings, "[mail, log]", "mail", at: "9:19", "wrong-type",
      says: "default-channels: [mail]"),
    BadInput(
      "a text where a mapping belongs", settings, "{hold-above: 10}", "10", at: "11:9", "wrong-type",
      says: "mapping"),
    BadInput(
      "a duplicate key names both places", settings, "language: zh", "zone: Europe/Berlin\nlanguage: zh",
      at: "2:1",
      "duplicate-key", says: "orglifed.yaml:1:1"),
    BadInput(
      "a duplicate key in quotes", settings, "language: zh", "\"zone\": UTC\nlanguage: zh", at: "2:1",
      "duplicate-key", says: "orglifed.yaml:1:1"),
    BadInput(
      "a key without meaning beside the kind", duties, "kind: due-date", "kind: due-date\n  cycle: month",
      at: "14:3", "meaningless-key", says: "it belongs to the kind quota or fixed-day"),
    BadInput(
      "a word that is none of the list", duties, "strength: general", "strength: genral", at: "9:13",
      "unknown-value", says: "did you mean “general”?"),
    BadInput(
      "an unknown tone", ladders, "tone: notice", "tone: loud", at: "4:40", "unknown-value",
      says: "notice, warning, urgent"),
    BadInput(
      "an identifier with a space", units, "id: branch-01", "id: branch 01", at: "5:7", "bad-identifier",
      says: "write “branch01”"),
    BadInput(
      "a number in full-width digits", settings, "hold-above: 10", "hold-above: １０", at: "11:22", "bad-value",
      says: "whole number"),
    BadInput(
      "too little room to keep", settings, "hold-above: 10", "ballast-kib: 127", at: "11:23", "bad-value",
      says: "128"),
    BadInput(
      "texts kept for no day", settings, "limits: {hold-above: 10}", "retention: {delivered-days: 0}",
      at: "11:29", "bad-value", says: "1 to 36500"),
    BadInput(
      "facts are kept for good", settings, "limits: {hold-above: 10}", "retention: {facts-days: 30}",
      at: "11:13", "unknown-key", says: "facts-days"),
    BadInput(
      "a time with one digit", settings, "\"08:30\"", "8:30", at: "3:10", "bad-time", says: "two digits"),
    BadInput(
      "a notice lead without unit", duties, "7d", "7", at: "7:16", "bad-value", says: "wd for working days"),
    BadInput(
      "steps that differ in number", duties, "[one, two]", "[one]", at: "18:23", "steps-differ",
      says: "in both languages"),
    BadInput(
      "a name in one language only", duties, "{zh: 支部党员大会, en: Member assembly}", "{zh: 支部党员大会}", at: "3:9",
      "missing-key", says: "“en”"),
    BadInput(
      "quiet hours that never begin", settings, "operator: office",
      "operator: office\nquiet-hours: {from: \"21:00\", to: \"21:00\"}", at: "11:34", "bad-value",
      says: "delete “quiet-hours”"),
    BadInput(
      "settings that are no mapping", settings, "{plugin: log}", "{plugin: log, settings: [a]}", at: "8:32",
      "wrong-type", says: "“settings” is a mapping"),
    // YAML itself
    BadInput(
      "an anchor", settings, "zone: Asia/Shanghai", "zone: &z Asia/Shanghai", at: "1:7", "alias",
      says: "write the value out"),
    BadInput(
      "an alias of nothing", settings, "operator: office", "operator: *office", at: "10:11", "alias",
      says: "begins with “*”"),
    BadInput(
      "an explicit tag", settings, "language: zh", "language: !secret zh", at: "2:11", "tag",
      says: "begins with “!”"),
    BadInput(
      "a full-width colon", settings, "language: zh", "language：zh", at: "3:1", "syntax",
      says: "full-width colon"),
    BadInput("a tab", units, "  kind: committee", "\tkind: committee", at: "4:1", "syntax", says: "spaces"),
    BadInput(
      "a colon in an unquoted text", units, "name: 第一党支部", "name: a: b", at: "6:10", "syntax",
      says: "in quotes"),
    BadInput(
      "a second document", units, "- id: committee", "- id: committee\n---\n- id: x", at: "4:1", "syntax",
      says: "---"),
    BadInput(
      "65 levels", settings, "{plugin: log}",
      "{plugin: log, settings: {a: " + String(repeating: "[", count: 70) + String(repeating: "]", count: 70)
        + "}}",
      at: "8:96", "too-deep", says: "64 levels"),
    BadInput(
      "2,000 levels", settings, "{plugin: log}", String(repeating: "[", count: 2000), at: "8:9", "too-deep",
      says: "levels"),
    BadInput(
      "a text above 4 KiB", units, "name: 第一党支部", "name: " + String(repeating: "a", count: 4097), at: "6:9",
      "text-too-long", says: "closing quote"),
    BadInput(
      "a NUL escape", units, "name: 第一党支部", "name: \"a\\0b\"", at: "6:9", "nul-character", says: "delete it"),
    BadInput("a NUL byte", units, "第一党支部", "第\u{0}部", at: "6:10", "nul-character", says: "delete it"),
    BadInput(
      "a control character", units, "第一党支部", "第\u{1B}部", at: "6:10", "control-character", says: "delete it"),
    BadInput(
      "a direction override", units, "第一党支部", "第\u{202E}部", at: "6:10", "bidi-character", says: "direction"),
    BadInput(
      "a direction override written as escape", units, "第一党支部", "\"\\u202Ea\"", at: "6:9", "bidi-character",
      says: "direction"),
    BadInput(
      "a direction override in a table", people, "张三", "张\u{2066}三", at: "3:8", "bidi-character",
      says: "direction"),
    BadInput(
      "a line end inside a name", units, "name: 第一党支部", "name: \"a\\nb\"", at: "6:9", "line-break",
      says: "one line"),
    // References
    BadInput(
      "a zone with a slip", settings, "Asia/Shanghai", "Asia/Shanhai", at: "1:7", "unknown-zone",
      says: "Asia/Shanghai"),
    BadInput(
      "a zone without its continent", settings, "Asia/Shanghai", "shanghai", at: "1:7", "unknown-zone",
      says: "Asia/Shanghai"),
    BadInput(
      "a zone that is a path", settings, "Asia/Shanghai", "../../etc/localtime", at: "1:7", "unknown-zone",
      says: "IANA"),
    BadInput(
      "nobody who is told about the service", settings, "operator: office\n", "", at: "1:1", "no-operator",
      .notice,
      says: "operator: ID"),
    BadInput(
      "an operator who is nobody", settings, "operator: office", "operator: ofice", at: "10:11",
      "unknown-person",
      says: "did you mean “office”?"),
    BadInput(
      "an operator who would not hear that a channel fails", settings,
      "  log: {plugin: log}\ndefault-channels: [mail, log]", "default-channels: [mail]", at: "9:11",
      "operator-out-of-reach",
      says: "reached by the channel “mail” only"),
    BadInput(
      "a fallback that is no channel", settings, "    address: email",
      "    address: email\n    fallback: lgo",
      at: "8:15", "unknown-channel", says: "did you mean “log”?"),
    BadInput(
      "a channel that falls back to itself", settings, "    address: email",
      "    address: email\n    fallback: mail", at: "8:15", "fallback-to-itself", says: "another channel"),
    BadInput(
      "a default channel that is none", settings, "[mail, log]", "[mial, log]", at: "9:20", "unknown-channel",
      says: "did you mean “mail”?"),
    BadInput(
      "an address column that is none", settings, "address: email", "address: e-mail", at: "7:14",
      "unknown-column",
      says: "did you mean “email”?"),
    BadInput(
      "a parent that is none", units, "parent: committee", "parent: comittee", at: "8:11",
      "unknown-organisation", says: "did you mean “committee”?"),
    BadInput(
      "a ladder that is none", duties, "ladder: quarterly", "ladder: quartely", at: "8:11", "unknown-ladder",
      says: "did you mean “quarterly”?"),
    BadInput(
      "a role that nobody holds", ladders, "[secretary], tone: notice", "[secretery], tone: notice",
      at: "4:22",
      "unknown-role", says: "did you mean “secretary”?"),
    BadInput(
      "a channel of a rung that is none", ladders, "channels: [log]", "channels: [lok]", at: "8:72",
      "unknown-channel", says: "did you mean “log”?"),
    BadInput(
      "an appointment of nobody", appointments, "zhang,branch-01", "zang,branch-01", at: "3:1",
      "unknown-person",
      says: "did you mean “zhang”?"),
    BadInput(
      "an appointment to nowhere", appointments, "zhang,branch-01", "zhang,branch-1", at: "3:7",
      "unknown-organisation", says: "did you mean “branch-01”?"),
    BadInput(
      "an organisation twice", units, "- id: branch-01",
      "- id: committee\n  name: x\n  kind: committee\n- id: branch-01",
      at: "5:7", "duplicate-id", says: "organisations.yaml:2:7"),
    BadInput(
      "a duty twice", duties, "- id: item", "- id: assembly", at: "11:7", "duplicate-id",
      says: "duties.d/a.yaml:2:7"),
    BadInput(
      "a ladder twice", ladders, "- id: items", "- id: quarterly", at: "6:7", "duplicate-id",
      says: "ladders.d/a.yaml:2:7"),
    BadInput(
      "a person twice", people, "zhang,张三", "office,张三", at: "3:1", "duplicate-id", says: "people.csv:2:1"),
    BadInput(
      "a login twice", people, "Liaison,,,", "Liaison,,zhang,", at: "3:23", "duplicate-id",
      says: "people.csv:2:21"),
    BadInput(
      "a circle of parents is printed", units, "  kind: committee", "  kind: committee\n  parent: branch-01",
      at: "9:11", "parent-cycle", says: "branch-01 -> committee -> branch-01"),
    // Ladders
    BadInput(
      "a rung name twice, whatever the unit", ladders, "- {at: T+1wd",
      "- {at: T-5d, to: [secretary], tone: notice, delivery: single}\n  - {at: T+1wd", at: "5:10",
      "duplicate-rung",
      says: "ladders.d/a.yaml:4:10"),
    BadInput(
      "rungs out of order", ladders, "at: T+1wd", "at: T-9wd", at: "5:10", "rung-order", says: "order"),
    BadInput(
      "a rung of another anchor", ladders, "at: T+1wd", "at: D+1wd", at: "5:10", "mixed-anchors", says: "T"),
    BadInput(
      "a ladder of items for a quota", duties, "ladder: quarterly", "ladder: items", at: "8:10",
      "anchor-mismatch",
      says: "the end of its period"),
    BadInput(
      "the owner in a quota", ladders, "[secretary], tone: notice", "[owner], tone: notice", at: "4:22",
      "owner-of-meeting", says: "only items have owners"),
    BadInput(
      "a rung without unit", ladders, "T-5wd", "T-5", at: "4:10", "bad-value", says: "wd working days"),
    BadInput(
      "a rung for nobody", ladders, "[secretary], tone: notice", "[], tone: notice", at: "4:17", "bad-value",
      says: "to: [secretary]"),
    BadInput(
      "a single role without brackets", ladders, "[secretary], tone: notice", "secretary, tone: notice",
      at: "4:21",
      "wrong-type", says: "to: [secretary]"),
    BadInput(
      "a ladder that no duty uses", ladders, "- id: items",
      "- id: spare\n  rungs:\n  - {at: T-1d, to: [secretary], tone: notice, delivery: single}\n- id: items",
      at: "6:7",
      "unused-ladder", .warning, says: "spare"),
    BadInput(
      "a climb above the top", ladders, "[parent.office]", "[parent.parent.office]", at: "5:22",
      "climb-leaves-tree", .warning, says: "branch-01"),
    BadInput(
      "a duty that nobody owes", duties, "{kinds: [branch]}", "{kinds: [party-group]}", at: "2:7",
      "duty-applies-to-nothing", .warning, says: "applies-to"),
    // Dates
    BadInput(
      "a date from a spreadsheet", appointments, "2025-01-01", "2025/1/1", at: "3:27", "bad-date",
      says: "write 2025-01-01"),
    BadInput(
      "a day that is not in the calendar", units, "2025-01-01", "2025-02-30", at: "9:22", "bad-date",
      says: "has 28 days"),
    BadInput(
      "full-width digits in a date", appointments, "2025-01-01", "２０２５-０１-０１", at: "3:27",
      "full-width-digits",
      .notice, says: "write 2025-01-01"),
    BadInput(
      "an end before the beginning", appointments, "2025-01-01,", "2025-01-01,2024-12-31", at: "3:38",
      "span-reversed", says: "exchange"),
    BadInput(
      "dissolved before formed", units, "  parent: committee",
      "  parent: committee\n  formed: 2026-02-01\n  dissolved: 2026-01-01",
      at: "10:14", "span-reversed", says: "exchange"),
    BadInput(
      "an appointment after the end of the unit", units, "  parent: committee",
      "  parent: committee\n  formed: 2025-02-01",
      at: "3:1", "appointment-outside-life", .warning, says: "formed on 2025-02-01"),
    BadInput(
      "a make-up day on a weekday", calendar, "2026-01-04", "2026-01-05", at: "3:12", "makeup-on-weekday",
      says: "Saturday or Sunday"),
    BadInput(
      "a date twice", calendar, "2026-01-04", "2026-01-01", at: "3:1", "duplicate-date",
      says: "calendars/2026.csv:2:1"),
    BadInput(
      "an unknown kind of day", calendar, "makeup_workday", "makeup-workday", at: "3:12", "unknown-value",
      says: "did you mean “makeup_workday”?"),
    BadInput(
      "a provisional year without days", settings, "operator: office",
      "operator: office\nprovisional-years: [2027]",
      at: "11:21", "provisional-year-without-days", .warning, says: "calendars/2027.csv"),
    BadInput(
      "a provisional year that was published", settings, "operator: office",
      "operator: office\nprovisional-years: [2026]", at: "11:21", "provisional-year-published", .warning,
      says: "delete 2026"),
    // Tables
    BadInput(
      "too many fields", people, "Zhang San", "Zhang, San", at: "3:30", "field-count",
      says: "comma in \"quotes\""),
    BadInput("too few fields", people, ",zh,zhang,", ",zh,", at: "3:1", "field-count", says: "6"),
    BadInput(
      "a quote inside a field", people, "Zhang San", "Zhang \"San\"", at: "3:16", "csv-quote", says: "twice"),
    BadInput(
      "text behind a quoted field", people, "Zhang San", "\"Zhang\" San", at: "3:17", "csv-quote",
      says: "twice"),
    BadInput(
      "a quote without end", people, "Zhang San", "\"Zhang San", at: "3:10", "csv-quote", says: "never closed"
    ),
    BadInput(
      "a missing column", people, "name_en", "nameen", at: "1:1", "bad-header", says: "did you mean “nameen”?"
    ),
    BadInput(
      "a column twice", people, "login,email", "email,email", at: "1:32", "duplicate-column", says: "twice"),
    BadInput(
      "columns separated by semicolons", appointments, "person,organisation,role,from,to",
      "person;organisation;role;from;to", at: "1:1", "bad-header", says: "with commas"),
    BadInput(
      "an empty table", calendar, Fixture.files["calendars/2026.csv"] ?? "", "", at: "1:1", "bad-header",
      says: "date,kind,name"),
    BadInput("an empty id", people, "zhang,张三", ",张三", at: "3:1", "missing-value", says: "“id”"),
    BadInput(
      "a column that no channel uses", people, "login,email", "login,email,emial", at: "1:38",
      "unused-column",
      .warning, says: "did you mean “email”?"),
    BadInput(
      "an unknown column of appointments", appointments, "role,from,to", "role,from,to,note", at: "1:34",
      "unknown-column", says: "the columns are"),
    BadInput(
      "a line end inside a name of a table", people, "张三", "\"张\n三\"", at: "3:7", "line-break",
      says: "one line"),
    // Addresses
    BadInput(
      "an address without @", people, "zhang@example.org", "zhang.example.org", at: "3:29", "bad-address",
      says: "one “@”"),
    BadInput(
      "a full-width @", people, "zhang@example.org", "zhang＠example.org", at: "3:29", "bad-address",
      says: "write “zhang@example.org”"),
    BadInput(
      "a line end in an address", people, "zhang@example.org", "\"zhang@example.org\nBcc: x@y\"", at: "3:29",
      "bad-address", says: "one line"),
    BadInput(
      "a name in an address", people, "zhang@example.org", "Zhang<zhang@example.org>", at: "3:29",
      "bad-address",
      says: "without name and brackets"),
    BadInput(
      "a person without address", people, "zhang@example.org", "", at: "3:1", "no-address", .warning,
      says: "fill in the column “email”"),
    // Found by fuzzing
    BadInput(
      "more days than a number holds", ladders, "T-5wd", "T-9223372036854775808d", at: "4:10", "bad-value",
      says: "T-10wd"),
    BadInput(
      "a key of two lines, twice", duties, "  ladder: quarterly\n",
      "  ladder: quarterly\n  \"a\\nb\": 1\n  \"a\\nb\": 2\n", at: "10:3", "duplicate-key",
      says: "the key “a b” is given again"),
  ]

  @Test(arguments: rows)
  func `a bad input is told with its place and what to do`(row: BadInput) throws {
    let reading = ProgrammeReader.read(Fixture.sources(row.file, row.old, row.new))
    let all = reading.diagnostics.map(\.description).joined(separator: "\n")
    let found = reading.diagnostics.first { $0.code == row.code }
    let diagnostic = try #require(found, "\(row.claim): no \(row.code) in\n\(all)")
    #expect("\(diagnostic.line):\(diagnostic.column)" == row.place, "\(row.claim)\n\(all)")
    #expect(diagnostic.severity == row.severity)
    #expect("\(diagnostic.message)\n\(diagnostic.hint ?? "")".contains(row.says), "\(row.claim)\n\(all)")
    #expect((reading.programme == nil) == (reading.diagnostics.contains { $0.severity == .error }))
    #expect(all.contains(": \(row.severity.rawValue): "))
    #expect(!reading.diagnostics.contains { $0.message.contains(where: \.isNewline) }, "\(all)")
  }
}
