import OrgLifeCore

/// Somebody whom the ledger is to forget, and by what else than their id they are known.
public struct ErasureSubject: Hashable, Sendable {
  public var person: Person.ID
  /// Logins as which they may have spoken before they had an id.
  public var logins: Set<String>
  /// Names and addresses that are looked for in free text, the longest first.
  public var words: [String]

  /// - Parameter words: those of one letter are left out: they would be found everywhere.
  public init(person: Person.ID, logins: Set<String> = [], words: Set<String> = []) {
    self.person = person
    self.logins = logins
    self.words = words.filter { $0.count > 1 }.sorted { ($1.count, $0) < ($0.count, $1) }
  }

  /// What stands in the place of a text.
  public static let mark = "(erased)"

  public func isNamed(in text: String) -> Bool { words.contains(where: text.contains) }

  /// A text without their names and addresses.
  public func erased(from text: String) -> String {
    words.reduce(text) { $0.replacing($1, with: Self.mark) }
  }

  func isAuthor(_ author: String) -> Bool {
    Fact.speaker(author) == person.text || logins.contains(author)
  }
}

/// That somebody was erased: what the chain keeps of it, without saying who it was.
public struct Erasure: Hashable, Codable, Sendable {
  /// How many rows were changed.
  public struct Rows: Hashable, Codable, Sendable {
    public var deliveries = 0
    public var receipts = 0
    public var acts = 0
    public var facts = 0
    public var decisions = 0
    public var bulletins = 0
    public var programmes = 0
    /// Settled texts that were forgotten, everybody's: each may name them.
    public var texts = 0

    public init() {}

    /// Without the texts: whether the ledger knows of the person at all.
    public var total: Int { deliveries + receipts + acts + facts + decisions + bulletins + programmes }
  }

  /// What stands in the place of the person's id from now on: an id that nobody has.
  public var mark: Person.ID
  /// Milliseconds since 1970 UTC.
  public var at: Int64
  public var author: String
  public var reason: String
  public var rows: Rows
  /// The entries of the chain that cannot be read any more.
  var entries: [Int64]
}

extension Erasure: CustomStringConvertible {
  public var description: String {
    let day = CivilDate(dayNumber: Int(at / 86_400_000))
    return
      "on \(day) (UTC) \(author) erased a person from \(rows.total) rows; \(mark) stands in their place: \(reason)"
  }
}

/// What came of asking to erase somebody.
public enum ErasureAnswer: Hashable, Sendable {
  case erased(Erasure)
  /// The ledger does not know them: nothing was changed.
  case unknown
  /// These deliveries are to them, or have bytes that may name them and may go once more: nothing was changed.
  case underWay([String])
}
