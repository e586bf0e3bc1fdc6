import Fixtures
import Foundation
import OrgLifeCore
import Testing

/// Offsets are kept for some years and asked of the database otherwise: nobody may see which.
@Suite struct ZoneOffsetTests {
  @Test(arguments: [
    "Asia/Shanghai", "America/New_York", "Europe/London", "Australia/Lord_Howe", "Africa/Casablanca",
    "Asia/Kathmandu",
    "America/St_Johns", "Pacific/Apia", "UTC",
  ])
  func `an offset is the database's, second by second around each change`(name: String) throws {
    let zone = try #require(Zone(name))
    let database = try #require(TimeZone(identifier: name))
    func agrees(_ seconds: Int64) -> Bool {
      zone.offsetSeconds(at: Timestamp(seconds: seconds))
        == database.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
    }
    // From 2018 to 2042, so that both ends of what is kept are passed.
    let first: Int64 = 1_514_764_800
    let last: Int64 = 2_272_147_200
    var change = database.nextDaylightSavingTimeTransition(after: Date(timeIntervalSince1970: Double(first)))
    var changes = 0
    while let moment = change, moment.timeIntervalSince1970 < Double(last) {
      for step in [-86_400, -3600, -1, 0, 1, 3600, 86_400] as [Int64] {
        #expect(agrees(Int64(moment.timeIntervalSince1970) + step))
      }
      changes += 1
      change = database.nextDaylightSavingTimeTransition(after: moment)
    }
    #expect(changes > 20 || ["Asia/Shanghai", "Asia/Kathmandu", "UTC", "Pacific/Apia"].contains(name))
    for second in stride(from: first, to: last, by: 40_009 * 61) { #expect(agrees(second)) }
  }
}
