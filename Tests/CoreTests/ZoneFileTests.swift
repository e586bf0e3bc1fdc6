import Foundation
import Testing

@testable import OrgLifeCore

/// The machine's database of time zones, as files that may be of any kind.
@Suite struct ZoneFileTests {
  static func file(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(ZoneFile.folder)/\(name)")))
  }

  @Test func `every zone of a country can be read, and says what Foundation says, year after year`() throws {
    let names = ZoneFile.namesOfCountries
    #expect(names.count > 300)
    for name in names {
      let zone = try #require(ZoneFile(name: name), "\(name)")
      guard let database = TimeZone(identifier: name) else { continue }
      // Each noon from 2024 to 2060.
      for second in stride(from: 1_704_110_400 as Int64, to: 2_840_140_800, by: 5 * 86_400) {
        let expected = database.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
        guard zone.offset(at: second) != expected else { continue }
        Issue.record("\(name) at \(second): \(zone.offset(at: second)) and not \(expected)")
        break
      }
    }
  }

  @Test(arguments: ["Asia/Shanghai", "America/New_York", "Africa/Casablanca"])
  func `a file that was cut anywhere is no zone`(name: String) throws {
    let bytes = try Self.file(name)
    #expect(ZoneFile(bytes) != nil)
    for count in 0..<bytes.count { #expect(ZoneFile(Array(bytes.prefix(count))) == nil) }
  }

  @Test func `a byte that is another never ends the reader`() throws {
    let bytes = try Self.file("Asia/Shanghai")
    for index in bytes.indices {
      for value in [0, 0x7f, 0xff] as [UInt8] {
        var broken = bytes
        broken[index] = value
        _ = ZoneFile(broken)?.offset(at: 1_774_324_800)
      }
    }
  }

  @Test(arguments: [
    "Asia", "Asia/", "/Asia/Shanghai", "Asia//Shanghai", "posix/Asia/Shanghai", "right/Asia/Shanghai",
    "posixrules",
    "localtime", "zone.tab", "Factory", "Asia/../Asia/Shanghai", "Asia/Shanghai\0",
  ])
  func `what lies beside the zones is no zone`(name: String) { #expect(ZoneFile(name: name) == nil) }

  struct Row: CustomTestStringConvertible {
    var testDescription: String
    var rule: String
    /// At noon UTC on 15 January and on 15 July 2050.
    var january: Int
    var july: Int
  }

  @Test(arguments: [
    Row(testDescription: "one offset", rule: "CST-8", january: 28_800, july: 28_800),
    Row(testDescription: "a name of digits", rule: "<+0545>-5:45", january: 20_700, july: 20_700),
    Row(testDescription: "north", rule: "EST5EDT,M3.2.0,M11.1.0", january: -18_000, july: -14_400),
    Row(
      testDescription: "south, half an hour", rule: "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", january: 39_600,
      july: 37_800),
    Row(
      testDescription: "winter time is the saving", rule: "IST-1GMT0,M10.5.0,M3.5.0/1", january: 0, july: 3600
    ),
    Row(testDescription: "days by number", rule: "ABC1DEF0,J60,J300", january: -3600, july: 0),
    Row(
      testDescription: "times before the day", rule: "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", january: -7200,
      july: -3600),
  ])
  func `a rule for the years to come is followed`(row: Row) throws {
    let rule = try #require(ZoneRule(row.rule))
    #expect(rule.offset(at: 2_525_860_800) == row.january)
    #expect(rule.offset(at: 2_541_499_200) == row.july)
  }

  @Test func `a rule changes at its very second`() throws {
    let rule = try #require(ZoneRule("EST5EDT,M3.2.0,M11.1.0"))
    // 2050-03-13T07:00:00Z and 2050-11-06T06:00:00Z.
    #expect(rule.offset(at: 2_530_767_599) == -18_000)
    #expect(rule.offset(at: 2_530_767_600) == -14_400)
    #expect(rule.offset(at: 2_551_327_199) == -14_400)
    #expect(rule.offset(at: 2_551_327_200) == -18_000)
  }

  @Test(arguments: [
    "", "8", "CST", "CST-", "CST-8 ", "EST5EDT", "EST5EDT,", "EST5EDT,M3.2.0", "EST5EDT,M13.2.0,M11.1.0",
    "EST5EDT,M3.6.0,M11.1.0", "EST5EDT,M3.2.7,M11.1.0", "EST5EDT,J0,J1", "EST5EDT,M3.2.0/168,M11.1.0",
    "<+08-8",
    "EST5EDT,M3.2.0,M11.1.0,", "EST-999",
  ])
  func `what is no rule is refused`(text: String) { #expect(ZoneRule(text) == nil) }
}
