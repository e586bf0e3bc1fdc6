/// How many have to come to a gathering, and how many have to agree.
///
/// Source: Regulations on the Work of Party Branches (trial), Articles 11 and 12; Rules on Admitting Members, Article 20;
/// Rules on Democratic Life Meetings of leading bodies. Where a comparison is not certain in the source it stands in the
/// table of ``of(_:)`` and nowhere else.
public struct Quorum: Hashable, Sendable {
  /// The kind of gathering, as a duty's `quorum-rule` names it.
  public enum Rule: String, Codable, CaseIterable, Sendable {
    /// 委员会会议: the committee sits.
    case committee
    /// 党员大会表决
    case assembly
    /// 讨论接收预备党员
    case admission
    /// 讨论预备党员转正
    case confirmation
    /// 选举
    case election
    /// 民主生活会
    case democraticLife = "democratic-life"
  }

  /// A part of some people, and whether exactly that part is enough.
  public struct Share: Hashable, Sendable {
    public enum Comparison: Hashable, Sendable {
      case atLeast, moreThan
    }

    public var numerator: Int
    public var denominator: Int
    public var comparison: Comparison

    public static func atLeast(_ numerator: Int, of denominator: Int) -> Share {
      Share(numerator: numerator, denominator: denominator, comparison: .atLeast)
    }

    public static func moreThan(_ numerator: Int, of denominator: Int) -> Share {
      Share(numerator: numerator, denominator: denominator, comparison: .moreThan)
    }

    /// The least whole number of people that is enough.
    public func needed(of people: Int) -> Int {
      switch comparison {
      case .atLeast: (people * numerator + denominator - 1) / denominator
      case .moreThan: people * numerator / denominator + 1
      }
    }
  }

  /// Of whom those in favour have to be a part.
  public enum Base: Hashable, Sendable {
    /// Of those who are due, whether they came or not.
    case due
    case present
  }

  public var rule: Rule
  /// Of those due, how many have to be there.
  public var presence: Share
  /// nil where the gathering passes nothing by a vote.
  public var agreement: Share?
  public var agreementOf: Base
  /// Whether opinions that absent members handed in before, in writing, count among the votes.
  public var countsWritten: Bool

  public static func of(_ rule: Rule) -> Quorum {
    switch rule {
    case .committee: Quorum(rule, presence: .atLeast(1, of: 2))
    case .assembly: Quorum(rule, presence: .atLeast(1, of: 2), agreement: .moreThan(1, of: 2))
    case .admission, .confirmation:
      Quorum(rule, presence: .moreThan(1, of: 2), agreement: .moreThan(1, of: 2), countsWritten: true)
    case .election:
      Quorum(rule, presence: .atLeast(4, of: 5), agreement: .moreThan(1, of: 2), of: .present)
    case .democraticLife: Quorum(rule, presence: .atLeast(2, of: 3))
    }
  }

  private init(
    _ rule: Rule, presence: Share, agreement: Share? = nil, of base: Base = .due, countsWritten: Bool = false
  ) {
    self.rule = rule
    self.presence = presence
    self.agreement = agreement
    agreementOf = base
    self.countsWritten = countsWritten
  }

  /// Who is there, in numbers.
  public struct Count: Hashable, Sendable {
    /// Who would be due before anybody was taken off.
    public var due: Int
    /// Who is not counted among those due, for a reason that somebody approved.
    public var excluded: Int
    /// Who came, of those counted.
    public var present: Int
    /// Opinions in writing of members who are absent.
    public var written: Int
    public var inFavour: Int?

    /// Who counts as due.
    public var counted: Int { due - excluded }

    /// nil where the numbers cannot be: ``fault(due:excluded:present:written:inFavour:)`` says why.
    public init?(due: Int, excluded: Int = 0, present: Int, written: Int = 0, inFavour: Int? = nil) {
      guard
        Count.fault(due: due, excluded: excluded, present: present, written: written, inFavour: inFavour)
          == nil
      else { return nil }
      self.due = due
      self.excluded = excluded
      self.present = present
      self.written = written
      self.inFavour = inFavour
    }

    /// More people than any gathering has.
    public static let most = 1_000_000

    /// Why these numbers cannot be; nil where they can.
    public static func fault(due: Int, excluded: Int, present: Int, written: Int, inFavour: Int?) -> Words? {
      let all = [due, excluded, present, written, inFavour ?? 0]
      guard all.allSatisfy({ (0...most).contains($0) }) else {
        return Words(chinese: "人数应在0到\(most)之间", english: "numbers of people are from 0 to \(most)")
      }
      guard excluded < due else {
        return Words(
          chinese: "应到\(due)人，扣除\(excluded)人后无人应到",
          english: "of \(due) due, \(excluded) are excluded: nobody is left")
      }
      let counted = due - excluded
      guard present <= counted else {
        return Words(
          chinese: "实到\(present)人多于应到\(counted)人：实到只计应到的同志，列席的另计",
          english:
            "\(present) present of \(counted) due cannot be: present is at most due; who only sits in is counted apart"
        )
      }
      guard present + written <= counted else {
        return Words(
          chinese: "到会\(present)人加书面意见\(written)份，多于应到\(counted)人：书面意见只计未到会的同志",
          english:
            "\(present) present and \(written) opinions in writing are more than the \(counted) due: only who is absent writes"
        )
      }
      if let inFavour, inFavour > present + written {
        return Words(
          chinese: "赞成\(inFavour)票多于可计票的\(present + written)人",
          english: "\(inFavour) in favour are more than the \(present + written) who can vote")
      }
      return nil
    }
  }

  /// What the numbers come to, worked out.
  public struct Finding: Hashable, Sendable {
    public var quorum: Quorum
    public var count: Count
    public var neededPresent: Int
    /// Whether enough are there for the gathering to sit, or for a vote to be taken.
    public var isQuorate: Bool
    /// How many have to be in favour; nil where nothing is voted on by this rule.
    public var neededInFavour: Int?
    /// The most votes there can be today.
    public var possibleVotes: Int

    /// Whether it could pass with everybody in favour; nil where nothing is voted on.
    public var canPass: Bool? { neededInFavour.map { isQuorate && possibleVotes >= $0 } }

    /// nil where nobody said how many were in favour.
    public var passes: Bool? {
      guard let inFavour = count.inFavour, let neededInFavour else { return nil }
      return isQuorate && min(inFavour, possibleVotes) >= neededInFavour
    }

    /// Whether it may go on; once the votes are known, whether it passed.
    public var mayProceed: Bool { passes ?? isQuorate }
  }

  public func finding(_ count: Count) -> Finding {
    let neededPresent = presence.needed(of: count.counted)
    return Finding(
      quorum: self, count: count, neededPresent: neededPresent, isQuorate: count.present >= neededPresent,
      neededInFavour: agreement?.needed(of: agreementOf == .due ? count.counted : count.present),
      possibleVotes: count.present + (countsWritten ? count.written : 0))
  }
}
