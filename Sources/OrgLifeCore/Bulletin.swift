/// A message about the service itself for its operator, or about something that a person told it: no reminder of anything
/// that is owed.
///
/// Its content is settled when it is written, and does not change until it is sent.
public struct Bulletin: Hashable, Codable, Sendable {
  public enum Matter: Hashable, Codable, Sendable {
    /// The official working-day calendar of a year was not loaded yet.
    case calendarMissing(year: Int)
    /// Another working-day calendar is in force; what it moved.
    case calendarChanged(years: [Int], moves: [Move])
    /// Deliveries of a channel that failed, or that still wait hours after they were first tried.
    case undelivered(channel: Channel.ID, [Setback])
    /// A channel does not work, so that everything over it waits.
    case channelDown(channel: Channel.ID, reason: String)
    /// Deliveries that wait for a person to release them.
    case held([Setback])

    /// Nothing is decided or sent, as the ledger cannot be written.
    case diskFull(since: Timestamp)
    /// It can be written again.
    case diskRoom(fullSince: Timestamp, until: Timestamp)

    /// A silence ends soon, and this many reminders go then as things stand.
    case silenceEnds(SilenceEnd)

    /// What the roster lacks, and what may be considered.
    case remarks([Remark])

    /// A record was taken and does not count as it stands.
    case recordOpen(OpenRecord)

    /// Both in one message; nil where they have nothing in common.
    public func joined(with later: Matter) -> Matter? {
      switch (self, later) {
      case (.undelivered(let channel, let first), .undelivered(let same, let more)) where channel == same:
        .undelivered(channel: channel, Setback.joined(first, more))
      case (.held(let first), .held(let more)): .held(Setback.joined(first, more))
      case (.channelDown(let channel, _), .channelDown(let same, _)) where channel == same: later
      case (.diskFull, .diskFull): self
      default: nil
      }
    }
  }

  /// A delivery that did not go as it should.
  public struct Setback: Hashable, Codable, Sendable {
    public var delivery: String
    public var person: Person.ID
    public var reason: String
    /// It will not be tried again.
    public var isFinal: Bool

    public init(delivery: String, person: Person.ID, reason: String, isFinal: Bool) {
      self.delivery = delivery
      self.person = person
      self.reason = reason
      self.isFinal = isFinal
    }

    /// Each delivery once, as it was told last.
    fileprivate static func joined(_ first: [Setback], _ more: [Setback]) -> [Setback] {
      let told = Set(more.map(\.delivery))
      return first.filter { !told.contains($0.delivery) } + more
    }
  }

  public struct SilenceEnd: Hashable, Codable, Sendable {
    public var silence: Int64
    public var matchers: Silence.Matchers
    public var reason: String
    /// The person or login that said it.
    public var author: String
    public var end: Timestamp
    /// The working morning after it.
    public var resumesAt: Timestamp
    public var waiting: Int

    public init(
      silence: Int64, matchers: Silence.Matchers, reason: String, author: String, end: Timestamp,
      resumesAt: Timestamp, waiting: Int
    ) {
      self.silence = silence
      self.matchers = matchers
      self.reason = reason
      self.author = author
      self.end = end
      self.resumesAt = resumesAt
      self.waiting = waiting
    }
  }

  /// Something about the units that the office may want to look at: advice and no demand.
  public enum Remark: Hashable, Codable, Sendable {
    /// It owes elections, and no day of one is known.
    case electionUnknown(Organisation.ID)
    case unitCouldBeBranch(Organisation.ID, unit: String, formal: Int)
    case manyUnits(Organisation.ID, count: Int)
    case manyMembers(Organisation.ID, count: Int)
    case noCommittee(Organisation.ID, formal: Int)
  }

  /// A record that waits for a person, or lacks something.
  public struct OpenRecord: Hashable, Codable, Sendable {
    public var record: MeetingRecord
    public var judgement: Judgement
    /// Who recorded it: a person's id, or a login.
    public var author: String

    public init(record: MeetingRecord, judgement: Judgement, author: String) {
      self.record = record
      self.judgement = judgement
      self.author = author
    }
  }

  /// A day that another calendar moved.
  public struct Move: Hashable, Codable, Sendable {
    public var duty: Duty.ID
    /// The period's or the item's word in keys.
    public var word: String
    /// nil where the obligation's own day moved, else a rung's name.
    public var rung: String?
    public var from: CivilDate
    public var to: CivilDate

    public init(duty: Duty.ID, word: String, rung: String?, from: CivilDate, to: CivilDate) {
      self.duty = duty
      self.word = word
      self.rung = rung
      self.from = from
      self.to = to
    }
  }

  /// The same news has the same key, so that it is told once: `bulletin/calendar-missing-2027/2026-11`.
  public var key: String
  public var matter: Matter

  public init(key: String, matter: Matter) {
    self.key = key
    self.matter = matter
  }
}
