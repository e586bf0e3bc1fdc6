/// The channel could not make the bytes of a notice; nothing was sent.
public struct RenderFailure: Error, Hashable, Sendable {
  public enum Cause: Hashable, Sendable {
    /// There can be no delivery of this notice: its address is none, for instance.
    case notice
    /// Somebody has to change something.
    case configuration
    /// The plugin could not be asked.
    case plugin
    /// The plugin ended, hung or talked nonsense over this notice.
    case crash
  }

  public var reason: String
  public var cause: Cause

  public init(reason: String, cause: Cause) {
    self.reason = reason
    self.cause = cause
  }
}
