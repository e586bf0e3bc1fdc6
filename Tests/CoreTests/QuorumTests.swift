import OrgLifeCore
import Testing

/// Scenario S11, and duties.md 1.3: every rule, at the numbers where its answer changes.
@Suite struct QuorumTests {
  struct Row: CustomTestStringConvertible {
    var rule: Quorum.Rule
    var due: Int
    var excluded = 0
    var present: Int
    var written = 0
    var inFavour: Int?
    var needed: Int
    var sits: Bool
    var toPass: Int?
    var canPass: Bool?
    var passes: Bool?
    var testDescription: String

    var finding: Quorum.Finding? {
      Quorum.Count(due: due, excluded: excluded, present: present, written: written, inFavour: inFavour)
        .map(Quorum.of(rule).finding)
    }
  }

  // 18 members: 15 formal, one of them under probation within the Party, three probationary: 14 voters.
  static let scenario = [
    Row(
      rule: .assembly, due: 15, excluded: 1, present: 7, needed: 7, sits: true, toPass: 8, canPass: false,
      testDescription: "S11: seven of fourteen may vote, and cannot pass"),
    Row(
      rule: .assembly, due: 18, excluded: 4, present: 7, needed: 7, sits: true, toPass: 8, canPass: false,
      testDescription: "S11: the same, counted from all eighteen"),
    Row(
      rule: .admission, due: 15, excluded: 1, present: 7, needed: 8, sits: false, toPass: 8, canPass: false,
      testDescription: "S11: an admission needs more than seven"),
    Row(
      rule: .election, due: 15, excluded: 1, present: 7, needed: 12, sits: false, toPass: 4, canPass: false,
      testDescription: "S11: an election needs twelve"),
    Row(
      rule: .election, due: 14, present: 11, needed: 12, sits: false, toPass: 6, canPass: false,
      testDescription: "four fifths of fourteen are 11.2"),
    Row(
      rule: .election, due: 14, present: 12, needed: 12, sits: true, toPass: 7, canPass: true,
      testDescription: "twelve of fourteen elect"),
  ]

  static let edges = [
    Row(
      rule: .committee, due: 7, present: 3, needed: 4, sits: false,
      testDescription: "a committee of seven, three there"),
    Row(
      rule: .committee, due: 7, present: 4, needed: 4, sits: true,
      testDescription: "a committee of seven, four there"),
    Row(
      rule: .committee, due: 6, present: 3, needed: 3, sits: true,
      testDescription: "exactly half of a committee"),
    Row(
      rule: .assembly, due: 14, present: 6, needed: 7, sits: false, toPass: 8, canPass: false,
      testDescription: "fewer than half may not vote"),
    Row(
      rule: .assembly, due: 14, present: 8, inFavour: 8, needed: 7, sits: true, toPass: 8, canPass: true,
      passes: true,
      testDescription: "more than half of those due pass"),
    Row(
      rule: .assembly, due: 14, present: 14, inFavour: 7, needed: 7, sits: true, toPass: 8, canPass: true,
      passes: false,
      testDescription: "exactly half of those due do not pass"),
    Row(
      rule: .assembly, due: 14, present: 6, inFavour: 6, needed: 7, sits: false, toPass: 8, canPass: false,
      passes: false,
      testDescription: "a vote below half does not stand"),
    Row(
      rule: .assembly, due: 14, present: 7, written: 3, needed: 7, sits: true, toPass: 8, canPass: false,
      testDescription: "an opinion in writing is no vote at an ordinary assembly"),
    Row(
      rule: .admission, due: 14, present: 8, needed: 8, sits: true, toPass: 8, canPass: true,
      testDescription: "eight of fourteen may admit"),
    Row(
      rule: .admission, due: 15, present: 8, written: 2, inFavour: 9, needed: 8, sits: true, toPass: 8,
      canPass: true,
      passes: true, testDescription: "opinions in writing are among the votes of an admission"),
    Row(
      rule: .confirmation, due: 14, present: 7, written: 5, needed: 8, sits: false, toPass: 8, canPass: false,
      testDescription: "and not among those present"),
    Row(
      rule: .election, due: 10, present: 8, inFavour: 4, needed: 8, sits: true, toPass: 5, canPass: true,
      passes: false,
      testDescription: "half of those present do not elect"),
    Row(
      rule: .election, due: 10, present: 8, inFavour: 5, needed: 8, sits: true, toPass: 5, canPass: true,
      passes: true,
      testDescription: "more than half of those present elect, be it half of those due"),
    Row(
      rule: .democraticLife, due: 7, present: 4, needed: 5, sits: false, testDescription: "S12: four of seven"
    ),
    Row(
      rule: .democraticLife, due: 7, present: 5, needed: 5, sits: true, testDescription: "S12: five of seven"),
    Row(
      rule: .democraticLife, due: 6, present: 4, needed: 4, sits: true, testDescription: "exactly two thirds"),
    Row(rule: .democraticLife, due: 1, present: 0, needed: 1, sits: false, testDescription: "a team of one"),
  ]

