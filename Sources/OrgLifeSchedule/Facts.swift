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
  public private(set) var courses: [Course.ID: CourseHistory] = [:]
  /// In the order in which they were said.
  public private(set) var delegations: [Spell<Delegation>] = []
  public private(set) var leaves: [Spell<Leave>] = []
  /// Who asked last that an obligation be waived, by its key.
  public private(set) var waiverRequests: [String: WaiverRequest] = [:]
  private(set) var promises: [String: [PromiseHistory]] = [:]
  private var notices: [NoticeYear: [(notice: SeasonNotice, knownSince: Timestamp)]] = [:]
  /// By the term's key, without generation.
  private var prolongations: [String: [Prolonged]] = [:]

  private struct NoticeYear: Hashable {
    var duty: Duty.ID
    var year: Int
  }

  /// A prolongation as it was said.
  public struct Prolonged: Sendable {
    public var fact: Int64
    /// The key of the term's obligation, without generation.
    public var term: String
    public var until: CivilDate
    /// From when on it counts; nil while a second person is to look at it.
    public internal(set) var at: Timestamp?
    public var saidAt: Timestamp
    public var saidBy: String
    public var reference: String
  }
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
    case .waiverAsked(let key, let reason):
      waiverRequests[key] = WaiverRequest(by: fact.author, reason: reason)
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
    case .delegated(let delegation):
      delegations.append(
        Spell(id: fact.id, said: delegation, saidAt: moment, saidBy: fact.author))
    case .away(let leave):
      leaves.append(Spell(id: fact.id, said: leave, saidAt: moment, saidBy: fact.author))
    case .recalled(let id, _):
      for index in delegations.indices where delegations[index].id == id && delegations[index].endedAt == nil
      {
        delegations[index].endedAt = moment
      }
      for index in leaves.indices where leaves[index].id == id && leaves[index].endedAt == nil {
        leaves[index].endedAt = moment
      }
    case .acknowledged(let seen):
      promises[seen.obligation, default: []].append(
        PromiseHistory(
          obligation: seen.obligation, promised: seen.promised, at: moment, by: fact.author))
    case .announced(let notice):
      notices[NoticeYear(duty: notice.duty, year: notice.year), default: []].append((notice, moment))
    case .prolonged(let prolongation):
      let key = Facts.stem(prolongation.obligation)
      prolongations[key, default: []].append(
        Prolonged(
          fact: fact.id, term: key, until: prolongation.until, at: prolongation.waits ? nil : moment,
          saidAt: moment, saidBy: fact.author, reference: prolongation.reference))
    case .endorsed(let id, _):
      for key in prolongations.keys {
        for index in prolongations[key, default: []].indices
        where prolongations[key]?[index].fact == id && prolongations[key]?[index].at == nil {
          prolongations[key]?[index].at = moment
        }
      }
    case .opened(let course):
      if courses[course.number] == nil {
        courses[course.number] = CourseHistory(course, at: moment, by: fact.author)
      }
    case .taken(let number, let step, let day, let reference):
      guard let name = Course.Event(step.text) else { return }
      courses[number]?.events.append(
        .init(name: name, on: day, at: moment, by: fact.author, reference: reference))
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

  /// A key without its generation.
  static func stem(_ key: String) -> String { key.split(separator: "~").first.map(String.init) ?? key }

  /// The notices about a duty's year that were known at the moment, in the order recorded.
  public func notices(_ duty: Duty.ID, _ year: Int, knownAt moment: Timestamp) -> [SeasonNotice] {
    guard !notices.isEmpty else { return [] }
    return (notices[NoticeYear(duty: duty, year: year)] ?? []).filter { $0.knownSince <= moment }
      .map(\.notice)
  }

  /// Every notice that was recorded, in no order.
  var everyNotice: [SeasonNotice] { notices.values.joined().map(\.notice) }

  /// The prolongations of a term that count at the moment, in the order in which they came to count.
  func prolongations(of stem: String, knownAt moment: Timestamp) -> [(until: CivilDate, at: Timestamp)] {
    guard !prolongations.isEmpty else { return [] }
    return (prolongations[stem] ?? []).compactMap { said in
      said.at.flatMap { $0 <= moment ? (said.until, $0) : nil }
    }.sorted { $0.at < $1.at }
  }

  /// Who has seen an obligation, in the order in which they said so.
  public func acknowledgements(of obligation: String, knownAt moment: Timestamp) -> [PromiseHistory] {
    guard !promises.isEmpty else { return [] }
    return (promises[obligation] ?? []).filter { $0.at <= moment }
  }

  /// The day that was promised for it.
  public func promise(of obligation: @autoclosure () -> String, knownAt moment: Timestamp) -> PromiseHistory?
  {
    guard !promises.isEmpty else { return nil }
    return promises[obligation()]?.last { $0.promised != nil && $0.at <= moment }
  }

  /// The prolongation of a term that waits for a second person.
  public func waitingProlongation(of obligation: String) -> Prolonged? {
    prolongations[Facts.stem(obligation)]?.last { $0.at == nil }
  }

  /// The prolongation of that number.
  public func prolongation(_ fact: Int64) -> Prolonged? {
    prolongations.values.joined().first { $0.fact == fact }
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

  public func waiver(of obligation: @autoclosure () -> String, knownAt moment: Timestamp) -> String? {
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
