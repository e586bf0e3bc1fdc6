import OrgLifeCore
import PluginKit

/// The last look at a delivery before it is sent, with what is known at that moment.
public enum Review: Sendable {
  /// Say this. The lines named need not be said any more.
  case send(Notice, dropping: [Delivery.Line])
  /// Nothing in it needs to be said any more.
  case cancel(reason: String)
}
