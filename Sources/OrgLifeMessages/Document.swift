import PluginKit

/// A rendered template taken apart: its first line is the subject, the rest are blocks in the few marks that
/// templates use: `## ` a heading, `- ` a list, `1. ` a step.
///
/// Only the template's own marks count. What was filled in begins with ``valueMark``, so that a name such as
/// `## 一组` stays a name wherever it stands.
struct Document {
  /// A control character, which no value contains itself.
  static let valueMark: Character = "\u{2}"
  private static let valueByte: UInt8 = 2

  var subject = ""
  var body: [Notice.Block] = []

  init(_ text: String) {
    var lines = text.utf8.split(separator: UInt8(ascii: "\n")).map(Substring.init)
      .map { $0.trimming() }.filter { !$0.isEmpty }
    if !lines.isEmpty { subject = Document.unmarked(lines.removeFirst()) }
    for line in lines { add(line) }
  }

  private mutating func add(_ line: String) {
    if line.hasPrefix("## ") {
      body.append(.heading(Document.unmarked(line.dropFirst(3))))
    } else if line.hasPrefix("- ") {
      let entry = Document.unmarked(line.dropFirst(2))
      if case .list(let entries) = body.last {
        body[body.count - 1] = .list(entries + [entry])
      } else {
        body.append(.list([entry]))
      }
    } else if line.hasPrefix("1. ") {
      let entry = Document.unmarked(line.dropFirst(3))
      if case .steps(let entries) = body.last {
        body[body.count - 1] = .steps(entries + [entry])
      } else {
        body.append(.steps([entry]))
      }
    } else {
      body.append(.paragraph(Document.unmarked(line)))
    }
  }

  private static func unmarked(_ text: some StringProtocol) -> String {
    String(decoding: text.utf8.filter { $0 != valueByte }, as: UTF8.self)
  }
}

extension Substring {
  fileprivate func trimming() -> String {
    var rest = drop { $0.isWhitespace }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