  @Test(arguments: scenario + edges) func `who is needed and what passes`(row: Row) throws {
    let finding = try #require(row.finding)
    #expect(finding.neededPresent == row.needed)
    #expect(finding.isQuorate == row.sits)
    #expect(finding.neededInFavour == row.toPass)
    #expect(finding.canPass == row.canPass)
    #expect(finding.passes == row.passes)
    #expect(finding.mayProceed == (row.passes ?? row.sits))
  }

  @Test func `for every number the least that is enough is the least that satisfies the words of the rule`()
    throws
  {
    for rule in Quorum.Rule.allCases {
      for due in 1...60 {
        for present in 0...due {
          let finding = try #require(Quorum.Count(due: due, present: present).map(Quorum.of(rule).finding))
          let isEnough =
            switch rule {
            case .committee, .assembly: 2 * present >= due
            case .admission, .confirmation: 2 * present > due
            case .election: 5 * present >= 4 * due
            case .democraticLife: 3 * present >= 2 * due
            }
          #expect(finding.isQuorate == isEnough, "\(rule) \(present) of \(due)")
        }
      }
    }
  }

  struct Fault: CustomTestStringConvertible {
    var due = 10
    var excluded = 0
    var present = 5
    var written = 0
    var inFavour: Int?
    var says: String
    var testDescription: String { says }
  }

  @Test(arguments: [
    Fault(due: 0, present: 0, says: "应到0人，扣除0人后无人应到"),
    Fault(excluded: 10, present: 0, says: "应到10人，扣除10人后无人应到"),
    Fault(present: 11, says: "实到11人多于应到10人"), Fault(excluded: 6, present: 5, says: "实到5人多于应到4人"),
    Fault(written: 6, says: "到会5人加书面意见6份，多于应到10人"), Fault(inFavour: 6, says: "赞成6票多于可计票的5人"),
    Fault(present: -1, says: "人数应在0到"), Fault(due: 2_000_000, says: "人数应在0到"),
  ])
  func `numbers that cannot be are refused with the numbers`(fault: Fault) throws {
    let words = try #require(
      Quorum.Count.fault(
        due: fault.due, excluded: fault.excluded, present: fault.present, written: fault.written,
        inFavour: fault.inFavour))
    #expect(words.chinese.hasPrefix(fault.says), "\(words.chinese)")
    #expect(
      Quorum.Count(
        due: fault.due, excluded: fault.excluded, present: fault.present, written: fault.written,
        inFavour: fault.inFavour) == nil)
  }

  @Test(
    arguments: [
      (Quorum.Rule.admission, 7, nil, "今日到会有表决权党员7人（应到14人），未超过半数，不能讨论接收预备党员，请改期。"),
      (.assembly, 7, nil, "今日到会有表决权党员7人（应到14人），已达半数，可以表决；但通过须8人赞成，今日最多7票，不可能通过，请改期或补足人数后再表决。"),
      (.assembly, 9, nil, "今日到会有表决权党员9人（应到14人），已达半数，可以表决；赞成须8人方为通过（超过应到会人数的半数）。"),
      (.assembly, 9, 8, "赞成8人，超过应到会人数的半数，通过。"), (.assembly, 9, 7, "赞成7人，未超过应到会人数的半数（须8人），不通过。"),
      (.election, 7, nil, "今日到会有选举权党员7人（应到14人），未达五分之四（须12人），不能选举，请改期。"),
      (.election, 12, 7, "赞成7人，超过实到会人数的半数，通过。"), (.committee, 6, nil, "今日到会委员6人（应到14人），未达半数，不能开会，请改期。"),
      (.committee, 7, nil, "今日到会委员7人（应到14人），已达半数，可以开会。"),
      (.democraticLife, 10, nil, "今日到会班子成员10人（应到14人），已达三分之二，可以召开民主生活会。"),
    ] as [(Quorum.Rule, Int, Int?, String)])
  func `what a chair reads before the vote`(rule: Quorum.Rule, present: Int, inFavour: Int?, says: String)
    throws
  {
    let finding = try #require(
      Quorum.Count(due: 15, excluded: 1, present: present, inFavour: inFavour).map(Quorum.of(rule).finding))
    #expect(finding.sentence.chinese == says)
    #expect(finding.sentence.english.contains(inFavour.map { "\($0) in favour" } ?? "\(present) of 14"))
  }

  @Test func `a democratic life meeting below two thirds is refused as the scenario says`() throws {
    let finding = try #require(Quorum.Count(due: 7, present: 4).map(Quorum.of(.democraticLife).finding))
    #expect(finding.refusal.chinese == "应到7人、实到4人，未达三分之二，不能作为民主生活会登记；改期请先报上级党组织同意。")
  }
}
