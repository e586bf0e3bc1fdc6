import Foundation
import GRDB
import OrgLifeCore

/// The end of the chain: how many entries there are, and the digest that every one of them is in.
public struct ChainHead: Hashable, Sendable {
  public var sequence: Int64
  public var digest: [UInt8]

  /// 64 lower-case hexadecimal digits.
  public var hex: String { hexadecimal(digest) }

  /// Before the first entry.
  static let start = ChainHead(sequence: 0, digest: Digest(of: Array("OrgLife ledger, chain 1".utf8)).bytes)

  /// The head that an entry makes of this one: SHA-256 of the head before, the sequence as eight bytes with the
  /// highest first, the kind and a zero, and the entry's digest. The reference and the salt are not in it, so
  /// that they can be erased.
  func followed(by kind: String, digest entry: [UInt8]) -> ChainHead {
    let next = sequence + 1
    var bytes = digest
    withUnsafeBytes(of: next.bigEndian) { bytes += $0 }
    bytes += Array(kind.utf8) + [0] + entry
    return ChainHead(sequence: next, digest: Digest(of: bytes).bytes)
  }
}

func hexadecimal(_ bytes: [UInt8]) -> String {
  let digits = Array("0123456789abcdef")
  return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
}

/// Rows of one table that are in the chain, one entry each.
struct ChainedRows {
  var kind: String
  var table: String
  /// Names one row; ``content`` takes it as its argument.
  var ref: String
  /// What of a row must stay as it is, by its reference.
  var content: String
  /// The references of all rows, oldest first.
  var refs: String

  /// What is chained by its table. Whatever else is chained keeps its content in the chain.
  static let all = [
    ChainedRows(
      kind: "fact", table: "facts", ref: "id",
      content: "SELECT kind, subject, validOn, recordedAt, author, body FROM facts WHERE id = ?1",
      refs: "SELECT CAST(id AS TEXT) FROM facts ORDER BY id"),
    ChainedRows(
      kind: "rung", table: "rungs", ref: "obligation/rung",
      content: """
        SELECT obligation, rung, dueAt, decidedAt, outcome, reason, due, rule
        FROM rungs JOIN cases ON key = obligation WHERE obligation = ?1 AND rung = ?2
        """,
      refs: "SELECT obligation || '/' || rung FROM rungs ORDER BY decidedAt, obligation, rung"),
    ChainedRows(
      kind: "attempt", table: "attempts", ref: "delivery/number",
      content: """
        SELECT delivery, number, startedAt, person, payloadDigest
        FROM attempts JOIN deliveries ON key = delivery WHERE delivery = ?1 AND number = ?2
        """,
      refs: "SELECT delivery || '/' || number FROM attempts ORDER BY startedAt, delivery, number"),
    ChainedRows(
      kind: "receipt", table: "receipts", ref: "delivery/number",
      content:
        "SELECT delivery, number, at, outcome, detail FROM receipts WHERE delivery = ?1 AND number = ?2",
      refs: "SELECT delivery || '/' || number FROM receipts ORDER BY at, delivery, number"),
    ChainedRows(
      kind: "queue act", table: "acts", ref: "id",
      content: "SELECT delivery, at, act, author, reason FROM acts WHERE id = ?1",
      refs: "SELECT CAST(id AS TEXT) FROM acts ORDER BY id"),
    ChainedRows(
      kind: "inbox file", table: "inboxFiles", ref: "id",
      content: "SELECT digest, name, takenAt, report FROM inboxFiles WHERE id = ?1",
      refs: "SELECT CAST(id AS TEXT) FROM inboxFiles ORDER BY id"),
  ]

  /// Those of which the ledger has the table: one of an earlier version lacks some.
  static func known(to db: Database) throws -> [ChainedRows] {
    try all.filter { try db.tableExists($0.table) }
  }

  static func of(_ kind: String) -> ChainedRows? { all.first { $0.kind == kind } }

  /// The row's values, each with its type and its length, so that no two rows read alike; nil where there is
  /// no such row.
  func content(of name: String, _ db: Database) throws -> [UInt8]? {
    var arguments: StatementArguments = [name]
    if ref.contains("/") {
      guard let slash = name.lastIndex(of: "/") else { return nil }
      arguments = [String(name[..<slash]), String(name[name.index(after: slash)...])]
    }
    guard let row = try Row.fetchOne(db.cachedStatement(sql: content), arguments: arguments) else {
      return nil
    }
    var text = ""
    for value in row.databaseValues {
      switch value.storage {
      case .null: text += "-,"
      case .int64(let number): text += "i\(number),"
      case .string(let string): text += "\(string.utf8.count):\(string),"
      case .double(let number): text += "d\(number),"
      case .blob(let data): text += "\(data.count)b\(hexadecimal([UInt8](data))),"
      }
    }
    return Array(text.utf8)
  }
}

