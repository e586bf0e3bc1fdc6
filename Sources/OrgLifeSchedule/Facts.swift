import OrgLifeCore

/// All facts, arranged so that any moment can be asked what was known then.
public struct Facts: Sendable {
  struct Series: Hashable {
    var duty: Duty.ID
    var organisation: Organisation.ID
  }

  /// A meeting as it was recorded, from when it is known until when its record was corrected or withdrawn.
  public struct Meeting: Sendable {
    public let record: MeetingRecord
    /// The number of the fact that says so.
    public let fact: Int64
    public let knownSince: Timestamp
    /// Who recorded it, as the fact has it.
    public let author: String
    /// Until when it was so: it was withdrawn, or corrected.
    public internal(set) var withdrawnAt: Timestamp?
    public internal(set) var confirmation: Confirmation?

    /// That somebody else said that the record is right as it stands.
    public struct Confirmation: Hashable, Sendable {
      public var fact: Int64
      public var at: Timestamp
      public var by: String
      public var reason: String
    }

    public func isConfirmed(at moment: Timestamp) -> Bool {
      confirmation.map { $0.at <= moment } ?? false
    }

    func isKnown(at moment: Timestamp) -> Bool {
      guard knownSince <= moment else { return false }
      guard let withdrawnAt else { return true }
      return moment < withdrawnAt
    }
  }

  struct Waiver: Sendable {
    var knownSince: Timestamp
    var reason: String
  }

  private var meetings: [Series: [Meeting]] = [:]
  private var seriesByRecord: [String: Series] = [:]
  private var waivers: [String: Waiver] = [:]
  /// In the order in which they were said.
  public private(set) var silences: [SilenceHistory] = []
  private var adoptions: [(from: CivilDate, knownSince: Timestamp)] = []
  public private(set) var items: [Item.ID: ItemHistory] = [:]
  /// When the last fact was recorded. On a clock that went back it lies ahead of now, and what is known now
  /// is what was known then.
  public private(set) var lastRecordedAt = Timestamp.distantPast
  /// The number of the last fact, in the ledger's order; 0 where there is none.
  public private(set) var lastID: Int64 = 0

  /// Every meeting that was ever recorded, withdrawn ones included, in no order.
  public var everyMeeting: [Meeting] { meetings.values.flatMap(\.self) }

  public init(_ facts: [Fact] = []) {
    for fact in facts { learn(fact) }
  }

  /// Adds a fact. Facts come in the order in which they were recorded.
  public mutating func learn(_ fact: Fact) {
    let moment = fact.recordedAt
    lastRecordedAt = max(lastRecordedAt, moment)
    lastID = max(lastID, fact.id)
    switch fact.statement {
    case .held(let record): add(record, from: fact)
    case .corrected(let record, _):
      change(record.key) { $0.withdrawnAt = moment }
      add(record, from: fact)
    case .confirmed(let key, let reason):
      change(key) { meeting in
        guard meeting.confirmation == nil else { return }
        meeting.confirmation = .init(fact: fact.id, at: moment, by: fact.speaker, reason: reason)
      }
    case .withdrawn(let key, _): change(key) { $0.withdrawnAt = moment }
    case .entered(let item):
      items[item.number] = ItemHistory(item: item, enteredAt: moment, enteredBy: fact.author)
    case .submitted(let number, let reference):
      items[number]?.submissions.append(.init(at: moment, by: fact.author, reference: reference))
    case .closed(let number, let reference):
      items[number]?.closing = .init(at: moment, by: fact.author, reference: reference)
    case .extended(let number, let due, let reason):
      items[number]?.extensions.append(.init(at: moment, due: due, reason: reason))
    case .waived(let key, let reason):
      if waivers[key] == nil { waivers[key] = Waiver(knownSince: moment, reason: reason) }
    case .silenced(let silence):
      for index in silences.indices where silences[index].silence.matchers == silence.matchers {
        silences[index].end(at: moment)
      }
      silences.append(
        SilenceHistory(
          id: fact.id, silence: silence, saidAt: moment, saidBy: fact.author,
          since: max(moment, silence.from ?? moment), end: silence.until))
    case .unsilenced(let id, _, _):
      for index in silences.indices where silences[index].id == id { silences[index].end(at: moment) }
    case .adopted(let from):
      adoptions.append((from, moment))
    }
  }

  private mutating func add(_ record: MeetingRecord, from fact: Fact) {
    let series = Series(duty: record.duty, organisation: record.organisation)
    meetings[series, default: []].append(
      Meeting(record: record, fact: fact.id, knownSince: fact.recordedAt, author: fact.author))
    seriesByRecord[record.key] = series
  }

  /// Changes the record of that key as it stands; nothing where there is none.
  private mutating func change(_ key: String, _ body: (inout Meeting) -> Void) {
    guard let series = seriesByRecord[key],
      let index = meetings[series]?.lastIndex(where: { $0.record.key == key && $0.withdrawnAt == nil })
    else { return }
    // Not through an optional, which would copy all meetings of the series.
    body(&meetings[series, default: []][index])
  }

  /// Whether any meeting was ever recorded.
  var hasMeetings: Bool { !meetings.isEmpty }

  /// Every version of the record of that key, in the order in which they were learned.
  public func versions(_ key: String) -> [Meeting] {
    guard let series = seriesByRecord[key] else { return [] }
    return (meetings[series] ?? []).filter { $0.record.key == key }
  }

  /// The meetings of one duty of one organisation that were known at the moment, in the order recorded.
  public func meetings(_ duty: Duty.ID, of organisation: Organisation.ID, knownAt moment: Timestamp)
    -> [Meeting]
  {
    guard !meetings.isEmpty else { return [] }
    return (meetings[Series(duty: duty, organisation: organisation)] ?? []).filter { $0.isKnown(at: moment) }
  }

  /// The known meeting of that record key, if it counts still.
  public func meeting(_ key: String) -> Meeting? {
    guard let series = seriesByRecord[key] else { return nil }
    return meetings[series]?.last { $0.record.key == key && $0.withdrawnAt == nil }
  }

  // A key is text put together, and dearer than all else that is asked of an obligation.

  func waiver(of obligation: @autoclosure () -> String, knownAt moment: Timestamp) -> String? {
    guard !waivers.isEmpty, let waiver = waivers[obligation()], waiver.knownSince <= moment else {
      return nil
    }
    return waiver.reason
  }

  /// The earliest day from which older periods were opened, as known at the moment.
  public func adoptedFrom(knownAt moment: Timestamp) -> CivilDate? {
    adoptions.filter { $0.knownSince <= moment }.map(\.from).min()
  }
}

/// What became of an item.
public struct ItemHistory: Sendable {
  public struct Note: Sendable {
    public var at: Timestamp
    public var by: String
    public var reference: String
  }

  public struct Extension: Sendable {
    public var at: Timestamp
    public var due: CivilDate
    public var reason: String
  }

  public var item: Item
  public var enteredAt: Timestamp
  public var enteredBy: String
  public var submissions: [Note] = []
  public var closing: Note?
  public var extensions: [Extension] = []

  /// The decisions that moved the due date, as known at the moment.
  func extensions(knownAt moment: Timestamp) -> [Extension] {
    extensions.filter { $0.at <= moment }
  }
}
