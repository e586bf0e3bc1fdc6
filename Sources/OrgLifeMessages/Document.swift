import PluginKit

/// A rendered template taken apart: its first line is the subject, the rest are blocks in the few marks that
/// templates use: `## ` a heading, `- ` a list, `1. ` a step.
struct Document {
  var subject = ""
  var body: [Notice.Block] = []

  init(_ text: String) {
    var lines = text.split(separator: "\n").map { $0.trimming() }.filter { !$0.isEmpty }
    if !lines.isEmpty { subject = lines.removeFirst() }
    for line in lines { add(line) }
  }

  private mutating func add(_ line: String) {
    if line.hasPrefix("## ") {
      body.append(.heading(String(line.dropFirst(3))))
    } else if line.hasPrefix("- ") {
      let entry = String(line.dropFirst(2))
      if case .list(let entries) = body.last {
        body[body.count - 1] = .list(entries + [entry])
      } else {
        body.append(.list([entry]))
      }
    } else if line.hasPrefix("1. ") {
      let entry = String(line.dropFirst(3))
      if case .steps(let entries) = body.last {
        body[body.count - 1] = .steps(entries + [entry])
      } else {
        body.append(.steps([entry]))
      }
    } else {
      body.append(.paragraph(line))
    }
  }
}

extension Substring {
  fileprivate func trimming() -> String {
    var rest = drop { $0.isWhitespace }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
