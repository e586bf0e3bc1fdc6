/// 暂停提醒: what falls due about some obligations waits until an end, and goes on the working morning after it.
///
/// What is owed stays owed; what is settled in the meantime is not told.
public struct Silence: Hashable, Codable, Sendable {
  public var matchers: Matchers
  /// From when on; nil from when it is said.
  public var from: Timestamp?
  /// Exclusive.
  public var until: Timestamp
  public var reason: String

  /// A forgotten silence must not last for ever.
  public static let longestInDays = 366

  public init(matchers: Matchers, from: Timestamp? = nil, until: Timestamp, reason: String) {
    self.matchers = matchers
    self.from = from
    self.until = until
    self.reason = reason
  }

  /// What it is about: obligations to which all that is set here applies.
  public struct Matchers: Hashable, Codable, Sendable {
    public var duty: Duty.ID?
    /// One unit, without those below it.
    public var organisation: Organisation.ID?
    /// A unit and all below it.
    public var under: Organisation.ID?
    /// How the obligation's key begins, by whole words: `branch-1` is not the beginning of `branch-10`.
    public var obligation: String?

    public init(
      duty: Duty.ID? = nil, organisation: Organisation.ID? = nil, under: Organisation.ID? = nil,
      obligation: String? = nil
    ) {
      self.duty = duty
      self.organisation = organisation
      self.under = under
      self.obligation = obligation
    }

    public var isEmpty: Bool { duty == nil && organisation == nil && under == nil && obligation == nil }

    /// Whether the words of a key begin with those that are asked for.
    public static func begins(_ key: String, with beginning: String) -> Bool {
      guard key.hasPrefix(beginning) else { return false }
      return beginning.hasSuffix("/") || key.count == beginning.count
        || key.dropFirst(beginning.count).first == "/"
    }
  }
}

extension Silence.Matchers: CustomStringConvertible {
  /// As it is typed: `duty=member-assembly organisation=branch-01`.
  public var description: String {
    [
      duty.map { "duty=\($0)" }, organisation.map { "organisation=\($0)" }, under.map { "under=\($0)" },
      obligation.map { "obligation=\($0)" },
    ].compactMap { $0 }.joined(separator: " ")
  }
}
