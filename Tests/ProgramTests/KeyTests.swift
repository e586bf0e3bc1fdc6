import Foundation
import Testing

/// Keys as people give them: whole, by their beginning, or many at once.
@Suite(.timeLimit(.minutes(5))) struct KeyTests {
  @Test func `a beginning is completed and said to be; more than one thing is refused with candidates`()
    throws
  {
    let bureau = try RunningBureau()
    for number in ["ZG-2026-012", "ZG-2026-013"] {
      let added = try bureau.ask(
        "item", "add", number, "--organisation", "branch-03", "--owner", "b03-acc", "--due", "2026-08-31",
        "--title",
        "x", "--by", "organ-office")
      try #require(added.status == 0, "\(added.errors)")
      #expect(added.errors.contains("orglifectl: b03-acc is taken as b03-accountant\n"))
    }
    #expect(try bureau.ask("item", "list", "--json").output.contains("\"owner\":\"b03-accountant\""))

    let ambiguous = try bureau.ask("item", "submit", "ZG-2026", "--reference", "x")
    #expect(ambiguous.status == 4)
    #expect(ambiguous.errors.contains("ZG-2026 may mean more than one item:\n  ZG-2026-012\n  ZG-2026-013\n"))
    let asJSON = try bureau.ask("item", "submit", "ZG-2026", "--reference", "x", "--json")
    #expect(asJSON.errors.contains("\"candidates\":[\"ZG-2026-012\",\"ZG-2026-013\"]"))

    let taken = try bureau.ask("waive", "member-assembly/branch-01", "--reason", "x", "--by", "organ-office")
    #expect(taken.status == 0, "\(taken.errors)")
    #expect(taken.errors.contains("is taken as member-assembly/branch-01/2026-Q1\n"))
    #expect(taken.output.hasPrefix("noted: member-assembly/branch-01/2026-Q1\n"))
    #expect(taken.output.contains("a second person"))
    #expect(try bureau.ask("list", "branch-0").errors.contains("may mean more than one organisation"))
    let many = try bureau.ask("waive", "member-", "--reason", "x")
    #expect(many.errors.split(separator: "\n").count <= 11)
    let whole = try bureau.ask("list", "branch-01")
    #expect(whole.status == 0 && whole.errors.isEmpty)
  }

  @Test func `keys come from standard input too; what is wrong with one does not hinder the others`() throws {
    let bureau = try RunningBureau()
    let keys = "member-assembly/branch-01/2026-Q1\na/b/c\nmember-assembly/branch-02/2026-Q1\n"
    let waived = try bureau.ask("waive", "-", "--reason", "x", "--by", "organ-office", input: keys)
    #expect(waived.status == 4)
    #expect(
      waived.output.split(separator: "\n").filter { $0.hasPrefix("noted: ") }
        == ["noted: member-assembly/branch-01/2026-Q1", "noted: member-assembly/branch-02/2026-Q1"])
    let second = try bureau.ask(
      "waive", "member-assembly/branch-01/2026-Q1", "--reason", "同意", "--by", "organ-secretary")
    #expect(second.output == "waived: member-assembly/branch-01/2026-Q1\n")
    #expect(waived.errors.contains("a/b/c: "))
    #expect(try bureau.ask("queue", "release", "-", input: "\n").errors.contains("no key on standard input"))
    for organisation in ["branch-01", "branch-02"] {
      let added = try bureau.ask(
        "silence", "add", "organisation=\(organisation)", "--until", "2026-06-01T00:00", "--reason", "机构调整",
        "--by",
        "organ-office")
      #expect(added.output.hasPrefix("silenced: "), "\(added)")
    }
    let listed = try bureau.ask("silence", "list").output
    #expect(listed.contains("organisation=branch-01\n    in force, from "), "\(listed)")
    let ended = try bureau.ask("silence", "expire", "-", "--json", "--by", "organ-office", input: listed)
    #expect(ended.output.split(separator: "\n").count == 2, "\(ended)")
    #expect(try bureau.ask("silence", "list").output == "# nothing is silenced\n")
    #expect(try bureau.ask("silence", "expire", "99").status == 4)
  }

  @Test func `on a terminal what is overdue has a colour, and not where none is wanted`() throws {
    let bureau = try RunningBureau(at: "2026-04-20T09:00")
    #expect(try bureau.ask("adopt", "--from", "2026-01-01", "--by", "organ-office").status == 0)
    func onTerminal(_ environment: [String: String]) throws -> String {
      try Program.shell(
        "script", ["-qefc", "orglifectl list", "/dev/null"],
        environment: bureau.environment.merging(["COLUMNS": "80"]) { _, last in last }.merging(environment) {
          _, last in last
        }
      ).output.replacing("\r", with: "")
    }
    let coloured = try onTerminal([:])
    #expect(coloured.contains("\u{1B}[31moverdue\u{1B}[0m"))
    let plain = try onTerminal(["NO_COLOR": "1"])
    #expect(!plain.contains("\u{1B}"))
    #expect(try onTerminal(["TERM": "dumb"]) == plain)
    #expect(coloured.replacing(#/\u{1B}\[[0-9]+m/#, with: "") == plain)
    #expect(try !bureau.ask("list").output.contains("\u{1B}"))
  }
}
