/// A unit with an id that never changes; renaming it changes only its name.
public struct Organisation: Hashable, Codable, Sendable {
  public typealias ID = Identifier<Organisation>

  public enum Kind: String, Codable, CaseIterable, Sendable {
    /// 党支部
    case branch
    /// 联合党支部
    case jointBranch = "joint-branch"
    /// 临时党支部
    case temporaryBranch = "temporary-branch"
    /// 党总支
    case generalBranch = "general-branch"
    /// 机关党委 and other committees that branches answer to
    case committee
    /// 党组
    case leadingGroup = "leading-group"
    /// 流动党支部
    case mobileBranch = "mobile-branch"
    /// 党小组
    case partyGroup = "party-group"
    /// 流动党小组
    case mobileGroup = "mobile-group"
  }

  public var id: ID
  public var name: Words
  public var kind: Kind
  public var parent: ID?
  /// The days on which it exists.
  public var life: DateSpan
  /// The days on which a committee (支委会) is in office; nil where it has none.
  public var committee: DateSpan?
  /// How many members it has, for texts only.
  public var members: Int?
  /// The day of the last election that is known from the files; records of elections count beside it.
  public var electedOn: CivilDate?
  /// The unit that takes over what is open when this one is dissolved.
  public var successor: ID?
  /// Words by which duties choose, such as `village`.
  public var tags: Set<String> = []

  public init(
    id: ID, name: Words, kind: Kind, parent: ID? = nil, life: DateSpan = DateSpan(),
    committee: DateSpan? = nil, members: Int? = nil
  ) {
    self.id = id
    self.name = name
    self.kind = kind
    self.parent = parent
    self.life = life
    self.committee = committee
    self.members = members
  }
}
