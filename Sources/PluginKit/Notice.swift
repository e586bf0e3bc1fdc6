/// What one recipient is to be told over one channel: the text and what it is about, free of any domain type.
///
/// A notice is data for ``NotificationPlugin/render(_:)``. Two notices that are equal render to the same bytes.
public struct Notice: Codable, Hashable, Sendable {
  /// The delivery's key, unique for ever: `member-assembly/branch-01/2026-Q1/T-5/secretary:zhang/mail`.
  public var key: String
  /// The obligation that all notices of one thread are about: `member-assembly/branch-01/2026-Q1`.
  public var thread: String
  /// When the delivery was decided, RFC 3339 with the programme's offset: `2026-03-24T08:30:00+08:00`.
  /// It is the Date of a mail and never changes when the delivery is tried again.
  public var date: String
  public var tone: Tone
  /// BCP 47: `zh-Hans` or `en`.
  public var language: String
  public var recipient: Recipient
  public var subject: String
  /// The text in order: plugins write it as plain text, Markdown or HTML.
  public var body: [Block]
  /// Facts for machines, for instance `organisation`, `duty`, `due`, `rung`; keys are lower-case words.
  public var fields: [String: String]

  /// How the reader should take it, from a quiet word to a matter carried up.
  public enum Tone: String, Codable, CaseIterable, Sendable {
    case notice, warning, urgent, overdue, escalation
  }

  public struct Recipient: Codable, Hashable, Sendable {
    public var id: String
    public var name: String
    /// What the channel's `address:` column of the roster holds for this person; nil where the channel needs none.
    public var address: String?

    public init(id: String, name: String, address: String? = nil) {
      self.id = id
      self.name = name
      self.address = address
    }
  }

  /// One piece of the text. Strings hold no line break.
  public enum Block: Codable, Hashable, Sendable {
    case heading(String)
    case paragraph(String)
    /// An unordered list.
    case list([String])
    /// An ordered list: steps to take.
    case steps([String])
  }

  public init(
    key: String, thread: String, date: String, tone: Tone, language: String, recipient: Recipient,
    subject: String, body: [Block], fields: [String: String]
  ) {
    self.key = key
    self.thread = thread
    self.date = date
    self.tone = tone
    self.language = language
    self.recipient = recipient
    self.subject = subject
    self.body = body
    self.fields = fields
  }
}
