/// A setting that cannot be used.
public struct SettingsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// With dots: `smtp.host`.
  public var setting: String
  /// What is wrong and what to do, to be read after the name: `must be an absolute path, for instance /srv/drop`.
  public var reason: String

  public init(_ setting: String, _ reason: String) {
    self.setting = setting
    self.reason = reason
  }

  public var description: String { "\(setting): \(reason)" }
}

/// The channel cannot be used now, by a sentence that says why and what to do.
public struct ChannelUnusable: Error, Hashable, Sendable, CustomStringConvertible {
  public var reason: String
  public init(_ reason: String) { self.reason = reason }
  public var description: String { reason }
}

/// This notice can never go over this channel, by a sentence that says why: a recipient without an address.
public struct NoticeRefused: Error, Hashable, Sendable, CustomStringConvertible {
  public var reason: String
  public init(_ reason: String) { self.reason = reason }
  public var description: String { reason }
}
