import OrgLifeCore
import OrgLifeProgramme
import Testing

@Suite struct BrokenBytesTests {
  /// Deterministic chance (SplitMix64), so that a failure can be repeated.
  struct Chance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  static let paths = (try? ShippedFileTests.bureau.get().paths) ?? []

  /// What tends to break parsers.
  static let pieces: [[UInt8]] = [
    [0], [0xFF], [0x80], Array("\"".utf8), Array("'".utf8), Array("[".utf8), Array("{".utf8),
    Array(": ".utf8),
    Array("\n- ".utf8), Array("&a ".utf8), Array("*a ".utf8), Array("? ".utf8), Array("|\n".utf8),
    Array("!!x ".utf8), Array("\t".utf8), Array("---\n".utf8), Array("%YAML 9\n".utf8), [0xE2, 0x80, 0xAE],
    Array("\r".utf8), Array("<<: ".utf8), Array("：".utf8), [0xD5, 0xC5], Array("zone: a\nzone: b\n".utf8),
  ]

  @Test(arguments: paths)
  func `no broken file stops the reader or passes without a word`(path: String) throws {
    let whole = try ShippedFileTests.bureau.get()
    let bytes = try #require(whole.files[path])
    var chance = Chance(state: UInt64(bytes.count))
    for round in 0..<60 {
      var broken = bytes
      switch round % 3 {
      case 0: broken = Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &chance)))
      case 1:
        for _ in 0...(round / 10) {
          let index = Int.random(in: 0..<bytes.count, using: &chance)
          broken[index] = UInt8.random(in: 0...255, using: &chance)
        }
      default:
        let piece = Self.pieces.randomElement(using: &chance) ?? []
        broken.insert(contentsOf: piece, at: Int.random(in: 0...bytes.count, using: &chance))
      }
      var sources = whole
      sources.files[path] = broken
      let reading = ProgrammeReader.read(sources)
      #expect((reading.programme == nil) == !reading.errors.isEmpty)
      for diagnostic in reading.diagnostics {
        #expect(diagnostic.line >= 1 && diagnostic.column >= 1)
        #expect(!diagnostic.message.isEmpty && !diagnostic.message.contains("\n"))
      }
      if let programme = reading.programme {
        _ = FactsFile.read(broken, file: path, programme: programme)
      }
    }
  }

  @Test func `aliases of aliases cost no time`() throws {
    var text = "a0: &a0 [x, x]\n"
    for level in 1...60 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
    text += "? *a60\n: x\n"
    let clock = ContinuousClock()
    let elapsed = clock.measure {
      let reading = ProgrammeReader.read(Fixture.sources(["orglifed.yaml": Array(text.utf8)]))
      #expect(reading.errors.contains { $0.code == "alias" })
    }
    #expect(elapsed < .seconds(5))
  }
}
