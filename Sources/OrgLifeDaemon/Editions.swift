import OrgLifeCore
import OrgLifeLedger

/// Programmes that decided, each read once.
final class Editions {
  private let desk: Desk
  private var read: [String: Edition] = [:]

  init(desk: Desk) {
    self.desk = desk
  }

  /// The programme in force where the ledger does not have that of the moment, or cannot read it any more.
  func deciding(at moment: Timestamp) throws -> Edition {
    guard let joined = try desk.ledger.joined(decidingAt: moment) else { return Edition(desk.programme) }
    if let edition = read[joined.revision] { return edition }
    let edition = Edition(joined) ?? Edition(desk.programme)
    read[joined.revision] = edition
    return edition
  }
}
