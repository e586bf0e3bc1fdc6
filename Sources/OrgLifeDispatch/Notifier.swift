import PluginKit

/// What takes deliveries of one channel: a plugin in its own process, or in simulations one that is scripted.
///
/// A notifier is one worker: it is asked one thing at a time and keeps the order.
public protocol Notifier: Sendable {
  /// The bytes of the notice, which are stored before they are sent. Pure.
  func render(_ notice: Notice) async throws -> [UInt8]

  /// Sends exactly these bytes. Never throws: whatever happens is an ``Answer``.
  func deliver(_ payload: [UInt8], key: String, attempt: Int) async -> Answer

  /// The worker has nothing more to do for now.
  func rest() async
}

/// What came of asking a channel to deliver.
public enum Answer: Hashable, Sendable {
  case accepted(detail: String)
  /// Certainly not delivered; worth trying again, not before so many seconds where the channel says so.
  case deferred(afterSeconds: Double?, reason: String)
  /// Certainly not delivered, and never will be.
  case rejected(reason: String)
  /// Nobody knows: the same bytes are sent again.
  case lost(reason: String)
}
