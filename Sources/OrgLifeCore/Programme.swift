/// The configuration, read, checked and joined. Immutable; every reference in it is known to hold.
public struct Programme: Sendable {
  /// The digest of the files it was read from, the same for the same content.
  public var revision: String
  public var zone: Zone
  public var language: Language
  /// The local time of rungs and digests.
  public var sendAt: CivilTime
  public var quietHours: QuietHours?
  public var limits: Limits
  public var retention = Retention()
  public var recordWords = RecordWords.builtIn
  /// The folder from which records are taken, `${state}` standing for the daemon's state folder; nil where there is none.
  public var inbox: String?
  /// In the order of the file.
  public var channels: [Channel]
  public var defaultChannels: [Channel.ID]
  /// Who is told when something cannot be delivered.
  public var operatorPerson: Person.ID?
  public var organisations: [Organisation.ID: Organisation]
  /// In the order of the files.
  public var duties: [Duty]
  /// Duties of the catalogue that the office does without.
  public var switchedOff: [SwitchedOff] = []
  public var ladders: [Ladder.ID: Ladder]
  public var people: [Person.ID: Person]
  public var appointments: [Appointment]
  public var calendar: WorkingDayCalendar
  /// The office's own templates in place of those that ship, by the file's name: `reminder.zh.mustache`.
  public var templates: [String: String] = [:]

  public init(
    revision: String, zone: Zone, language: Language, sendAt: CivilTime, quietHours: QuietHours? = nil,
    limits: Limits = Limits(), channels: [Channel], defaultChannels: [Channel.ID],
    operatorPerson: Person.ID? = nil, organisations: [Organisation.ID: Organisation], duties: [Duty],
    ladders: [Ladder.ID: Ladder], people: [Person.ID: Person], appointments: [Appointment],
    calendar: WorkingDayCalendar
  ) {
    self.revision = revision
    self.zone = zone
    self.language = language
    self.sendAt = sendAt
    self.quietHours = quietHours
    self.limits = limits
    self.channels = channels
    self.defaultChannels = defaultChannels
    self.operatorPerson = operatorPerson
    self.organisations = organisations
    self.duties = duties
    self.ladders = ladders
    self.people = people
    self.appointments = appointments
    self.calendar = calendar
  }

  public struct SwitchedOff: Hashable, Sendable {
    public var duty: Duty
    public var reason: String

    public init(duty: Duty, reason: String) {
      self.duty = duty
      self.reason = reason
    }
  }

  /// Hours in which nothing is sent: what falls into them waits for the next working morning.
  public struct QuietHours: Hashable, Sendable {
    public var from: CivilTime
    /// Not included. Earlier than `from` where the hours pass midnight.
    public var to: CivilTime

    public init(from: CivilTime, to: CivilTime) {
      self.from = from
      self.to = to
    }

    public func contains(_ time: CivilTime) -> Bool {
      from <= to ? from <= time && time < to : time >= from || time < to
    }
  }

  public struct Limits: Hashable, Sendable {
    /// More reminders than this due at once after an outage are held for a person to release.
    public var holdAbove: Int
    /// A delivery that could not be made for so long is given up, visibly.
    public var giveUpAfterHours: Int
    /// The wait after the first time that a channel could not take a delivery; it doubles, up to an hour.
    public var retryAfterSeconds: Int
    /// How much room the ledger keeps for the receipts of what is under way on a disk that gets full, in KiB.
    public var ballastKiB: Int

    public init(
      holdAbove: Int = 200, giveUpAfterHours: Int = 120, retryAfterSeconds: Int = 300, ballastKiB: Int = 512
    ) {
      self.holdAbove = holdAbove
      self.giveUpAfterHours = giveUpAfterHours
      self.retryAfterSeconds = retryAfterSeconds
      self.ballastKiB = ballastKiB
    }
  }

  /// How many days the texts of deliveries are kept once they are settled. What people said, what was decided, and
  /// the receipts are kept for good.
  public struct Retention: Hashable, Sendable {
    public var deliveredDays = 30
    /// Of those that failed or were not needed any more.
    public var undeliveredDays = 30

    public init() {}
  }

  public func duty(_ id: Duty.ID) -> Duty? { duties.first { $0.id == id } }

  public func channel(_ id: Channel.ID) -> Channel? { channels.first { $0.id == id } }

  /// Whether the channel has an address for the person, or needs none.
  public func reaches(_ person: Person.ID, over channel: Channel.ID) -> Bool {
    guard let channel = self.channel(channel) else { return false }
    guard let column = channel.addressColumn else { return true }
    return people[person]?.addresses[column] != nil
  }
}
