import OrgLifeCore

/// Why something was sent or not: what `orglifectl explain` tells. The interface file says what each member
/// means; instants are RFC 3339 text with the programme's offset.
public struct Explanation: Codable, Hashable, Sendable {
  /// A line of the programme's files, as it was in the revision that decided.
  public struct Quote: Codable, Hashable, Sendable {
    public var file: String
    public var line: Int
    public var text: String?
  }

  public struct Fact: Codable, Hashable, Sendable {
    public var kind: String
    public var on: CivilDate
    public var learnedAt: String
    public var by: String
    public var counts: Bool
    public var about: String
    public var detail: String?
    public var until: String?
    /// Why a record does not count as it stands.
    public var judgement: String?
  }

  public struct Attempt: Codable, Hashable, Sendable {
    public var number: Int
    public var startedAt: String
    public var outcome: String?
    public var detail: String?
  }

  public struct Delivery: Codable, Hashable, Sendable {
    public var key: String
    public var channel: String
    public var state: String
    public var since: String
    public var notBefore: String
    public var reason: String?
    public var attempts: [Attempt]
    /// What people did to it by hand.
    public var acts: [Control.Act]
  }

  public struct Recipient: Codable, Hashable, Sendable {
    public var person: String
    public var name: String
    public var role: String
    public var organisation: String?
    public var insteadOf: String?
    /// Whom the person acts for in the role, or stands in for since they are away.
    public var actingFor: String?
    public var passedOver: [String]
    public var unreached: String?
    public var place: Quote?
    public var appointment: Quote?
    public var deliveries: [Delivery]
  }

  /// That a silence put a rung off: when it would have gone, and why it did not.
  public struct Deferral: Codable, Hashable, Sendable {
    public var from: String
    public var reason: String
  }

  public struct Rung: Codable, Hashable, Sendable {
    public var key: String
    public var name: String
    public var at: String
    public var fate: String
    public var decidedAt: String?
    public var lateMinutes: Int?
    public var lastSign: String?
    public var detail: String?
    public var deferral: Deferral?
    public var settledBy: [Fact]
    public var to: [String]
    public var needsRelease: Bool
    public var revision: String?
    public var place: Quote?
    public var recipients: [Recipient]
  }

  public struct Matter: Codable, Hashable, Sendable {
    public var key: String
    public var duty: String
    public var dutyName: String
    public var organisation: String
    public var organisationName: String
    public var title: String?
    public var owner: String?
    public var state: String
    public var stateReason: String?
    public var done: Int
    public var needed: Int
    public var bornAt: String
    public var birth: String
    public var due: CivilDate
    public var lastWorkingDay: CivilDate
    public var isPeriod: Bool
    /// For a fixed day, the one that its rule names.
    public var planned: CivilDate?
    public var dayRule: String?
    public var provisional: Bool
    public var movedAt: String?
    public var successor: String?
    public var frozenAt: String?
    public var ladder: String
    public var ladderChanged: Bool
    public var presentRungs: [String]
    public var revision: String?
    public var inForceSince: String?
    public var dutyPlace: Quote?
    public var ladderPlace: Quote?
    public var organisationPlace: Quote?
    public var facts: [Fact]
    public var rungs: [Rung]
  }

  /// What was asked for, with the abbreviation completed.
  public var key: String
  /// `obligation`, `rung`, `delivery`, `digest` or `bulletin`.
  public var kind: String
  public var now: String
  /// Why nothing is owed under the key; there are no matters then.
  public var nothingOwed: String?
  public var matters: [Matter]
  /// The deliveries of a message to the operator; only where the key is that of one.
  public var bulletins: [Control.QueueDelivery]?
}

extension Explanation.Matter {
  /// The programme in force does not owe it any more: what was done stays, and nothing is to come.
  mutating func endAsGone() {
    state = "gone"
    for index in rungs.indices where rungs[index].fate == "ahead" {
      rungs[index].fate = "not needed"
      rungs[index].detail = "gone"
      rungs[index].recipients = []
    }
  }
}
