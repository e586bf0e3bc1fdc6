import OrgLifeCore
import OrgLifeLedger
import OrgLifeSchedule
import PluginKit

extension Desk {
  /// What sitting down at a ledger came to.
  public struct Start: Sendable {
    public var desk: Desk
    /// What was due meanwhile.
    public var firings: [Firing]
    /// How many attempts had no answer when the daemon ended.
    public var lost: Int
    /// Whether the ledger was put back from a copy, so that what is due is held.
    public var isRestored: Bool
  }

  /// Takes up a ledger where the daemon left it: what workers had goes back, what was missed is decided by the
  /// programme that was in force then, and the programme of now comes into force. Done again it changes nothing.
  ///
  /// - Parameters:
  ///   - sources: the files that the programme was read from.
  ///   - earlier: the programme that was in force when the daemon ended, where it is another.
  public static func start(
    _ programme: Programme, sources: [UInt8], earlier: Programme?, ledger: Ledger, at now: Timestamp
  ) throws -> Start {
    _ = try ledger.service(startingAt: now)
    let lost = try ledger.recover(at: now)
    CrashPoint.recovered.pass()
    var desk = try Desk(programme: earlier ?? programme, ledger: ledger)
    let isRestored = try ledger.isRestored()
    let firings = try desk.plan(at: now)
    try desk.putInForce(programme, sources: sources, at: now)
    return Start(desk: desk, firings: firings, lost: lost, isRestored: isRestored)
  }

  /// Puts a programme in force from now on. What came due before is decided by the one that was in force.
  ///
  /// - Returns: whether it is another than before.
  @discardableResult
  public mutating func putInForce(_ programme: Programme, sources: [UInt8], at now: Timestamp) throws -> Bool
  {
    try plan(at: now)
    let changed = try ledger.join(
      revision: programme.revision, sources: sources, at: now,
      announcing: announcements(of: programme, at: now))
    try adopt(programme)
    try failStranded(at: now)
    return changed
  }
}
