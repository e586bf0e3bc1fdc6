/// Something that is so, with the day on which it was so and the moment at which it was learned.
///
/// Facts are only ever added. What was known at a moment are the facts recorded at or before it.
public struct Fact: Hashable, Sendable {
  /// The order in which facts were recorded.
  public var id: Int64
  public var validOn: CivilDate
  public var recordedAt: Timestamp
  /// The person, or the login that is nobody in the roster.
  public var author: String
  public var statement: Statement

  public init(id: Int64, validOn: CivilDate, recordedAt: Timestamp, author: String, statement: Statement) {
    self.id = id
    self.validOn = validOn
    self.recordedAt = recordedAt
    self.author = author
    self.statement = statement
  }

  /// Before the id of a person whose statement came by the inbox.
  public static let inbox = "inbox"

  /// As which author a statement is kept that came by the inbox.
  public static func inboxAuthor(_ person: Person.ID?) -> String { person.map { "\(inbox):\($0)" } ?? inbox }

  /// Who said it, whichever way it came.
  public var speaker: String { Fact.speaker(author) }

  public static func speaker(_ author: String) -> String {
    author.hasPrefix("\(inbox):") ? String(author.dropFirst(inbox.count + 1)) : author
  }

  public enum Statement: Hashable, Codable, Sendable {
    case held(MeetingRecord)
    /// The record of the same key was wrong: from now on it says this.
    case corrected(MeetingRecord, reason: String)
    /// Somebody other than who recorded it says that the record of that key is right as it stands.
    case confirmed(record: String, reason: String)
    /// The record of that key does not count any more.
    case withdrawn(record: String, reason: String)
    case entered(Item)
    case submitted(item: Item.ID, reference: String)
    /// 销号, by a second person.
    case closed(item: Item.ID, reference: String)
    /// A decision moved the due date: the ladder starts anew.
    case extended(item: Item.ID, due: CivilDate, reason: String)
    /// The obligation of that key is not owed any more.
    case waived(obligation: String, reason: String)
    /// Somebody asks that the obligation of that key be waived: a second person has to say so too.
    case waiverAsked(obligation: String, reason: String)
    /// What falls due about some obligations waits. It takes the place of an earlier silence of the same matchers.
    case silenced(Silence)
    /// The silence that the fact of that number began is over.
    case unsilenced(silence: Int64, Silence.Matchers, reason: String)
    /// The superior's notice set when a yearly duty is held.
    case announced(SeasonNotice)
    /// A term of office goes on longer, or ends sooner, with the superior's approval.
    case prolonged(Prolongation)
    /// A second person confirmed the prolongation of that number, which is longer than is usual.
    case endorsed(fact: Int64, reference: String)
    /// A course came to be known.
    case opened(Course)
    /// A step of a course was taken on the fact's day.
    case taken(course: Course.ID, step: Duty.ID, on: CivilDate, reference: String)
    /// A role is handed to somebody for some days.
    case delegated(Delegation)
    /// A person is away for some days.
    case away(Leave)
    /// The delegation or leave that the fact of that number began is over.
    case recalled(fact: Int64, reason: String)
    /// Somebody has seen it, and may have promised a day.
    case acknowledged(Acknowledgement)
    /// Obligations of periods that ended before the first start are owed from that day on.
    case adopted(from: CivilDate)
  }
}
