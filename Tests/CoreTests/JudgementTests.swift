import Fixtures
import OrgLifeCore
import Testing

/// What a record is worth, by what it says.
@Suite struct JudgementTests {
  struct Row: CustomTestStringConvertible {
    var testDescription: String
    var rule: Quorum.Rule? = .assembly
    var needs: [Duty.RecordPart] = []
    var isConfirmed = false
    var says: @Sendable (inout MeetingRecord) -> Void
    var isWorth: Judgement
  }

  static let rows = [
    Row(testDescription: "no more than when, who and how many", says: { _ in }, isWorth: .counts),
    Row(
      testDescription: "S7: a title of another meeting", says: { $0.title = "处务会暨支部会议" },
      isWorth: .awaitingConfirmation([.title(word: "处务会")])),
    Row(
      testDescription: "a trade-union outing", says: { $0.title = "春季踏青暨工会活动" },
      isWorth: .awaitingConfirmation([.title(word: "工会")])),
    Row(
      testDescription: "letters of either size", says: { $0.title = "Weekly Staff Meeting" },
      isWorth: .awaitingConfirmation([.title(word: "staff meeting")])),
    Row(testDescription: "a title of its own", says: { $0.title = "一季度支部党员大会" }, isWorth: .counts),
    Row(
      testDescription: "S7: non-members listed as present",
      says: {
        $0.nonMembersPresent = 3
        $0.title = "处务会暨支部会议"
        $0.agenda = ["部门预算执行情况", "设备采购"]
      }, isWorth: .awaitingConfirmation([.nonMembersPresent(3), .title(word: "处务会"), .noPartyMatter])),
    Row(testDescription: "non-members who sit in", says: { $0.attending = 3 }, isWorth: .counts),
    Row(
      testDescription: "an agenda without Party matter", says: { $0.agenda = ["部门预算执行情况"] },
      isWorth: .awaitingConfirmation([.noPartyMatter])),
    Row(
      testDescription: "an agenda with one Party matter", says: { $0.agenda = ["部门预算执行情况", "讨论接收预备党员"] },
      isWorth: .counts),
    Row(testDescription: "an empty agenda is none", says: { $0.agenda = [] }, isWorth: .counts),
    Row(
      testDescription: "somebody confirmed it", isConfirmed: true, says: { $0.title = "处务会暨支部会议" },
      isWorth: .counts),
    Row(
      testDescription: "confirmed, and yet it lacks something", needs: [.recorder], isConfirmed: true,
      says: { $0.title = "处务会暨支部会议" }, isWorth: .incomplete([.part(.recorder)])),
    Row(
      testDescription: "what the duty asks for", needs: [.title, .recorder, .agenda, .reference],
      says: { $0.title = "党员大会" },
      isWorth: .incomplete([.part(.recorder), .part(.agenda), .part(.reference)])),
    Row(
      testDescription: "some are not counted, and nobody says why",
      says: { $0.excluded = .init(count: 2) }, isWorth: .incomplete([.exclusionReason, .exclusionApproval])),
    Row(
      testDescription: "some are not counted, with reason and approval",
      says: { $0.excluded = .init(count: 2, reason: "留党察看", approvedBy: "机关党委") }, isWorth: .counts),
    Row(
      testDescription: "a vote of which the abstentions are missing",
      says: { $0.vote = .init(inFavour: 9, against: 1) }, isWorth: .incomplete([.voteNumbers])),
    Row(
      testDescription: "an assembly below half was held all the same", says: { $0.present = 5 },
      isWorth: .counts),
    Row(
      testDescription: "S12: a democratic life meeting put off without consent", rule: .democraticLife,
      says: { $0.makesUpFor = "2026" }, isWorth: .incomplete([.superiorConsent])),
    Row(
      testDescription: "S12: with the superior's consent", rule: .democraticLife,
      says: {
        $0.makesUpFor = "2026"
        $0.superiorConsented = true
      }, isWorth: .counts),
    Row(
      testDescription: "another make-up needs no consent", says: { $0.makesUpFor = "2025-Q4" },
      isWorth: .counts),
    Row(testDescription: "half of a committee", rule: .committee, says: { $0.present = 8 }, isWorth: .counts),
    Row(testDescription: "no number is asked for", rule: nil, says: { $0.present = 1 }, isWorth: .counts),
  ]

  /// 14 of 16.
  @Test(arguments: rows) func `a record is worth what it says`(row: Row) {
    var record = MeetingRecord.meeting("2026-03-20")
    row.says(&record)
    var duty = Bureau.programme.duties[0]
    duty.quorumRule = row.rule
    duty.recordNeeds = row.needs
    #expect(Judgement(record, of: duty, words: .builtIn, isConfirmed: row.isConfirmed) == row.isWorth)
  }

  @Test func `a committee below half cannot have sat, whoever confirms it`() throws {
    var record = MeetingRecord.meeting("2026-03-20", duty: "committee-meeting")
    record.present = 7
    var duty = try #require(Bureau.programme.duty(id("committee-meeting")))
    duty.quorumRule = .committee
    guard case .notApplicable(let reason) = Judgement(record, of: duty, words: .builtIn, isConfirmed: true)
    else {
      Issue.record("it counts")
      return
    }
    #expect(reason.chinese == "应到16人、实到7人，未达半数，会议不能进行，不能作为委员会会议登记；请另行召开。")
  }

  @Test func `members who are not counted make the quorum smaller, and non-members do not make it`() throws {
    var record = MeetingRecord.meeting("2026-03-20")
    (record.due, record.present) = (7, 4)
    #expect(record.finding(by: .democraticLife)?.isQuorate == false)
    record.excluded = .init(count: 1, reason: "住院", approvedBy: "上级党组织")
    #expect(record.finding(by: .democraticLife)?.isQuorate == true)
    record.nonMembersPresent = 1
    #expect(record.finding(by: .democraticLife)?.isQuorate == false)
  }

  @Test func `an office's own words join the built-in ones`() {
    let words = RecordWords.builtIn.extended(by: RecordWords(doubtfulTitles: ["碰头会"], partyMatters: ["双报到"]))
    #expect(words.doubt(about: "周一碰头会") == "碰头会")
    #expect(words.doubt(about: "局长办公会") == "办公会")
    #expect(RecordWords.builtIn.doubt(about: "周一碰头会") == nil)
    #expect(words.hasPartyMatter(["安排双报到"]))
    #expect(!RecordWords.builtIn.hasPartyMatter(["安排双报到"]))
  }
}
