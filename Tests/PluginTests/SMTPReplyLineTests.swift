import Testing

@testable import EmailPlugin

@Suite struct SMTPReplyLineTests {
  @Test(arguments: [
    ("250 2.0.0 queued\r\n", 250, "250 2.0.0 queued"), ("550 \u{1B}[31mno\u{7F}\r\n", 550, "550 [31mno"),
    // The control characters above ASCII, which some terminals obey like ESC.
    ("550 no\u{80}\u{9B}31m\u{85}x\u{2028}y", 550, "550 no31mxy"), ("+55 x", 0, "+55 x"), ("55", 0, "55"),
    ("", 0, ""),
  ])
  func `a line of a relay keeps its code and no control character`(line: String, code: Int, text: String) {
    let read = SMTPReplyLine(line.utf8)
    #expect(read.code == code)
    #expect(read.text == text)
  }

  @Test func `a line is short in bytes too, however many marks stand on one letter`() {
    let read = SMTPReplyLine(("550 a" + String(repeating: "\u{301}", count: 9000)).utf8)
    #expect(read.text.utf8.count <= 1200)
  }
}
