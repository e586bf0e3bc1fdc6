import Foundation
import Testing

@testable import orglifectl

/// How answers look on a terminal, and that they are whole elsewhere.
@Suite(.timeLimit(.minutes(1))) struct LookTests {
  private func items() -> Table {
    var table = Table("STATE", "LEFT", "DUE", "NUMBER", "OWNER", "TITLE")
    table.add("open", "12", "2026-08-31", "ZG-2026-012", "b03-accountant", "固定资产盘点", colour: nil)
    table.add(
      "not applicable", "-112", "2026-08-31", String(repeating: "Z", count: 64),
      String(repeating: "o", count: 64),
      String(repeating: "固定资产", count: 30), colour: .red)
    return table
  }

  @Test func `a table of the longest names fits eighty columns, and its columns stay below their heads`() {
    let lines = items().text(width: 80).split(separator: "\n").map(String.init)
    for line in lines { #expect(displayWidth(line) <= 80, "\(line)") }
    #expect(lines[2].hasPrefix("not applicable  -112  2026-08-31  ZZ"))
    #expect(lines[2].hasSuffix("…"))
    let places = ["TITLE", "固定", "固定"].enumerated().compactMap { index, word in
      lines[index].range(of: word).map { displayWidth(String(lines[index][..<$0.lowerBound])) }
    }
    #expect(Set(places).count == 1 && places.count == 3)
  }

  @Test func `without a width nothing is cut`() {
    #expect(items().text(width: nil).contains(String(repeating: "固定资产", count: 30)))
  }

  @Test func `colour adds nothing but colour`() {
    let painted = items().text(width: 80, style: Style(isColoured: true))
    #expect(painted.contains("\u{1B}[31mnot applicable\u{1B}[0m"))
    #expect(painted.replacing(#/\u{1B}\[[0-9]+m/#, with: "") == items().text(width: 80))
  }

  @Test(arguments: [
    (true, [:], true), (false, [:], false), (true, ["NO_COLOR": "1"], false), (true, ["NO_COLOR": ""], true),
    (true, ["TERM": "dumb"], false), (true, ["TERM": "xterm-256color"], true),
  ])
  func `colour is for terminals that want it`(isTerminal: Bool, environment: [String: String], coloured: Bool)
  {
    #expect(Style.deciding(isTerminal: isTerminal, environment: environment).isColoured == coloured)
  }

  @Test(arguments: [
    ("one two three", 13, "one two three"), ("one two three four", 14, "one two three\n  four"),
    ("Warning: 年度计划没有公布节假日安排", 20, "Warning:\n  年度计划没有公布节\n  假日安排"),
  ])
  func `long text is broken at spaces, and Chinese where the line ends`(
    text: String, width: Int, lines: String
  ) {
    #expect(wrapped(text, to: width, indent: 2) == lines)
    #expect(wrapped(text, to: nil, indent: 2) == text)
  }

  @Test func `what a text says cannot begin a line, turn its direction or order the terminal about`() {
    var page = Paragraph()
    page.add("held: a\nb/c\u{2028}d \u{1B}[2J \u{202E}e 👨‍👩‍👧", indent: 4)
    #expect(page.text == "    held: a b/c d  [2J  e 👨‍👩‍👧")
  }

  @Test func `progress appears after a second, not more often than need be, and leaves nothing`() {
    let start = ContinuousClock().now
    var line = ProgressLine(isTerminal: true, from: start)
    #expect(line.drawing("a", at: start + .milliseconds(900)) == nil)
    #expect(line.clearing() == nil)
    #expect(line.drawing("a", at: start + .milliseconds(1000)) == "\r\u{1B}[Ka")
    #expect(line.drawing("b", at: start + .milliseconds(1050)) == nil)
    #expect(line.drawing("c", at: start + .milliseconds(1150)) == "\r\u{1B}[Kc")
    #expect(line.clearing() == "\r\u{1B}[K")
    #expect(line.clearing() == nil)
    #expect(line.drawing("d", at: start + .milliseconds(1200)) == nil)
    var piped = ProgressLine(isTerminal: false, from: start)
    #expect(piped.drawing("a", at: start + .seconds(60)) == nil)
  }

  @Test func `keys are lines; reasons, remarks and empty lines are none`() {
    let text = "a/b/2026-Q1/T-5\n    no such mailbox\n\n# later\r\nc/d/2026-05 \n"
    #expect(KeyArgument.keys(in: text) == ["a/b/2026-Q1/T-5", "c/d/2026-05"])
  }
}
