extension Judgement {
  /// One word or two for people and for programs.
  public var word: String {
    switch self {
    case .counts: "counts"
    case .incomplete: "incomplete"
    case .awaitingConfirmation: "awaiting confirmation"
    case .notApplicable: "not applicable"
    }
  }

  /// Why it does not count, each reason for itself; none where it counts.
  public var reasons: [Words] {
    switch self {
    case .counts: []
    case .incomplete(let missing): missing.map(\.words)
    case .awaitingConfirmation(let doubts): doubts.map(\.words)
    case .notApplicable(let reason): [reason]
    }
  }

  /// `awaiting confirmation: …; …`
  public var sentence: String {
    guard !reasons.isEmpty else { return word }
    return "\(word): \(reasons.map(\.english).joined(separator: "; "))"
  }
}

extension Judgement.Doubt {
  public var words: Words {
    switch self {
    case .nonMembersPresent(let count):
      Words(
        chinese: "含非党员出席\(count)人",
        english: "\(count) who are no members are listed as present, not as attending")
    case .title(let word):
      Words(chinese: "标题为“\(word)”", english: "its title says “\(word)”")
    case .noPartyMatter:
      Words(chinese: "议题中未见党内事项", english: "no point of its agenda is a Party matter")
    }
  }
}

extension Judgement.Missing {
  public var words: Words {
    switch self {
    case .part(.title): Words(chinese: "会议名称", english: "what the meeting was called")
    case .part(.recorder): Words(chinese: "记录人", english: "who took the minutes")
    case .part(.agenda): Words(chinese: "议题", english: "the agenda")
    case .part(.reference): Words(chinese: "记录存放位置", english: "where the minutes are")
    case .voteNumbers:
      Words(chinese: "表决的赞成、反对、弃权票数", english: "how many were in favour, against and abstaining")
    case .exclusionReason:
      Words(chinese: "不计入应到人数的原因", english: "why some are not counted among those due")
    case .exclusionApproval:
      Words(chinese: "不计入应到人数由谁同意", english: "who approved that some are not counted among those due")
    case .superiorConsent:
      Words(chinese: "上级党组织同意改期", english: "the superior Party organisation's consent to another time")
    }
  }
}
