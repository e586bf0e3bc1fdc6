/// What a person is in an organisation: `secretary`, `deputy`, `organisation-commissioner`, `office`, ….
///
/// The roster decides which roles there are; these have a meaning of their own.
public typealias Role = Identifier<RoleName>

/// The phantom noun of ``Role``.
public enum RoleName {
  /// 书记: the next person up from every other role of the same organisation.
  public static let secretary = "secretary"
  /// 组织委员: whoever keeps an organisation's records.
  public static let organisationCommissioner = "organisation-commissioner"
  /// 副书记: acts for a secretary who is away.
  public static let deputy = "deputy"
  /// Those of a branch's committee (支委): the secretary's role may be handed to them (《支部工作条例》第十四条).
  public static let committee: Set<String> = [
    "deputy", "organisation-commissioner", "publicity-commissioner", "discipline-commissioner", "member",
  ]
  /// 机关党委联络人, the office's desk for branches.
  public static let office = "office"
}

/// A role seen from the organisation that owes something: `secretary`, `parent.office`, `owner`.
public struct RoleReference: Hashable, Sendable, TextCoded {
  public static let wanted = "a role like parent.office"

  /// How many parents up.
  public var climb: Int
  /// nil stands for `owner`, the person whom an item names.
  public var role: Role?

  public static let owner = RoleReference(climb: 0, role: nil)

  public init(climb: Int, role: Role?) {
    self.climb = climb
    self.role = role
  }

  /// Reads `owner`, `ROLE`, `parent.ROLE`, `parent.parent.ROLE` ….
  public init?(_ description: String) {
    if description == "owner" {
      self = .owner
      return
    }
    var words = description.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard let last = words.popLast(), let role = Role(last), last != "owner", last != "parent",
      words.allSatisfy({ $0 == "parent" })
    else { return nil }
    self.init(climb: words.count, role: role)
  }

  public var description: String {
    guard let role else { return "owner" }
    return String(repeating: "parent.", count: climb) + role.text
  }
}
