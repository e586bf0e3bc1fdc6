/// A configured plugin.
public struct Channel: Hashable, Sendable {
  public typealias ID = Identifier<Channel>

  /// Where the programme names no number, a channel that reaches people by their addresses, and so by a relay, begins as
  /// many in a second.
  public static let usualPerSecond = 20

  public var id: ID
  /// The plugin's name: the executable is `orglife-plugin-NAME`.
  public var plugin: String
  /// The roster's column that holds this channel's addresses; nil where it needs none.
  public var addressColumn: String?
  /// The plugin's settings, a JSON object as text. `${state}` stands for the daemon's state folder.
  public var settings: String
  /// How many deliveries may be under way at once.
  public var connections: Int
  /// How many deliveries may begin in a second; nil for any number.
  public var perSecond: Int?
  /// By which channel the operator hears that this one fails; nil for any other that reaches them.
  public var fallback: ID?
  /// How much its messages say.
  public var privacy = Privacy.full

  public enum Privacy: Hashable, Sendable {
    case full
    /// Number, due date and where to look; nothing that names duty, unit or person. For mail over the internet.
    case minimal(lookAt: Words)
  }

  public init(
    id: ID, plugin: String, addressColumn: String? = nil, settings: String = "{}", connections: Int = 1,
    perSecond: Int? = nil, fallback: ID? = nil
  ) {
    self.id = id
    self.plugin = plugin
    self.addressColumn = addressColumn
    self.settings = settings
    self.connections = connections
    self.perSecond = perSecond
    self.fallback = fallback
  }
}
