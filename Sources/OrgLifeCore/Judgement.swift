/// What a record of a meeting is worth. Only one that counts fulfils what is owed.
public enum Judgement: Hashable, Codable, Sendable {
  case counts
  /// It lacks something that a record has to say.
  case incomplete([Missing])
  /// It may be no Party meeting: somebody other than who recorded it has to say that it is one.
  case awaitingConfirmation([Doubt])
  /// It cannot be one of this duty: too few were there.
  case notApplicable(reason: Words)

  /// Why a record may not be of a Party meeting.
  public enum Doubt: Hashable, Codable, Sendable {
    /// So many who are no members are listed as present, not as attending.
    case nonMembersPresent(Int)
    /// The title holds a word of other meetings.
    case title(word: String)
    /// No point of the agenda is a Party matter.
    case noPartyMatter
  }

  /// What a record does not say and has to.
  public enum Missing: Hashable, Codable, Sendable {
    case part(Duty.RecordPart)
    /// A vote without the number of those in favour, against or abstaining.
    case voteNumbers
    case exclusionReason
    case exclusionApproval
    /// A democratic life meeting that was put off, without the superior's consent.
    case superiorConsent
  }

  /// - Parameters:
  ///   - duty: nil where the programme does not have it any more; then nothing more is asked of the record.
  ///   - isConfirmed: whether somebody other than who recorded it said that it is right as it stands.
  public init(_ record: MeetingRecord, of duty: Duty?, words: RecordWords, isConfirmed: Bool) {
    if let finding = Judgement.shortfall(of: record, by: duty?.quorumRule) {
      self = .notApplicable(reason: finding.refusal)
      return
    }
    let doubts = isConfirmed ? [] : Judgement.doubts(about: record, words)
    if !doubts.isEmpty {
      self = .awaitingConfirmation(doubts)
      return
    }
    let missing = Judgement.missing(in: record, of: duty)
    self = missing.isEmpty ? .counts : .incomplete(missing)
  }

  /// What a gathering comes to that may not even sit without its quorum; nil where it had it, or may sit without.
  ///
  /// An assembly may sit with any number; only its votes need one. Of an election nothing is left without
  /// its vote.
  public static func shortfall(of record: MeetingRecord, by rule: Quorum.Rule?) -> Quorum.Finding? {
    guard let rule, [.committee, .democraticLife, .election].contains(rule),
      let finding = record.finding(by: rule),
      !finding.isQuorate
    else { return nil }
    return finding
  }

  private static func doubts(about record: MeetingRecord, _ words: RecordWords) -> [Doubt] {
    var doubts: [Doubt] = []
    if let count = record.nonMembersPresent, count > 0 { doubts.append(.nonMembersPresent(count)) }
    if let word = record.title.flatMap(words.doubt) { doubts.append(.title(word: word)) }
    if let agenda = record.agenda, !agenda.isEmpty, !words.hasPartyMatter(agenda) {
      doubts.append(.noPartyMatter)
    }
    return doubts
  }

  private static func missing(in record: MeetingRecord, of duty: Duty?) -> [Missing] {
    var missing = (duty?.recordNeeds ?? []).filter { !record.says($0) }.map(Missing.part)
    if let excluded = record.excluded, excluded.count > 0 {
      if excluded.reason == nil { missing.append(.exclusionReason) }
      if excluded.approvedBy == nil { missing.append(.exclusionApproval) }
    }
    if let vote = record.vote, vote.inFavour == nil || vote.against == nil || vote.abstaining == nil {
      missing.append(.voteNumbers)
    }
    if duty?.quorumRule == .democraticLife, record.makesUpFor != nil, record.superiorConsented != true {
      missing.append(.superiorConsent)
    }
    return missing
  }
}

extension MeetingRecord {
  fileprivate func says(_ part: Duty.RecordPart) -> Bool {
    switch part {
    case .title: title != nil
    case .recorder: recorder != nil
    case .agenda: agenda?.isEmpty == false
    case .reference: reference != nil
    }
  }

  /// What its vote comes to by the rule that it names or the duty's own; nil where there was none, or its numbers are
  /// not all there.
  public func outcome(of duty: Duty?) -> Quorum.Finding? {
    guard let vote, let inFavour = vote.inFavour, let rule = vote.rule ?? duty?.quorumRule else { return nil }
    return finding(by: rule, inFavour: inFavour)
  }
}
