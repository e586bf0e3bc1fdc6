import Fixtures
import Foundation
import OrgLifeCore
import OrgLifeMessages
import PluginKit
import Testing

private let assembly = "member-assembly/branch-01/2026-Q1"
private let rectification = "rectification/branch-03/ZG-2026-012"
private let reminded = [
  (person: "b01-organiser", at: "2026-03-17T08:30"), ("b01-organiser", "2026-03-24T08:30"),
  ("b01-secretary", "2026-03-24T08:30"), ("b01-deputy", "2026-03-26T08:30"),
  ("organ-office", "2026-04-01T08:30"),
]
private let entered: (at: String, Fact.Statement) = (
  "2026-07-01T09:00", .entered(.item("ZG-2026-012", due: "2026-08-31"))
)

/// The texts that people get, kept as files and read as text. `UPDATE_GOLDEN=1 swift test --filter GoldenTests`
/// writes them anew, and fails so that nobody leaves it on.
@Suite struct GoldenTests {
  struct Page: CustomTestStringConvertible, @unchecked Sendable {
    var testDescription: String
    var scene: Scene
  }

  static let pages: [Page] = [
    Page(
      testDescription: "quota-T-10",
      scene: Scene(
        person: "b01-organiser", at: "2026-03-17T08:30",
        fired: [.init(obligation: assembly, rung: "T-10", role: "organisation-commissioner")])),
    Page(
      testDescription: "quota-T-5",
      scene: Scene(
        person: "b01-secretary", at: "2026-03-24T08:30",
        fired: [.init(obligation: assembly, rung: "T-5", role: "secretary", told: [reminded[0]])])),
    Page(
      testDescription: "quota-T-5-of-two",
      scene: Scene(
        person: "b01-secretary", at: "2026-03-24T08:30",
        fired: [.init(obligation: assembly, rung: "T-5", role: "secretary")],
        statements: [("2026-02-11T09:00", .held(.meeting("2026-02-10")))],
        change: { programme in
          for index in programme.duties.indices where programme.duties[index].id.text == "member-assembly" {
            programme.duties[index].kind = .quota(Duty.Quota(cycle: .quarter, atLeast: 2))
          }
        })),
    Page(
      testDescription: "digest-branch",
      scene: Scene(
        person: "b01-secretary", at: "2026-03-27T08:30", form: .digest,
        fired: [
          .init(obligation: assembly, rung: "T-3", role: "secretary"),
          .init(obligation: "committee-meeting/branch-01/2026-03", rung: "T-2", role: "secretary"),
        ])),
    Page(
      testDescription: "digest-office",
      scene: Scene(
        person: "organ-office", at: "2026-04-01T08:30", form: .digest,
        fired: [
          .init(obligation: assembly, rung: "T+1", role: "parent.office"),
          .init(obligation: "member-assembly/branch-03/2026-Q1", rung: "T+1", role: "parent.office"),
          .init(
            obligation: "member-assembly/branch-10/2026-Q2", rung: "T-10", role: "parent.office",
            insteadOf: "organisation-commissioner", dueAt: "2026-03-31T08:30"),
        ])),
    Page(
      testDescription: "digest-items",
      scene: Scene(
        person: "organ-office", at: "2026-09-01T08:30", form: .digest,
        fired: [
          .init(obligation: rectification, rung: "D+1", role: "parent.office"),
          .init(obligation: "member-assembly/branch-03/2026-Q3", rung: "T-10", role: "parent.office"),
        ], statements: [entered, ("2026-08-28T15:00", .submitted(item: id("ZG-2026-012"), reference: "报告"))])),
    Page(
      testDescription: "day-D-3-moved",
      scene: Scene(
        person: "b01-organiser", at: "2026-04-28T08:30",
        fired: [
          .init(obligation: "party-day/branch-01/2026-05", rung: "D-3", role: "organisation-commissioner")
        ])),
    Page(
      testDescription: "day-D-3",
      scene: Scene(
        person: "b01-organiser", at: "2026-06-02T08:30",
        fired: [
          .init(obligation: "party-day/branch-01/2026-06", rung: "D-3", role: "organisation-commissioner")
        ])),
    Page(
      testDescription: "digest-day",
      scene: Scene(
        person: "organ-office", at: "2026-06-12T08:30", form: .digest,
        fired: [
          .init(obligation: "party-day/branch-01/2026-06", rung: "D+5", role: "parent.office"),
          .init(obligation: "party-day/branch-03/2026-06", rung: "D+5", role: "parent.office"),
        ])),
    Page(
      testDescription: "quota-T+10-escalation",
      scene: Scene(
        person: "organ-secretary", at: "2026-04-15T08:30",
        fired: [.init(obligation: assembly, rung: "T+10", role: "parent.secretary", told: reminded)])),
    Page(
      testDescription: "quota-late",
      scene: Scene(
        person: "b01-secretary", at: "2026-03-25T07:00",
        fired: [
          .init(
            obligation: assembly, rung: "T-5", role: "secretary", dueAt: "2026-03-24T08:30",
            told: [reminded[0]])
        ])),
    Page(
      testDescription: "quota-vacant",
      scene: Scene(
        person: "b10-secretary", at: "2026-03-17T08:30",
        fired: [
          .init(
            obligation: "member-assembly/branch-10/2026-Q1", rung: "T-10", role: "secretary",
            insteadOf: "organisation-commissioner")
        ])),
    Page(
      testDescription: "quota-provisional",
      scene: Scene(
        person: "b01-organiser", at: "2027-03-17T08:30",
        fired: [
          .init(
            obligation: "member-assembly/branch-01/2027-Q1", rung: "T-10", role: "organisation-commissioner")
        ])),
    Page(
      testDescription: "item-D-20",
      scene: Scene(
        person: "b03-accountant", at: "2026-08-11T08:30",
        fired: [.init(obligation: rectification, rung: "D-20", role: "owner")], statements: [entered])),
    Page(
      testDescription: "item-D-3",
      scene: Scene(
        person: "leader-1", at: "2026-08-28T08:30",
        fired: [
          .init(
            obligation: rectification, rung: "D-3", role: "leader-in-charge",
            told: [
              ("b03-accountant", "2026-08-11T08:30"), ("b03-accountant", "2026-08-21T08:30"),
              ("leader-1", "2026-08-21T08:30"),
            ])
        ], statements: [entered])),
    Page(
      testDescription: "item-overdue",
      scene: Scene(
        person: "b03-accountant", at: "2026-09-01T08:30",
        fired: [
          .init(
            obligation: rectification, rung: "D+1", role: "owner",
            told: [("b03-accountant", "2026-08-28T08:30")])
        ],
        statements: [entered])),
    Page(
      testDescription: "item-escalation",
      scene: Scene(
        person: "bureau-secretary", at: "2026-09-14T08:30",
        fired: [
          .init(
            obligation: rectification, rung: "D+10", role: "parent.parent.secretary",
            told: [
              ("b03-accountant", "2026-08-28T08:30"), ("leader-1", "2026-08-28T08:30"),
              ("b03-secretary", "2026-09-01T08:30"),
              ("organ-office", "2026-09-01T08:30"),
            ])
        ], statements: [entered])),
    Page(
      testDescription: "item-submitted",
      scene: Scene(
        person: "b03-secretary", at: "2026-08-28T08:30",
        fired: [.init(obligation: rectification, rung: "D-3", role: "secretary")],
        statements: [entered, ("2026-08-20T09:00", .submitted(item: id("ZG-2026-012"), reference: "报告"))])),
    Page(
      testDescription: "item-submitted-owner",
      scene: Scene(
        person: "b03-accountant", at: "2026-08-28T08:30",
        fired: [.init(obligation: rectification, rung: "D-3", role: "owner")],
        statements: [entered, ("2026-08-20T09:00", .submitted(item: id("ZG-2026-012"), reference: "报告"))])),
    Page(
      testDescription: "item-first",
      scene: Scene(
        person: "leader-1", at: "2026-08-25T15:01",
        fired: [.init(obligation: rectification, rung: "first", role: "leader-in-charge")],
        statements: [("2026-08-25T15:00", .entered(.item("ZG-2026-012", due: "2026-08-31")))])),
  ]

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Golden")

