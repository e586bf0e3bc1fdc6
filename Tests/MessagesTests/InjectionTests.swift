import Fixtures
import OrgLifeCore
import OrgLifeMessages
import PluginKit
import Testing

/// What people write stays text, wherever it stands.
@Suite struct InjectionTests {
  private static let texts = [
    "{{organisation}}", "{{#steps}}{{/steps}}", "## 标题", "- 列表", "1. 步骤", "<b>粗</b>",
    "<script>alert(1)</script>",
    "一行\n## 两行", "一行\r\n- 两行", "\u{2}## 标题", "\u{2028}## 标题", "# 标题", "a & b", "[链接](http://x)", "   ## 空格",
  ]

  /// The names of everything that a message says, each the same text.
  private static func scene(_ text: String, form: Rung.Form) -> Scene {
    let item = Item(
      number: id("ZG-2026-012"), duty: id("rectification"), organisation: id("branch-03"),
      owner: id("b03-accountant"),
      title: text, due: day("2026-08-31"))
    return Scene(
      person: "b03-secretary", at: "2026-09-01T08:30", form: form,
      fired: [
        .init(
          obligation: "rectification/branch-03/ZG-2026-012", rung: "D+1", role: "secretary",
          told: [("leader-1", "2026-08-28T08:30")])
      ], statements: [("2026-07-01T09:00", .entered(item))],
      change: { programme in
        programme.organisations[id("branch-03")]?.name = Words(text)
        programme.people[id("b03-secretary")]?.name = Words(text)
        programme.people[id("b03-accountant")]?.name = Words(text)
        programme.people[id("leader-1")]?.name = Words(text)
        for index in programme.duties.indices {
          programme.duties[index].name = Words(text)
          programme.duties[index].source = Words(text)
          programme.duties[index].steps = [Words(text), Words(text)]
        }
      })
  }

  private func shape(_ notice: Notice) -> [String] {
    notice.body.map { block in
      switch block {
      case .heading(let text): "heading \(text)"
      case .paragraph: "paragraph"
      case .list(let items): "list of \(items.count)"
      case .steps(let items): "\(items.count) steps"
      }
    }
  }

  @Test(arguments: texts, Rung.Form.allCases)
  func `no name or title changes the shape of a message`(text: String, form: Rung.Form) throws {
    for language in Language.allCases {
      let plain = try Self.scene("平常", form: form).notice(in: language)
      let notice = try Self.scene(text, form: form).notice(in: language)
      #expect(shape(notice) == shape(plain))
      #expect(!notice.subject.contains { $0.isNewline })
      let all = notice.page.unicodeScalars
      #expect(!all.contains { $0.properties.generalCategory == .control && $0 != "\n" })
    }
  }

  @Test(arguments: texts, Rung.Form.allCases)
  func `no name or title becomes markup of a mail`(text: String, form: Rung.Form) throws {
    func tags(_ text: String) throws -> [Substring] {
      try Self.scene(text, form: form).notice(in: .chinese).html.matches(of: /<[^>]*>/).map(\.output)
    }
    #expect(try tags(text) == tags("平常"))
  }

  @Test func `a name with markup is shown as it was written`() throws {
    let notice = try Self.scene("## <b>{{x}}</b>", form: .single).notice(in: .chinese)
    #expect(notice.subject.hasPrefix("【逾期】## <b>{{x}}</b> · ## <b>{{x}}</b> · ZG-2026-012"))
    guard case .paragraph(let first) = notice.body.first else {
      Issue.record("\(notice.body)")
      return
    }
    #expect(first.hasPrefix("## <b>{{x}}</b>"))
  }
}
