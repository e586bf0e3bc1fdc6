import PluginKit

/// Where the plugin of a channel is.
public enum PluginPlace: Sendable {
  /// The daemon starts it, and ends it.
  case process(PluginProcess)
  /// The service manager does.
  case unit(PluginUnit)

  public var socketPath: String {
    switch self {
    case .process(let process): process.socketPath
    case .unit(let unit): unit.socketPath
    }
  }

  /// The process that the daemon has to end; nil where it has none.
  public var process: PluginProcess? {
    if case .process(let process) = self { process } else { nil }
  }

  /// Returns when a connection may be tried.
  public func start() async throws(PluginProcess.Failure) { try await process?.start() }

  /// Makes sure that what was asked of it is not done any more, as far as the daemon can.
  func stop() async { await process?.stop() }

  /// Why there is no connection.
  public func failure(of error: PluginConnectionError) -> PluginConnectionError {
    switch self {
    case .process: .unreachable(path: socketPath, reason: "\(error)")
    case .unit(let unit):
      if case .unreachable(_, let reason) = error {
        .noConnection(sentence: unit.sentence(isListening: false, reason: reason))
      } else {
        .noConnection(sentence: unit.sentence(isListening: true, reason: "\(error)"))
      }
    }
  }
}
