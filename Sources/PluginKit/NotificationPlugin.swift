/// A channel's program: it turns a notice into bytes, and bytes into a delivery. It keeps no queue and never tries again
/// by itself; the daemon owns retries, deadlines and the ledger.
///
/// One process serves one channel. Each connection has an instance of its own, so calls on an instance come one after
/// the other; two instances may deliver different keys at the same time, never the same key.
public protocol NotificationPlugin: Sendable {
  /// What the channel's configuration says under `settings:`. Names that ``description`` does not list are refused
  /// before decoding.
  associatedtype Settings: Decodable & Sendable

  static var description: PluginDescription { get }

  /// Checks the settings. Sends nothing, and does not ask whether the channel can be used: that is ``probe()``.
  ///
  /// - Throws: ``SettingsError``, which names the setting and says what to do.
  init(settings: Settings, environment: PluginEnvironment) async throws

  /// Is the channel usable now? Never sends anything to anybody. Asked again it looks again.
  ///
  /// - Throws: ``ChannelUnusable``.
  func probe() async throws

  /// The bytes for a notice. Pure: the same notice gives the same payload, in every process, on every day.
  ///
  /// - Throws: ``NoticeRefused`` when there can be no delivery of this notice over this channel, ever.
  func render(_ notice: Notice) throws -> Payload

  /// Delivers exactly this payload, once.
  ///
  /// Asked again with the same key and a higher ``Attempt/number``, the earlier attempt may or may not have arrived: a
  /// plugin that can find out does not send a second copy and answers `accepted`. The task is cancelled when the deadline
  /// has passed or when the daemon is gone; then leave soon.
  func deliver(_ payload: Payload, attempt: Attempt) async -> Outcome
}
