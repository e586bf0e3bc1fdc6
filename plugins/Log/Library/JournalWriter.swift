import CSystemd
import Glibc
import PluginKit

/// The journal of this machine, by libsystemd: writing and looking up both block.
actor JournalWriter {
  static let socketPath = "/run/systemd/journal/socket"

  private nonisolated let executor = BlockingExecutor("log.journal")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Whether a journald takes entries: `sd_journal_sendv` succeeds even where none does.
  static var journalListens: Bool {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(socketPath.utf8)) }
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    } == 0
  }

  /// - Parameter lookFirst: an earlier attempt may have written the entry.
  func write(_ entry: LogEntry, key: String, lookFirst: Bool) -> Outcome {
    if lookFirst {
      switch holds(key) {
      case .yes: return .accepted(detail: "in the journal since an earlier attempt")
      case .no: break
      case .unknown(let reason):
        return .deferred(
          reason:
            "cannot look for an earlier attempt in the journal: \(reason); add the channel's user to the "
            + "group systemd-journal", kind: .configuration)
      }
    }
    guard Self.journalListens else {
      return .deferred(reason: "no journal listens at \(Self.socketPath)")
    }
    var fields = entry.fields
    fields["ORGLIFE_KEY"] = key
    let result = send(fields)
    return result >= 0
      ? .accepted(detail: "in the journal")
      : .deferred(reason: "the journal did not take the entry: \(String(cString: strerror(-result)))")
  }

  private func send(_ fields: [String: String]) -> Int32 {
    let entries = fields.keys.sorted().map { Array("\($0)=\(fields[$0] ?? "")".utf8) }
    var all = entries.flatMap { $0 }
    return all.withUnsafeMutableBytes { buffer in
      var vectors: [iovec] = []
      var offset = 0
      for entry in entries {
        vectors.append(iovec(iov_base: buffer.baseAddress?.advanced(by: offset), iov_len: entry.count))
        offset += entry.count
      }
      return sd_journal_sendv(vectors, Int32(vectors.count))
    }
  }

  private enum Finding { case yes, no, unknown(reason: String) }

  private func holds(_ key: String) -> Finding {
    var journal: OpaquePointer?
    let opened = sd_journal_open(&journal, Int32(SD_JOURNAL_LOCAL_ONLY))
    guard opened >= 0, let journal else { return .unknown(reason: String(cString: strerror(-opened))) }
    defer { sd_journal_close(journal) }
    // Opening succeeds for a user who may read nothing; then "not found" would mean nothing.
    guard sd_journal_has_persistent_files(journal) > 0 || sd_journal_has_runtime_files(journal) > 0 else {
      return .unknown(reason: "no journal file can be read")
    }
    for match in ["MESSAGE_ID=\(LogEntry.messageID)", "ORGLIFE_KEY=\(key)"] {
      let bytes = Array(match.utf8)
      let added = sd_journal_add_match(journal, bytes, bytes.count)
      guard added >= 0 else { return .unknown(reason: String(cString: strerror(-added))) }
    }
    let found = sd_journal_next(journal)
    return found < 0 ? .unknown(reason: String(cString: strerror(-found))) : found > 0 ? .yes : .no
  }
}
