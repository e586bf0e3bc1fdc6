import OrgLifeDispatch
import Testing

@Suite struct PluginSpeechTests {
  private func hear(_ text: String, _ speech: inout PluginSpeech) -> [PluginSpeech.Line] {
    hear(Array(text.utf8), &speech)
  }

  private func hear(_ bytes: [UInt8], _ speech: inout PluginSpeech) -> [PluginSpeech.Line] {
    bytes.withUnsafeBytes { speech.hear($0) }
  }

  struct Row: CustomTestStringConvertible, Sendable {
    var name: String
    var bytes: [UInt8]
    var lines: [PluginSpeech.Line]
    var testDescription: String { name }

    init(_ name: String, _ text: String, _ lines: [PluginSpeech.Line]) {
      (self.name, bytes, self.lines) = (name, Array(text.utf8), lines)
    }

    init(_ name: String, _ bytes: [UInt8], _ lines: [PluginSpeech.Line]) {
      (self.name, self.bytes, self.lines) = (name, bytes, lines)
    }
  }

  private static let long = String(repeating: "x", count: PluginSpeech.longestBytes)

  static let rows: [Row] = [
    Row("a line", "hello\n", [.init(text: "hello")]),
    Row("two lines", "<3>one\n<7>two\n", [.init(priority: 3, text: "one"), .init(priority: 7, text: "two")]),
    Row("no priority", "<8>one\n<x>\n<3\n", [.init(text: "<8>one"), .init(text: "<x>"), .init(text: "<3")]),
    Row("empty lines", "\n\n\n", []),
    Row("without an end", "hello", []),
    Row("control characters", "a\u{1B}[31m\tb\u{9B}c\u{2028}d\r\n", [.init(text: "a[31m bcd")]),
    Row("no UTF-8", [0xFF, 0x41, 0xC0, 10], [.init(text: "\u{FFFD}A\u{FFFD}")]),
    Row("as long as can be", long + "\n", [.init(text: long)]),
    Row("longer", long + "xyz\nshort\n", [.init(text: long + "…"), .init(text: "short")]),
  ]

  @Test(arguments: rows)
  func `lines are the same however they come`(row: Row) {
    var whole = PluginSpeech()
    #expect(hear(row.bytes, &whole) == row.lines)
    var pieces = PluginSpeech()
    #expect(row.bytes.flatMap { hear([$0], &pieces) } == row.lines)
  }

  @Test func `what was begun is said when the plugin is gone`() {
    var speech = PluginSpeech()
    _ = hear("one\n<3>tw", &speech)
    #expect(speech.finish() == [.init(priority: 3, text: "tw")])
    #expect(speech.finish() == [])
    #expect(speech.lastWords == "tw")
  }

  @Test func `after so many lines the rest is only counted, until the window ends`() {
    var speech = PluginSpeech()
    let flood = String(repeating: "no\n", count: PluginSpeech.linesInAWindow + 12_345)
    #expect(hear(flood, &speech).count == PluginSpeech.linesInAWindow)
    #expect(hear("one\n", &speech) == [])
    #expect(speech.endWindow() == .init(priority: 4, text: "… 12346 more lines"))
    #expect(hear("one\n", &speech) == [.init(text: "one")])
    #expect(speech.endWindow() == nil)
  }

  @Test func `a plugin whose deliveries are lines is never cut short by them`() {
    var speech = PluginSpeech()
    _ = hear(String(repeating: "no\n", count: PluginSpeech.linesInAWindow), &speech)
    for number in 1...10_000 {
      speech.grant()
      #expect(hear("delivery \(number)\n", &speech) == [.init(text: "delivery \(number)")])
    }
    // What was not used up is not saved for a flood.
    #expect(hear(String(repeating: "no\n", count: 10_000), &speech).count <= 400)
  }
}