  @Test(arguments: pages, Language.allCases)
  func `a message reads as it was agreed`(page: Page, language: Language) throws {
    let file = Self.folder.appendingPathComponent("\(page.testDescription).\(language.rawValue).txt")
    let text = try page.scene.notice(in: language).page
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
      try Data(text.utf8).write(to: file)
      Issue.record("\(file.lastPathComponent) was written; read it, and run again without UPDATE_GOLDEN")
      return
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    #expect(text == expected)
  }

  @Test func `every file belongs to a message`() throws {
    let names = Self.pages.flatMap { page in
      Language.allCases.map { "\(page.testDescription).\($0.rawValue).txt" }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted() == names.sorted())
  }

  @Test(arguments: pages, Language.allCases)
  func `the first ninety characters say what, by when, and what to do`(page: Page, language: Language) throws
  {
    let scene = page.scene
    let first = try #require(
      try scene.notice(in: language).body.first.flatMap { block -> String? in
        guard case .paragraph(let text) = block else { return nil }
        return String(text.prefix(90))
      })
    let asks = language == .chinese ? ["请", "不必"] : ["please", "Please", "need not"]
    #expect(asks.contains { first.contains($0) }, "\(first)")
    guard scene.form == .single else { return }
    let when =
      language == .chinese ? ["3月31日", "8月31日", "5月6日", "6月5日"] : ["31 Mar", "31 Aug", "6 May", "5 Jun"]
    #expect(when.contains { first.contains($0) }, "\(first)")
  }

  @Test(arguments: pages, Language.allCases)
  func `no message blames, nests its brackets, or counts a person's work`(page: Page, language: Language)
    throws
  {
    let text = try page.scene.notice(in: language).page
    for word in ["违规", "考核排名", "积分", "（周二））", "（周一））", "（周三））", "。。", "，，", "{{", "}}", "  "] {
      #expect(!text.contains(word))
    }
    #expect(text.contains(language == .chinese ? "提醒记录不作为考核依据。" : "Reminders are not used in any appraisal."))
  }

  @Test(arguments: ["quota-T-5.zh", "digest-office.zh"])
  func `the officers' manual shows messages as they are`(name: String) throws {
    let manual = try String(
      contentsOf: Bureau.root.appendingPathComponent("docs/officers.zh.md"), encoding: .utf8)
    let lines = Set(manual.split(separator: "\n"))
    let text = try String(contentsOf: Self.folder.appendingPathComponent("\(name).txt"), encoding: .utf8)
    for line in text.split(separator: "\n") { #expect(lines.contains(line)) }
  }

  @Test func `the subject after its tag stays the same for one obligation`() throws {
    let subjects = try Self.pages.filter {
      $0.scene.form == .single && $0.scene.fired[0].obligation == assembly
    }
    .map { page in
      try String(page.scene.notice(in: .chinese).subject.split(separator: "】", maxSplits: 1)[1])
    }
    #expect(subjects.count > 3)
    #expect(Set(subjects).count == 1)
  }
}
