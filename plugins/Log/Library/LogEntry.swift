import PluginKit

/// One reminder as the journal holds it: fields, of which `MESSAGE` is the text.
struct LogEntry {
  /// The catalog explains it in `journalctl -x`.
  static let messageID = "9074f8d0bf8e41c1b87edb34b04565ba"

  /// Fields but for `ORGLIFE_KEY`, which is the attempt's.
  var fields: [String: String]

  init(_ notice: Notice) {
    fields = [:]
    for (name, value) in notice.fields { fields[String("ORGLIFE_\(Self.word(name))".prefix(64))] = value }
    fields["MESSAGE"] = "\(notice.subject) (\(notice.recipient.name))"
    fields["MESSAGE_ID"] = Self.messageID
    fields["PRIORITY"] = String(Self.priority(notice.tone).rawValue)
    fields["ORGLIFE_RECIPIENT"] = notice.recipient.id
    fields["ORGLIFE_THREAD"] = notice.thread
    fields["ORGLIFE_TONE"] = notice.tone.rawValue
    // Where an earlier attempt is looked for; never overwritten by a field of the notice.
    fields["ORGLIFE_KEY"] = nil
  }

  /// The text is the payload's bytes, every other field its envelope.
  var payload: Payload {
    var envelope = fields
    let message = envelope.removeValue(forKey: "MESSAGE") ?? ""
    return Payload(
      bytes: Array(message.utf8), contentType: "text/plain; charset=utf-8", envelope: envelope)
  }

  /// nil when the payload was made by another plugin.
  init?(_ payload: Payload) {
    guard payload.envelope["MESSAGE_ID"] != nil, payload.envelope["PRIORITY"].flatMap(Int.init) != nil,
      payload.envelope.keys.allSatisfy({ $0 == Self.name($0) })
    else { return nil }
    fields = payload.envelope
    fields["MESSAGE"] = String(decoding: payload.bytes, as: UTF8.self)
  }

  var linePriority: PluginEnvironment.Priority {
    fields["PRIORITY"].flatMap(Int.init).flatMap(PluginEnvironment.Priority.init(rawValue:)) ?? .notice
  }

  func line(_ key: String) -> String { "\(fields["MESSAGE"] ?? "") [\(key)]" }

  private static func priority(_ tone: Notice.Tone) -> PluginEnvironment.Priority {
    switch tone {
    case .notice: .notice
    case .warning, .urgent, .overdue: .warning
    case .escalation: .error
    }
  }

  /// `due-date` becomes `DUE_DATE`.
  private static func word(_ name: String) -> String {
    name.uppercased().unicodeScalars.map { isWord($0) ? String($0) : "_" }.joined()
  }

  /// At most 64 bytes of capitals, digits and `_`, as the journal wants it.
  private static func name(_ text: String) -> String {
    String(text.unicodeScalars.filter(isWord).map(String.init).joined().prefix(64))
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar) || scalar == "_"
  }
}
