import OrgLifeCore
import PluginKit

/// The last look at a delivery before it is sent, with what is known at that moment.
public struct Review: Hashable, Sendable {
  public enum Verdict: Hashable, Sendable {
    /// Say this. The lines named need not be said any more.
    case send(Notice, dropping: [Delivery.Line])
    /// Nothing in it needs to be said any more.
    case cancel(reason: String)
  }

  public var verdict: Verdict
  /// The number of the last fact that it knew; 0 for none.
  public var lastFact: Int64

  public init(_ verdict: Verdict, knowing lastFact: Int64) {
    self.verdict = verdict
    self.lastFact = lastFact
  }
}
