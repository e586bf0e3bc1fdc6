import OrgLifeCore
import Testing

@testable import OrgLifeDaemon

@Suite struct AccessTests {
  private static let access = Access([
    .view: [.group("readers")], .operate: [.group("office"), .user(1001)], .close: [.user(1002)],
  ])

  @Test(arguments: [
    (Access.Member.group("readers"), [Access.Right.view]), (.group("office"), [.view, .operate]),
    (.user(1001), [.view, .operate]), (.user(1002), [.view, .close]), (.group("others"), []),
  ])
  func `who may operate or close may view, and nobody more than is named`(
    member: Access.Member, rights: [Access.Right]
  ) {
    for right in Access.Right.allCases {
      #expect(Self.access.permits(right) { $0 == member } == rights.contains(right), "\(right)")
    }
  }

  @Test(arguments: [
    ("group:office", Access.Member.group("office")), ("uid:1001", .user(1001)), ("uid:-1", nil),
    ("uid:x", nil),
    ("group:", nil), ("office", nil), ("uid:4294967296", nil),
  ])
  func `a member is a group or the number of a user`(text: String, member: Access.Member?) {
    #expect(Access.Member(text) == member)
  }

  @Test
  func `a user may ask often for a moment, and then as fast as the bucket fills; others are not concerned`() {
    let rate = CallRate()
    for _ in 0..<Int(CallRate.burst) { #expect(rate.count(7, at: 100) == .fine) }
    #expect(rate.count(7, at: 100) == .tooMany(isNews: true))
    #expect(rate.count(7, at: 100) == .tooMany(isNews: false), "it is said once a minute")
    #expect(rate.count(8, at: 100) == .fine)
    #expect(rate.count(7, at: 100 + 1.5 / CallRate.perSecond) == .fine)
    #expect(rate.count(7, at: 100 + 1.5 / CallRate.perSecond) == .tooMany(isNews: false))
    for _ in 0..<Int(CallRate.burst) { #expect(rate.count(7, at: 1000) == .fine) }
    #expect(rate.count(7, at: 1000) == .tooMany(isNews: true))
  }

  @Test(arguments: [
    ("550 5.1.1 <zhang.san@example.org>: no such user", "550 5.1.1 <…@example.org>: no such user"),
    ("张三@example.org refused", "…@example.org refused"), ("nothing to hide", "nothing to hide"),
    ("orglife-plugin@mail.socket does not listen", "orglife-plugin@mail.socket does not listen"),
    ("a @ b", "a @ b"), ("x@a y@b", "…@a …@b"),
  ])
  func `an address that a relay repeats does not reach the log`(words: String, logged: String) {
    #expect(Redaction.withoutAddresses(words) == logged)
  }
}
