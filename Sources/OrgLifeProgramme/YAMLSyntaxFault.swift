import Yams

/// What Yams says of broken syntax, with what an officer can do about it.
struct YAMLSyntaxFault {
  let source: SourceText

  func report(_ error: any Error, _ findings: Findings) {
    switch error {
    case YamlError.scanner(let context, let problem, let mark, _),
      YamlError.parser(let context, let problem, let mark, _),
      YamlError.composer(let context, let problem, let mark, _):
      let place = Place(file: source.file, line: mark.line, column: mark.column)
      if problem.contains("undefined alias") {
        findings.error(
          "alias", place, "anchors and aliases (&name, *name) are not read",
          hint: "write the value out; put a text that begins with “*” in quotes")
      } else if problem.contains("nesting") {
        findings.error("too-deep", place, "more than \(YAMLDocument.deepest) levels stand inside each other")
      } else {
        findings.error(
          "syntax", place, "not YAML from here on: \(problem)",
          hint: hint(for: problem, line: mark.line, startedAt: context?.mark.line))
      }
    default:
      findings.error("syntax", Place(file: source.file), "not YAML: \(error)")
    }
  }

  private func hint(for problem: String, line: Int, startedAt: Int?) -> String {
    let lines = source.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let near = [line, line - 1, startedAt ?? line].compactMap { number in
      lines.indices.contains(number - 1) ? lines[number - 1] : nil
    }
    if near.contains(where: { $0.contains("：") }) {
      return "a full-width colon “：” stands here; write “: ”, a colon and a space"
    }
    if near.contains(where: { $0.contains("\t") }) { return "indent with spaces, never with a tab" }
    if near.contains(where: { $0.contains("“") || $0.contains("”") }) {
      return "quotes are “\"”, not the curved ones"
    }
    if problem.contains("mapping values are not allowed") {
      return "put a text that contains “: ” in quotes, and check the indentation"
    }
    if problem.contains("unexpected end of stream") { return "a closing quote or bracket is missing" }
    return "check the indentation, quotes and brackets of this line and the one before"
  }
}
