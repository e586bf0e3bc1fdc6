import GRDB
import OrgLifeCore

/// A file that was taken from the inbox, known by its bytes.
public struct InboxFile: Hashable, Sendable {
  public var digest: Digest
  public var name: String
  /// What became of its rows, as text that the one who took it can read again.
  public var report: String

  public init(digest: Digest, name: String, report: String) {
    self.digest = digest
    self.name = name
    self.report = report
  }
}

extension Ledger {
  /// What became of a file of these bytes when it was taken last; nil where it never was.
  public func inboxReport(_ digest: Digest) throws -> String? {
    try read { db in
      try String.fetchOne(
        db.cachedStatement(sql: "SELECT report FROM inboxFiles WHERE digest = ? ORDER BY id DESC LIMIT 1"),
        arguments: [digest.description])
    }
  }

  static func note(_ file: InboxFile, at now: Timestamp, _ db: Database) throws {
    try db.cachedStatement(sql: "INSERT INTO inboxFiles (digest, name, takenAt, report) VALUES (?, ?, ?, ?)")
      .execute(arguments: [file.digest.description, file.name, now.milliseconds, file.report])
    try chain("inbox file", ref: "\(db.lastInsertedRowID)", db)
  }
}

extension Schema {
  static let inbox = """
    CREATE TABLE inboxFiles (
      id INTEGER PRIMARY KEY,
      digest TEXT NOT NULL CHECK (length(digest) = 64),
      name TEXT NOT NULL CHECK (name <> ''),
      takenAt INTEGER NOT NULL,
      report TEXT NOT NULL CHECK (json_valid(report))
    ) STRICT;
    CREATE INDEX inboxFilesByDigest ON inboxFiles (digest);
    CREATE TRIGGER inboxFilesAreFinal BEFORE UPDATE ON inboxFiles
      BEGIN SELECT RAISE(ABORT, 'a file that was taken is final'); END;
    CREATE TRIGGER inboxFilesStay BEFORE DELETE ON inboxFiles
      BEGIN SELECT RAISE(ABORT, 'a file that was taken is final'); END;
    """
}
