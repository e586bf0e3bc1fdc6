import Fixtures
import Foundation
import OrgLifeCore
import OrgLifeMessages
import PluginKit
import Testing

/// An office's own templates in place of those that ship.
@Suite struct TemplateTests {
  private static func programme(_ file: String, _ text: String) -> Programme {
    var programme = Bureau.whole
    programme.templates = [file: text]
    return programme
  }

  @Test func `a template of the office's own is what people get`() throws {
    let programme = Self.programme(
      "reminder.zh.mustache", "【{{tag}}】{{organisation}}{{duty}}\n请办理：{{about}}，{{dueLong}}到期。\n")
    #expect(TemplateFault.all(in: programme) == [])
    let scene = Scene(
      person: "b01-organiser", at: "2026-03-17T08:30",
      fired: [
        .init(
          obligation: "member-assembly/branch-01/2026-Q1", rung: "T-10", role: "organisation-commissioner")
      ],
      change: { $0.templates = programme.templates })
    let notice = try scene.notice(in: .chinese)
    #expect(notice.subject == "【提醒】第一党支部支部党员大会")
    #expect(notice.plainText.contains("请办理：2026年第一季度，2026年3月31日（周二）到期。"))
  }

  struct Fault: CustomTestStringConvertible {
    var testDescription: String
    var file: String
    var text: String
    var place: String
    var says: String
  }

  @Test(arguments: [
    Fault(
      testDescription: "a section that is not closed", file: "reminder.zh.mustache",
      text: "【{{tag}}】{{duty}}\n{{#past}}已到期\n", place: "templates/reminder.zh.mustache:",
      says: "cannot be parsed"),
    Fault(
      testDescription: "a name that nothing fills in", file: "reminder.en.mustache",
      text: "[{{tag}}] {{duty}}\n\nDear {{recipient}}, it is due.\n",
      place: "templates/reminder.en.mustache:3:6", says: "nothing fills in “recipient”"),
    Fault(
      testDescription: "a file that overrides nothing", file: "reminders.zh.mustache", text: "x",
      place: "templates/reminders.zh.mustache:1:1", says: "reminder.zh.mustache"),
    Fault(
      testDescription: "a text that is empty for some duties", file: "reminder.zh.mustache",
      text: "{{#item}}【{{tag}}】{{number}}{{/item}}\n", place: "templates/reminder.zh.mustache:1:1",
      says: "it says nothing for the duty"),
  ])
  func `a template that cannot be used is named with its place`(row: Fault) {
    let faults = TemplateFault.all(in: Self.programme(row.file, row.text))
    #expect(faults.count == 1)
    #expect(faults.first?.description.hasPrefix(row.place) == true, "\(faults)")
    #expect(faults.first?.message.contains(row.says) == true, "\(faults)")
  }

  @Test func `every template that ships can be put in its own place`() throws {
    // What ships is what an office copies and changes.
    let folder = Bureau.root.appendingPathComponent("share/orglifed/templates")
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
      #expect(TemplateFault.all(in: Self.programme(file, text)) == [], "\(file)")
    }
  }
}
