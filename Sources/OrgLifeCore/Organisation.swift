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
  /// The unit above it, the last one where it had several.
  public var parent: ID?
  /// Where it came under another one: the unit above it from a day on, earliest first.
  public var parents: [Parent] = []
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
  /// Its numbers by date, earliest first; each holds until the next.
  public var counts: [Count] = []
  /// Of a joint branch: the units that it is of, by date.
  public var units: [Unit] = []
  /// Words by which duties choose, such as `village`.
  public var tags: Set<String> = []

  /// How many there are from a day on.
  public struct Count: Hashable, Codable, Sendable {
    public var from: CivilDate
    public var members: Int
    /// Full members, those on probation left out.
    public var formal: Int?
    /// Those with voting rights.
    public var voters: Int?
    /// The members of the committee.
    public var committee: Int?

    public init(from: CivilDate, members: Int, formal: Int? = nil, voters: Int? = nil, committee: Int? = nil)
    {
      self.from = from
      self.members = members
      self.formal = formal
      self.voters = voters
      self.committee = committee
    }
  }

  /// The unit above from a day on.
  public struct Parent: Hashable, Codable, Sendable {
    public var id: ID
    /// nil where it always was.
    public var from: CivilDate?

    public init(id: ID, from: CivilDate? = nil) {
      self.id = id
      self.from = from
    }
  }

  /// The unit above it on a day.
  public func parent(on date: CivilDate) -> ID? {
    guard !parents.isEmpty else { return parent }
    return parents.last { $0.from.map { $0 <= date } ?? true }?.id
  }

  /// A unit of a joint branch, with its full members from a day on.
  public struct Unit: Hashable, Codable, Sendable {
    public var name: String
    public var formal: Int
    public var from: CivilDate?

    public init(name: String, formal: Int, from: CivilDate? = nil) {
      self.name = name
      self.formal = formal
      self.from = from
    }
  }

  /// Its numbers on a day; nil where none are known.
  public func count(on date: CivilDate) -> Count? { counts.last { $0.from <= date } }

  /// How many members it has on a day; nil where that is not known.
  public func members(on date: CivilDate) -> Int? { count(on: date)?.members ?? members }

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
