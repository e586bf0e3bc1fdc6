extension Quorum.Share {
  /// 半数、五分之四; `half`, `four fifths`.
  public var words: Words {
    switch (numerator, denominator) {
    case (1, 2): Words(chinese: "半数", english: "half")
    case (2, 3): Words(chinese: "三分之二", english: "two thirds")
    case (4, 5): Words(chinese: "五分之四", english: "four fifths")
    default: Words("\(numerator)/\(denominator)")
    }
  }

  /// 达半数、超过半数; `at least half`, `more than half`.
  public var reached: Words {
    switch comparison {
    case .atLeast: Words(chinese: "达\(words.chinese)", english: "at least \(words.english)")
    case .moreThan: Words(chinese: "超过\(words.chinese)", english: "more than \(words.english)")
    }
  }
}

extension Quorum.Rule {
  /// What is gathered for: 表决, 讨论接收预备党员.
  public var words: Words {
    switch self {
    case .committee: Words(chinese: "开会", english: "the committee sits")
    case .assembly: Words(chinese: "表决", english: "a vote of the assembly")
    case .admission: Words(chinese: "讨论接收预备党员", english: "a vote on admitting a probationary member")
    case .confirmation:
      Words(chinese: "讨论预备党员转正", english: "a vote on a probationary member's full membership")
    case .election: Words(chinese: "选举", english: "an election")
    case .democraticLife: Words(chinese: "召开民主生活会", english: "the democratic life meeting")
    }
  }

  /// Who is counted.
  public var people: Words {
    switch self {
    case .committee: Words(chinese: "委员", english: "committee members")
    case .assembly, .admission, .confirmation:
      Words(chinese: "有表决权党员", english: "members with voting rights")
    case .election: Words(chinese: "有选举权党员", english: "members with electoral rights")
    case .democraticLife: Words(chinese: "班子成员", english: "members of the team")
    }
  }
}

extension Quorum.Finding {
  /// What the numbers mean and what to do, in a sentence or two: what a chair says before the vote.
  public var sentence: Words { isQuorate ? quorate : notQuorate }

  private var notQuorate: Words {
    let (reached, share) = (quorum.presence.reached, quorum.presence.words)
    // The rule names the part; a number is added where it is not plain from it.
    let needed = share.chinese == "半数" ? "" : "（须\(neededPresent)人）"
    return Words(
      chinese: "\(present.chinese)，未\(reached.chinese)\(needed)，不能\(quorum.rule.words.chinese)，请改期。",
      english:
        "\(present.english): not \(reached.english), which takes \(neededPresent). "
        + "\(capitalised(quorum.rule.words.english)) may not go on; please choose another day.")
  }

  private var quorate: Words {
    let reached = quorum.presence.reached
    let may = Words(
      chinese: "\(present.chinese)，已\(reached.chinese)，可以\(quorum.rule.words.chinese)",
      english: "\(present.english): \(reached.english). \(capitalised(quorum.rule.words.english)) may go on")
    guard let neededInFavour, let agreement = quorum.agreement else {
      return Words(chinese: may.chinese + "。", english: may.english + ".")
    }
    let base = Words(
      chinese: quorum.agreementOf == .due ? "应到会" : "实到会",
      english: quorum.agreementOf == .due ? "those due" : "those present")
    if let inFavour = count.inFavour, let passes {
      return passes
        ? Words(
          chinese: "赞成\(inFavour)人，\(agreement.reached.chinese.replacingHalf(of: base.chinese))，通过。",
          english: "\(inFavour) in favour: \(agreement.reached.english) of \(base.english). It is passed.")
        : Words(
          chinese:
            "赞成\(inFavour)人，未\(agreement.reached.chinese.replacingHalf(of: base.chinese))（须\(neededInFavour)人），不通过。",
          english:
            "\(inFavour) in favour: not \(agreement.reached.english) of \(base.english), which takes \(neededInFavour). "
            + "It is not passed.")
    }
    guard canPass == true else {
      return Words(
        chinese: "\(may.chinese)；但通过须\(neededInFavour)人赞成，今日最多\(possibleVotes)票，不可能通过，请改期或补足人数后再表决。",
        english:
          "\(may.english), but it takes \(neededInFavour) in favour to pass and there are \(possibleVotes) votes at most: "
          + "it cannot pass today. Please wait for more members, or choose another day.")
    }
    return Words(
      chinese:
        "\(may.chinese)；赞成须\(neededInFavour)人方为通过（\(agreement.reached.chinese.replacingHalf(of: base.chinese))）。",
      english:
        "\(may.english); it passes with \(neededInFavour) in favour (\(agreement.reached.english) of \(base.english))."
    )
  }

  private var present: Words {
    let people = quorum.rule.people
    return Words(
      chinese: "今日到会\(people.chinese)\(count.present)人（应到\(count.counted)人）",
      english: "\(count.present) of \(count.counted) \(people.english) are present")
  }

  /// Why a gathering that was held without its quorum is not recorded as one.
  public var refusal: Words {
    let due = "应到\(count.counted)人、实到\(count.present)人，未\(quorum.presence.reached.chinese)"
    let numbers =
      "\(count.counted) due and \(count.present) present: not \(quorum.presence.reached.english), "
      + "which takes \(neededPresent)"
    return switch quorum.rule {
    case .democraticLife:
      Words(
        chinese: "\(due)，不能作为民主生活会登记；改期请先报上级党组织同意。",
        english:
          "\(numbers). It cannot be recorded as a democratic life meeting; to put it off, ask the superior Party "
          + "organisation for its consent first.")
    case .election:
      Words(
        chinese: "\(due)（须\(neededPresent)人），不能选举，不能作为选举登记；请另行召开。",
        english: "\(numbers). No election could be held and none can be recorded; please hold it again.")
    default:
      Words(
        chinese: "\(due)，会议不能进行，不能作为\(quorum.rule == .committee ? "委员会会议" : "会议")登记；请另行召开。",
        english:
          "\(numbers). The meeting could not go on and cannot be recorded as one; please hold it again.")
    }
  }

  private func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}

extension String {
  /// 超过半数 of 应到会: 超过应到会人数的半数.
  fileprivate func replacingHalf(of base: String) -> String {
    for verb in ["超过", "达"] where hasPrefix(verb) { return "\(verb)\(base)人数的\(dropFirst(verb.count))" }
    return self
  }
}
