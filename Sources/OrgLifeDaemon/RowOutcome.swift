import OrgLifeCore
import OrgLifeProgramme

/// What became of one row of a file of records.
public struct RowOutcome: Codable, Hashable, Sendable {
  public enum Kind: String, Codable, Sendable {
    case recorded
    /// It was recorded before; nothing changed.
    case known
    /// Recorded, and a person has to say that it is a Party meeting.
    case awaiting
    /// Recorded, and it lacks something.
    case incomplete
    case refused
  }

  /// 0 where it is about the whole file.
  public var line: Int
  public var outcome: Kind
  /// The record's, where the row could be read.
  public var key: String?
  /// Why it is refused, or does not count yet.
  public var reasons: [Words]

  public init(line: Int, outcome: Kind, key: String? = nil, reasons: [Words] = []) {
    self.line = line
    self.outcome = outcome
    self.key = key
    self.reasons = reasons
  }

  public init(_ fault: RecordFault) {
    self.init(line: fault.line ?? 0, outcome: .refused, reasons: [fault.words])
  }
}
