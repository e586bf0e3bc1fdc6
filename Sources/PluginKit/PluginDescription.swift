/// What a plugin says about itself before it is configured.
public struct PluginDescription: Codable, Hashable, Sendable {
  /// The version of the plugin contract that this module speaks.
  public static let contract = 1

  public var contract: Int
  /// One lower-case word: `email`.
  public var name: String
  public var version: String
  /// One sentence.
  public var summary: String
  public var settings: [SettingDescription]
  /// The longest time a delivery may take, in seconds. The daemon makes no second attempt before it has passed.
  public var longestDeliverySeconds: Int
  /// Whether a repeated attempt of a delivered payload is noticed and not delivered again, whatever was killed meanwhile.
  public var neverDoubled: Bool

  public init(
    name: String, version: String, summary: String, settings: [SettingDescription],
    longestDeliverySeconds: Int, neverDoubled: Bool
  ) {
    contract = Self.contract
    self.name = name
    self.version = version
    self.summary = summary
    self.settings = settings
    self.longestDeliverySeconds = longestDeliverySeconds
    self.neverDoubled = neverDoubled
  }
}

/// One setting, for `--help`, for checking, and for the operator's manual.
public struct SettingDescription: Codable, Hashable, Sendable {
  /// With dots for a member of an object: `smtp.host`.
  public var name: String
  /// In words: `text`, `whole number`, `yes or no`, `md, json or eml`.
  public var type: String
  /// Must be given; for a member of an object: must be given when the object is.
  public var required: Bool
  /// The value when it is not given, in words; nil when there is none.
  public var `default`: String?
  public var help: String

  public init(_ name: String, type: String, required: Bool = false, default: String? = nil, help: String) {
    self.name = name
    self.type = type
    self.required = required
    self.default = `default`
    self.help = help
  }
}