extension Ledger {
  /// Adds an entry for something that has no table among ``ChainedRows``: its content is kept in the chain.
  ///
  /// To be called in the transaction that writes what it covers. It adds a row and no commit of its own.
  ///
  /// - Parameters:
  ///   - kind: what was done, in one word.
  ///   - ref: about what; erased together with the content.
  static func chain(_ kind: String, ref: String, content: String, _ db: Database) throws {
    precondition(ChainedRows.of(kind) == nil, "the content of a \(kind) is its row")
    try append(kind, ref: ref, content: Array(content.utf8), kept: content, db)
  }

  /// Adds the entry of a row that was just written.
  static func chain(_ kind: String, ref: String, _ db: Database) throws {
    guard let content = try ChainedRows.of(kind)?.content(of: ref, db) else {
      throw LedgerError.damaged(path: "ledger", finding: "there is no \(kind) \(ref) to chain")
    }
    try append(kind, ref: ref, content: content, kept: nil, db)
  }

  private static func append(
    _ kind: String, ref: String, content: [UInt8], kept: String?, _ db: Database
  ) throws {
    // Salted, so that erased content cannot be found again by trying what it may have been.
    let salt = (0..<2).flatMap { _ in
      withUnsafeBytes(of: UInt64.random(in: .min ... .max)) { Array($0) }
    }
    let digest = chainDigest(salt: salt, ref: ref, content: content)
    let head = try chainHead(db).followed(by: kind, digest: digest)
    try db.cachedStatement(
      sql: "INSERT INTO chain (sequence, kind, ref, content, salt, digest, head) VALUES (?, ?, ?, ?, ?, ?, ?)"
    ).execute(arguments: [
      head.sequence, kind, ref, kept, Data(salt), Data(digest), Data(head.digest),
    ])
  }

  static func chainDigest(salt: [UInt8], ref: String, content: [UInt8]) -> [UInt8] {
    Digest(of: salt + Array("\(ref.utf8.count):\(ref),".utf8) + content).bytes
  }

  static func chainHead(_ db: Database) throws -> ChainHead {
    guard
      let row = try Row.fetchOne(
        db.cachedStatement(sql: "SELECT sequence, head FROM chain ORDER BY sequence DESC LIMIT 1"))
    else { return .start }
    return ChainHead(sequence: row[0], digest: [UInt8](row[1] as Data))
  }

  /// The end of the chain, to be kept where nobody who can write the ledger can write.
  public func chainHead() throws -> ChainHead {
    try read(Self.chainHead)
  }

  /// Erases what can be read of some entries; the chain holds as before once an entry says that they were erased.
  ///
  /// What they cover, and that entry, are to be written in the same transaction. An entry that is erased already stays so.
  static func eraseFromChain(_ sequences: [Int64], _ db: Database) throws {
    for sequence in sequences {
      try db.cachedStatement(
        sql: "UPDATE chain SET ref = NULL, content = NULL, salt = NULL WHERE sequence = ?"
      ).execute(arguments: [sequence])
    }
  }
}

extension Schema {
  /// One entry for each row that must stay as it is, in the order of writing. `content` is that of entries
  /// whose kind has no table. An entry without a salt was erased.
  static let chain = """
    CREATE TABLE chain (
      sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
      kind TEXT NOT NULL CHECK (kind <> ''),
      ref TEXT,
      content TEXT,
      salt BLOB CHECK (length(salt) = 16),
      digest BLOB NOT NULL CHECK (length(digest) = 32),
      head BLOB NOT NULL CHECK (length(head) = 32),
      CHECK ((salt IS NULL) = (ref IS NULL)),
      CHECK (salt IS NOT NULL OR content IS NULL)
    ) STRICT;

    CREATE TRIGGER chainIsFinal BEFORE UPDATE OF sequence, kind, digest, head ON chain
      BEGIN SELECT RAISE(ABORT, 'an entry of the chain is final'); END;
    CREATE TRIGGER chainIsOnlyErased BEFORE UPDATE OF ref, content, salt ON chain
      WHEN new.salt IS NOT NULL OR new.ref IS NOT NULL OR new.content IS NOT NULL
      BEGIN SELECT RAISE(ABORT, 'an entry of the chain is final'); END;
    CREATE TRIGGER chainStays BEFORE DELETE ON chain
      BEGIN SELECT RAISE(ABORT, 'an entry of the chain is final'); END;
    """

  /// Entries for what was written before there was a chain.
  static func chainEarlierRows(_ db: Database) throws {
    for rows in try ChainedRows.known(to: db) {
      for ref in try String.fetchAll(db, sql: rows.refs) { try Ledger.chain(rows.kind, ref: ref, db) }
    }
  }
}
