import Glibc

/// The service's log: fields in the journal where standard error leads there, lines on standard error elsewhere.
public enum Journal {
  /// As syslog counts.
  public enum Priority: Int, Sendable, CaseIterable {
    case emergency, alert, critical, error, warning, notice, info, debug
  }

  /// Whether standard error is the journal's: `$JOURNAL_STREAM` names the very device and inode.
  public static let isStandardError: Bool = {
    guard let stream = getenv("JOURNAL_STREAM").map({ String(cString: $0) }) else { return false }
    var status = stat()
    return fstat(2, &status) == 0 && stream == "\(status.st_dev):\(status.st_ino)"
  }()

  private static let isTerminal = isatty(2) == 1

  /// What “journalctl -t” looks for: the name of this program.
  private static let identifier =
    CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? "orglifed"

  /// Writes one entry. Never throws: a log that cannot be written has nowhere to say so.
  ///
  /// - Parameters:
  ///   - message: one line; a line on standard error is all there is elsewhere.
  ///   - fields: upper-case names; others are made so; a name may come more than once. Only in the journal.
  ///   - messageID: 32 hexadecimal digits that a catalog entry explains.
  public static func send(
    _ priority: Priority, _ message: String, fields: [(name: String, value: String)] = [],
    messageID: String? = nil
  ) {
    guard isStandardError else { return line(priority, message) }
    var entry = JournalEntry()
    entry.add("MESSAGE", message)
    entry.add("PRIORITY", "\(priority.rawValue)")
    entry.add("SYSLOG_IDENTIFIER", identifier)
    if let messageID { entry.add("MESSAGE_ID", messageID) }
    for (name, value) in fields { entry.add(fieldName(name), value) }
    if !entry.send() { line(priority, message) }
  }

  /// `due date` becomes `DUE_DATE`; the journal takes no name that begins with `_` or a digit, or is longer than 64.
  static func fieldName(_ name: String) -> String {
    let bytes = name.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 32
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
      default: UInt8(ascii: "_")
      }
    }
    let text = String(decoding: bytes.drop { $0 == UInt8(ascii: "_") }, as: UTF8.self)
    return String((text.first.map { $0.isNumber } ?? true ? "X_" + text : text).prefix(64))
  }

  /// `<4>text`, or the text alone when a person is looking.
  static func line(_ priority: Priority, _ message: String) {
    let flat = message.split(whereSeparator: \.isNewline).joined(separator: " ")
    let bytes = Array((isTerminal ? "\(flat)\n" : "<\(priority.rawValue)>\(flat)\n").utf8)
    _ = write(2, bytes, bytes.count)
  }
}
