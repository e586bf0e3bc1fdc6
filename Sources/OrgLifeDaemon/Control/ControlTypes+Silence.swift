import OrgLifeCore

extension Control {
  public struct Silence: Codable, Hashable, Sendable {
    public var silence: Int64
    /// As they are typed: `duty=member-assembly under=committee`.
    public var matchers: String
    public var duty: Duty.ID?
    public var organisation: Organisation.ID?
    public var under: Organisation.ID?
    public var obligation: String?
    public var from: String
    public var end: String
    public var resumesAt: String
    public var reason: String
    public var by: String
    public var state: String
    public var waiting: Int
  }

  public struct SilencesQuestion: Codable, Sendable {
    public var all: Bool?
    public init(all: Bool?) { self.all = all }
  }
  public struct SilencesAnswer: Codable, Sendable { public var silences: [Silence] }

  public struct NewSilence: Codable, Sendable {
    public var duty: String?
    public var organisation: String?
    public var under: String?
    public var obligation: String?
    public var from: String?
    public var until: String
    public var reason: String
    public var by: String?

    public init(from: String?, until: String, reason: String, by: String?) {
      self.from = from
      self.until = until
      self.reason = reason
      self.by = by
    }
  }

  public struct SilenceEnding: Codable, Sendable {
    public var silence: Int64
    public var reason: String?
    public var by: String?

    public init(silence: Int64, reason: String?, by: String?) {
      self.silence = silence
      self.reason = reason
      self.by = by
    }
  }

  public struct SilenceTaken: Codable, Sendable {
    public var silence: Silence
    public var isNew: Bool
    /// How many messages about it are on their way already, and leave all the same.
    public var leaving: Int
  }
}
