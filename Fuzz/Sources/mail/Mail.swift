import Foundation
import Fuzzing

@testable import PluginKit

/// Pieces after lines `=== field`: a notice and whom it is from and to.
enum MailTrial {
  private static let usual = [
    "key": "assembly/branch-01/2026-Q1/T-5/secretary:zhang/mail", "thread": "assembly/branch-01/2026-Q1",
    "date": "2026-03-24T08:30:00+08:00", "language": "zh-Hans", "subject": "提醒", "name": "张三",
    "address": "zhang@example.org", "from": "OrgLife <orglife@example.org>", "domain": "example.org",
  ]

  static func run(_ input: [UInt8]) {
    var texts = usual
    var body: [Notice.Block] = []
    for (name, content) in Pieces(input).named.prefix(20) {
      // The line end before the next mark is not part of the piece.
      let text = String(decoding: content.last == 10 ? content.dropLast() : content[...], as: UTF8.self)
      switch name {
      case "heading": body.append(.heading(text))
      case "paragraph": body.append(.paragraph(text))
      case "list": body.append(.list(text.components(separatedBy: "|")))
      case "steps": body.append(.steps(text.components(separatedBy: "|")))
      default: texts[name] = text
      }
    }
    let notice = Notice(
      key: texts["key"] ?? "", thread: texts["thread"] ?? "", date: texts["date"] ?? "",
      tone: Notice.Tone(rawValue: texts["tone"] ?? "") ?? .notice, language: texts["language"] ?? "",
      recipient: .init(id: "zhang", name: texts["name"] ?? "", address: texts["address"]),
      subject: texts["subject"] ?? "", body: body, fields: texts)
    checkTexts(notice)
    guard let from = MailAddress(parsing: texts["from"] ?? ""), let domain = texts["domain"],
      MailAddress.isDomain(domain)
    else { return }
    let to = notice.recipient.address.flatMap { MailAddress(address: $0, name: notice.recipient.name) }
    guard let message = try? MailMessage(notice, from: from, to: to, domain: domain).bytes() else {
      return hold(MailDate.text(rfc3339: notice.date) == nil, "only for its date a notice is refused")
    }
    Message(message).check(against: notice)
  }

  /// What is escaped adds no markup, and the form for machines comes back as it was.
  private static func checkTexts(_ notice: Notice) {
    var plain = notice
    plain.subject = ""
    plain.language = ""
    plain.body = notice.body.map { block in
      switch block {
      case .heading: .heading("")
      case .paragraph: .paragraph("")
      case .list(let items): .list(items.map { _ in "" })
      case .steps(let items): .steps(items.map { _ in "" })
      }
    }
    let (page, plainPage) = (Array(notice.html.utf8), Array(plain.html.utf8))
    for mark in "<>\"".utf8 {
      hold(page.count { $0 == mark } == plainPage.count { $0 == mark }, "text adds no markup to a page")
    }
    let lines = { (text: String) in text.count { $0.isNewline } }
    hold(lines(notice.markdown) == lines(plain.markdown), "text adds no line to Markdown")
    let again = try? JSONDecoder().decode(Notice.self, from: Data(notice.json))
    hold(again == notice, "a notice comes back from JSON")
  }
}

@_cdecl("LLVMFuzzerTestOneInput")
public func trial(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  MailTrial.run(bytes(start, count))
  return 0
}
