/// What came of asking a channel to deliver.
public enum Answer: Hashable, Sendable {
  case accepted(detail: String)
  /// Certainly not delivered; worth trying again, not before so many seconds where the channel says so.
  case deferred(Trouble, afterSeconds: Double? = nil, reason: String)
  /// Certainly not delivered, and never will be.
  case rejected(reason: String)
  /// Nobody knows: the same bytes are sent again.
  case lost(Loss, reason: String)

  /// What keeps a channel from taking a delivery.
  public enum Trouble: Hashable, Sendable {
    /// The other side is busy or away; expected to pass by itself. It concerns this delivery alone.
    case temporary
    /// Somebody has to change something: a password, a permission, a full folder. It concerns the whole channel.
    case configuration
    /// The plugin could not be asked. It concerns the whole channel.
    case plugin
  }

  /// Where the answer was lost.
  public enum Loss: Hashable, Sendable {
    /// Between the plugin and the other side: the plugin says so.
    case relay
    /// Between the plugin and the daemon: the plugin ended, hung or talked nonsense with the delivery in flight.
    case plugin
  }
}
