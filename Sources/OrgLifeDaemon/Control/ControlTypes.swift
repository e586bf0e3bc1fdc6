import OrgLifeCore

/// What the `org.orglife.Control` interface carries; the interface file says what each member means.
public enum Control {
  public static let interface = "org.orglife.Control"

  public struct Next: Codable, Hashable, Sendable {
    public var at: String
    public var reminders: Int
  }

  public struct Status: Codable, Hashable, Sendable {
    public var version: String
    public var revision: String
    public var configuration: String
    public var clockShifted: Bool
    public var now: String
    public var inServiceSince: String
    public var plannedThrough: String
    public var next: Next?
    public var overdue: Int
    public var deliveries: [String: Int]
    public var warnings: [String]
    public var line: String
  }

  public struct Item: Codable, Hashable, Sendable {
    public var number: String
    public var duty: String
    public var organisation: String
    public var owner: String
    public var title: String
    public var due: CivilDate
    public var state: String
    public var workingDaysLeft: Int
  }

  /// What a word of the command line may name.
  public enum NameKind: String, Codable, CaseIterable, Sendable {
    case organisation, duty, person, role, item, course, obligation, record, delivery, channel, silence, spell
  }

  public struct Name: Codable, Hashable, Sendable {
    public var name: String
    public var about: String
    public var isCurrent: Bool

    public init(name: String, about: String, isCurrent: Bool) {
      self.name = name
      self.about = about
      self.isCurrent = isCurrent
    }
  }

  public struct NamesQuestion: Codable, Sendable {
    public var kind: NameKind
    public var prefix: String
    public init(kind: NameKind, prefix: String) {
      self.kind = kind
      self.prefix = prefix
    }
  }
  public struct NamesAnswer: Codable, Sendable { public var names: [Name] }

  public struct StatusAnswer: Codable, Sendable { public var status: Status }
  public struct ListQuestion: Codable, Sendable {
    public var organisation: String?
    public var all: Bool?
    public init(organisation: String? = nil, all: Bool? = nil) {
      self.organisation = organisation
      self.all = all
    }
  }
  public struct ListAnswer: Codable, Sendable { public var owed: [Owed] }
  public struct ItemsAnswer: Codable, Sendable { public var items: [Item] }

  /// The parameters of every statement: those that the method has are set.
  public struct Statement: Codable, Sendable {
    public var meeting: MeetingRecord?
    public var item: JSONItem?
    public var record: String?
    public var obligation: String?
    public var reference: String?
    public var reason: String?
    public var due: CivilDate?
    public var from: CivilDate?
    public var by: String?
    public var notice: SeasonNotice?
    public var delegation: Delegation?
    public var leave: Leave?
    /// The number of the fact that is meant.
    public var fact: Int64?
    public var course: OrgLifeCore.Course?
    public var number: OrgLifeCore.Course.ID?
    public var step: Duty.ID?

    public init(by: String?) { self.by = by }
  }

  /// Somebody who is away, or acts for somebody.
  public struct Spell: Codable, Hashable, Sendable {
    /// The number of the fact, by which it is ended.
    public var fact: Int64
    /// `away` or `delegation`.
    public var kind: String
    public var person: String
    /// In a delegation: who acts, and in what.
    public var to: String?
    public var role: String?
    public var organisation: String?
    public var since: CivilDate
    public var until: CivilDate
    public var reason: String
    public var by: String
  }
  public struct SpellsAnswer: Codable, Sendable { public var spells: [Spell] }

  /// A role of a ladder that does not do what it should today.
  public struct Gap: Codable, Hashable, Sendable {
    /// `nobody`, `stands in`, `same again`, `rejected` or `no channel`.
    public var kind: String
    public var organisation: String?
    public var duty: String?
    public var rung: String?
    public var role: String?
    public var person: String?
    public var detail: String
  }
  public struct ReachAnswer: Codable, Sendable { public var gaps: [Gap] }

  /// A course, and what it waits for.
  public struct Course: Codable, Hashable, Sendable {
    public var number: String
    public var organisation: String
    public var owner: String
    public var title: String
    /// The last step that was taken, or the event that opened it, and when.
    public var last: String
    public var on: CivilDate
    public var steps: [Step]

    /// What is due next.
    public struct Step: Codable, Hashable, Sendable {
      public var key: String
      public var duty: String
      public var name: String
      public var due: CivilDate
      /// Before when it must not be taken.
      public var earliest: CivilDate?
      /// `open` or `overdue`.
      public var state: String
    }
  }
  public struct CoursesAnswer: Codable, Sendable { public var courses: [Course] }

  /// An item as a whole, or its number.
  public enum JSONItem: Codable, Sendable {
    case whole(OrgLifeCore.Item)
    case number(OrgLifeCore.Item.ID)

    public init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(OrgLifeCore.Item.ID.self) {
        self = .number(number)
      } else {
        self = .whole(try container.decode(OrgLifeCore.Item.self))
      }
    }

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .whole(let item): try container.encode(item)
      case .number(let number): try container.encode(number)
      }
    }
  }

  public struct Taken: Codable, Sendable {
    public var key: String
    public var isNew: Bool
    /// What has to be done yet for it to count.
    public var note: String?
    /// What a record is worth, where the statement was about one.
    public var judgement: String?
    public var reasons: [Words]?
  }
  public struct ReloadAnswer: Codable, Sendable {
    public var revision: String
    public var changed: Bool
    public var notes: [String]
  }
  public struct ClockQuestion: Codable, Sendable {
    public var by: String?

    public init(by: String?) { self.by = by }
  }
  public struct ClockAnswer: Codable, Sendable {
    /// How many deliveries wait for a person by it.
    public var held: Int
  }
}
