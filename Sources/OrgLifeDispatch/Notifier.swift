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
