import OrgLifeCore
import OrgLifeProgramme

/// What is asked and told about records.
extension Control {
  public struct RecordsQuestion: Codable, Sendable {
    public var organisation: String?
    /// Withdrawn and corrected ones too.
    public var all: Bool?
    /// Only those that do not count as they stand.
    public var open: Bool?

    public init(organisation: String?, all: Bool?, open: Bool?) {
      self.organisation = organisation
      self.all = all
      self.open = open
    }
  }

  public struct Confirmation: Codable, Hashable, Sendable {
    public var by: String
    public var at: String
    public var reason: String
  }

  public struct Record: Codable, Hashable, Sendable {
    public var key: String
    public var meeting: MeetingRecord
    public var organisationName: String
    public var dutyName: String
    /// counts, incomplete, awaiting confirmation, not applicable; corrected or withdrawn where it is over.
    public var state: String
    public var reasons: [Words]
    public var recordedAt: String
    public var by: String
    public var confirmation: Confirmation?
    /// Where a vote was taken and its numbers are known: whether it passed.
    public var passed: Bool?
  }

  public struct RecordsAnswer: Codable, Sendable { public var records: [Record] }

  public struct RowsQuestion: Codable, Sendable {
    public var rows: [RecordRow]
    public var dryRun: Bool?
    public var by: String?

    public init(rows: [RecordRow], dryRun: Bool?, by: String?) {
      self.rows = rows
      self.dryRun = dryRun
      self.by = by
    }
  }

  public struct RowsAnswer: Codable, Sendable { public var outcomes: [RowOutcome] }

  public struct DueQuestion: Codable, Sendable {
    public var organisation: String
    public var kind: String

    public init(organisation: String, kind: String) {
      self.organisation = organisation
      self.kind = kind
    }
  }

  public struct DueAnswer: Codable, Sendable {
    public var due: Int
    /// Which number that is, in words.
    public var source: Words
  }
}
