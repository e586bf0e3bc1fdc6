import Foundation
import GRDB
import OrgLifeCore

/// What a walk along the chain found.
public struct ChainFinding: Hashable, Sendable {
  /// The first thing that does not hold.
  public struct Fault: Hashable, Sendable {
    /// The entry; nil where there is none for something that should have one.
    public var sequence: Int64?
    public var what: String
  }

  /// The end of the chain as it is written.
  public var head: ChainHead
  /// How many entries were erased, as an entry of the chain says.
  public var erased: Int
  /// Who was erased when, by whom and why, without a name; oldest first.
  public var erasures: [Erasure] = []
  public var fault: Fault?
}

extension Ledger {
  /// Walks the whole chain at one moment of the ledger: every entry follows from the one before, every row is as
  /// it was when it was written, none is missing, and none is there without an entry.
  ///
  /// - Parameter known: the hexadecimal digits of a head that was told earlier. A chain that does not have it
  ///   was cut off behind it or made anew.
  public func verify(known: String? = nil) throws -> ChainFinding {
    try read { db in try Self.verify(known: known, db) }
  }

  static func verify(known: String?, _ db: Database) throws -> ChainFinding {
    var finding = ChainFinding(head: try chainHead(db), erased: 0)
    do {
      try walk(known: known?.lowercased(), &finding, db)
    } catch let fault as Broken {
      finding.fault = ChainFinding.Fault(sequence: fault.sequence, what: fault.what)
    }
    return finding
  }

  private struct Broken: Error {
    var sequence: Int64?
    var what: String
  }

  private static func walk(known: String?, _ finding: inout ChainFinding, _ db: Database) throws {
    var head = ChainHead.start
    var isKnown = known == nil || known == head.hex
    var erased: Set<Int64> = []
    var told: Set<Int64> = []
    var counts: [String: Int] = [:]
    let entries = try Row.fetchCursor(
      db, sql: "SELECT sequence, kind, ref, content, salt, digest, head FROM chain ORDER BY sequence")
    while let row = try entries.next() {
      let sequence: Int64 = row[0]
      let kind: String = row[1]
      guard sequence == head.sequence + 1 else {
        throw Broken(sequence: head.sequence + 1, what: "the entry is missing")
      }
      let digest = [UInt8](row[5] as Data)
      head = head.followed(by: kind, digest: digest)
      guard head.digest == [UInt8](row[6] as Data) else {
        throw Broken(sequence: sequence, what: "the entry does not follow from the one before it")
      }
      if head.hex == known { isKnown = true }
      guard let salt = row[4] as Data?, let ref = row[2] as String? else {
        erased.insert(sequence)
        continue
      }
      counts[kind, default: 0] += 1
      let content: [UInt8]
      if let rows = ChainedRows.of(kind) {
        guard let found = try rows.content(of: ref, db) else {
          throw Broken(sequence: sequence, what: "\(kind) \(ref) is gone")
        }
        content = found
      } else {
        content = Array((row[3] as String? ?? "").utf8)
      }
      guard chainDigest(salt: [UInt8](salt), ref: ref, content: content) == digest else {
        throw Broken(sequence: sequence, what: "\(kind) \(ref) was changed")
      }
      if kind == "erasure", let erasure: Erasure = try? JSON.value(String(decoding: content, as: UTF8.self)) {
        told.formUnion(erasure.entries)
        finding.erasures.append(erasure)
      }
    }
    if let silent = erased.subtracting(told).min() {
      throw Broken(sequence: silent, what: "the entry was erased, and no entry says so")
    }
    try checkThatAllIsChained(counts, db)
    try checkRules(db)
    try checkPayloads(db)
    guard isKnown else {
      throw Broken(
        sequence: nil,
        what: "the head \(known?.prefix(16) ?? "")… is none of its heads: what was written last is cut off, "
          + "or the chain was made anew")
    }
    finding.erased = erased.count
  }

  private static func checkThatAllIsChained(_ counts: [String: Int], _ db: Database) throws {
    for rows in try ChainedRows.known(to: db) {
      let all = try Int.fetchOne(db, sql: "SELECT count(*) FROM (\(rows.refs))") ?? 0
      guard all > counts[rows.kind] ?? 0 else { continue }
      let chained = try String.fetchSet(
        db, sql: "SELECT ref FROM chain WHERE kind = ? AND ref IS NOT NULL", arguments: [rows.kind])
      let refs = try String.fetchCursor(db, sql: rows.refs)
      while let ref = try refs.next() {
        if chained.contains(ref) { continue }
        throw Broken(sequence: nil, what: "\(rows.kind) \(ref) was not written by OrgLife: it has no entry")
      }
    }
  }

  /// An attempt is chained with the digest of its bytes; as long as they are kept, they must be those.
  private static func checkPayloads(_ db: Database) throws {
    let deliveries = try Row.fetchCursor(
      db, sql: "SELECT key, payload, payloadDigest FROM deliveries WHERE payload IS NOT NULL ORDER BY key")
    while let row = try deliveries.next() {
      guard Digest(of: [UInt8](row[1] as Data)).description == row[2] as String? else {
        throw Broken(sequence: nil, what: "the bytes of delivery \(row[0] as String) were changed")
      }
    }
  }

  /// A decision is chained with the digest of its rule; the rule must be the one of that digest.
  private static func checkRules(_ db: Database) throws {
    let rules = try Row.fetchCursor(db, sql: "SELECT digest, body FROM rules ORDER BY digest")
    while let row = try rules.next() {
      let digest: String = row[0]
      guard Digest(of: Array((row[1] as String).utf8)).description == digest else {
        throw Broken(sequence: nil, what: "the rule \(digest.prefix(12)) of decided cases was changed")
      }
    }
  }
}
