import Testing

@testable import Varlink

@Suite struct JSONTests {
  @Test(
    arguments: [
      .null, true, 7, .number(0.5), "文\"\\\u{1}", ["a", .array([1, .null])],
      ["k": ["n": -1], "": .array([])],
    ] as [JSONValue])
  func `a value survives its bytes`(value: JSONValue) throws {
    let bytes = try JSONText.bytes(of: ["x": value])
    #expect(try JSONText.value([String: JSONValue].self, from: bytes) == ["x": value])
    #expect(!bytes.contains(0))
  }

  @Test(arguments: ["22337203685477587.575807", "-9223372036854775809", "1e400", "0.1", "-0", "1E-400"])
  func `a number that was read is the same number when it was written and read again`(text: String) throws {
    guard let value = try? JSONText.value([JSONValue].self, from: Array("[\(text)]".utf8)) else { return }
    #expect(try JSONText.value([JSONValue].self, from: JSONText.bytes(of: value)) == value)
  }

  @Test(arguments: [
    (String(repeating: "[", count: 64) + String(repeating: "]", count: 64), false),
    (String(repeating: "[", count: 65) + String(repeating: "]", count: 65), true),
    (String(repeating: #"{"a":"#, count: 65), true), (#"["\#(String(repeating: "[", count: 99))"]"#, false),
    (#"["\"\#(String(repeating: "[", count: 99))"]"#, false),
    (#"["\\",\#(String(repeating: "[", count: 99))"#, true),
    (String(repeating: "[]", count: 200), false),
  ])
  func `brackets nest at most 64 deep, those in strings not counted`(text: String, isTooDeep: Bool) {
    #expect(JSONText.nestsTooDeep(Array(text.utf8)) == isTooDeep)
  }

  @Test func `an interface text tells its names`() {
    #expect(echoInterface.name == "org.example.Echo")
    #expect(echoInterface.methods == ["Say", "Who", "Count", "Fail", "Break", "Hang", "Large"])
  }
}
