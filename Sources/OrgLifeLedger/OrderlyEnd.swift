import Foundation

/// The word that a ledger leaves beside its file when it was closed in order: which file that was, to the nanosecond of its
/// last change. A file of which it is true is as SQLite wrote it, but for a disk that loses what it has.
///
/// It is on the disk only while no daemon has the ledger: who opens it takes the word away first.
struct OrderlyEnd: Hashable, Sendable {
  /// So many starts in a row may do without having looked the file through to its end.
  static let mostUnlooked = 10

  private var inode: UInt64
  private var size: Int64
  private var changes: [Int64]
  /// How many starts in a row there were since the whole file was looked through.
  var unlooked: Int

  /// What would be true of this file now; nil where there is none, or where a part of the ledger lies beside it still.
  init?(of path: String, unlooked: Int) {
    var status = stat()
    var log = stat()
    guard stat(path, &status) == 0, status.st_size > 0, stat(path + "-wal", &log) != 0 || log.st_size == 0
    else { return nil }
    inode = UInt64(status.st_ino)
    size = Int64(status.st_size)
    // The time of the last change of the inode is the one that no program can set.
    changes = [status.st_mtim, status.st_ctim].flatMap { [Int64($0.tv_sec), Int64($0.tv_nsec)] }
    self.unlooked = unlooked
  }

  static func path(of ledger: String) -> String { ledger.replacingOccurrences(of: ".sqlite", with: ".ended") }

  /// Takes the word away, on the disk too, before anything of the ledger may be written.
  ///
  /// - Returns: the word, where it is true of the file; nil where there is none, where the file is another than the one that
  ///   was closed, and where it could not be taken away for good.
  static func take(of ledger: String) -> OrderlyEnd? {
    let path = path(of: ledger)
    let text = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    guard unlink(path) == 0, LedgerFile.synced(folder(of: path)), let text,
      let count = text.split(separator: " ").last.flatMap({ Int($0.dropLast()) }),
      let end = OrderlyEnd(of: ledger, unlooked: count), end.text == text
    else { return nil }
    return end
  }

  /// Leaves the word, when the ledger is closed and all of it is in its file. Where it cannot be left, there is none.
  func leave(at ledger: String) {
    let path = OrderlyEnd.path(of: ledger)
    let new = path + ".new"
    let isLeft =
      LedgerFile.synced(ledger) && FileManager.default.createFile(atPath: new, contents: Data(text.utf8))
      && LedgerFile.synced(new) && rename(new, path) == 0 && LedgerFile.synced(OrderlyEnd.folder(of: path))
    if !isLeft { unlink(new) }
  }

  private var text: String {
    "1 \(inode) \(size) \(changes.map(String.init).joined(separator: " ")) \(unlooked)\n"
  }

  private static func folder(of path: String) -> String {
    URL(fileURLWithPath: path).deletingLastPathComponent().path
  }
}
