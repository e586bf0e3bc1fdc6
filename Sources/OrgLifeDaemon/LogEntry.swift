import OrgLifeCore
import OrgLifeDispatch
import OrgLifeLedger
import OrgLifeSchedule
import Systemd
import Varlink

/// What the daemon says in its log, with the fields by which the journal finds it again.
struct LogEntry {
  var priority: Journal.Priority
  var message: String
  var fields: [String: String] = [:]
  /// The organisations that it is about: the journal finds it for each of them.
  var organisations: [String] = []
  var messageID: String

  func send() {
    let units = organisations.map { (name: "ORGLIFE_ORGANISATION", value: $0) }
    Journal.send(
      priority, Redaction.withoutAddresses(message), fields: fields.map { ($0.key, $0.value) } + units,
      messageID: messageID)
  }
}

extension LogEntry {
  static func started(version: String, revision: String, organisations: Int, duties: Int) -> LogEntry {
    LogEntry(
      priority: .info,
      message: "OrgLife \(version) is ready: \(organisations) organisations, \(duties) duties, "
        + "programme \(revision.prefix(12))",
      fields: ["ORGLIFE_REVISION": revision], messageID: "6f0c5c1de0c3453c8ad64a9b1d5b4c01")
  }

  static func fired(_ firing: Firing, at now: Timestamp) -> LogEntry {
    let recipients = firing.recipients.map { "\($0.role):\($0.person)" }.joined(separator: ", ")
    let fields = [
      "ORGLIFE_KEY": firing.key, "ORGLIFE_DUTY": firing.obligation.duty.text,
      "ORGLIFE_DUE": firing.obligation.due.description,
      "ORGLIFE_RUNG": firing.name,
    ]
    if let unsent = firing.unsent {
      return LogEntry(
        priority: .warning, message: "\(firing.key) is due and not sent: \(unsent.text)", fields: fields,
        organisations: [firing.obligation.organisation.text], messageID: "6f0c5c1de0c3453c8ad64a9b1d5b4c02")
    }
    return LogEntry(
      priority: .info, message: "\(firing.key) is due: \(recipients)", fields: fields,
      organisations: [firing.obligation.organisation.text], messageID: "6f0c5c1de0c3453c8ad64a9b1d5b4c03")
  }

  static func settled(_ event: Worker.Event) -> LogEntry? {
    let fields = [
      "ORGLIFE_DELIVERY": event.delivery.key, "ORGLIFE_CHANNEL": event.delivery.channel.text,
      "ORGLIFE_PERSON": event.delivery.person.text,
    ]
    let units = organisations(of: event.delivery)
    guard let settlement = event.settlement else {
      return event.note.map {
        LogEntry(
          priority: .info, message: "\(event.delivery.key) was not sent: \($0)", fields: fields,
          organisations: units, messageID: "6f0c5c1de0c3453c8ad64a9b1d5b4c04")
      }
    }
    switch settlement.state {
    case .delivered:
      return LogEntry(
        priority: .info, message: "\(event.delivery.key) was delivered", fields: fields, organisations: units,
        messageID: "6f0c5c1de0c3453c8ad64a9b1d5b4c32")
    case .held:
      return LogEntry(
        priority: .error,
        message: "\(event.delivery.key) is \(settlement.receipt.detail); “orglifectl queue list held”",
        fields: fields, organisations: units, messageID: "6f0c5c1de0c3453c8ad64a9b1d5b4c0c")
    case .failed:
      return LogEntry(
        priority: .error,
        message:
          "\(event.delivery.key) failed: \(settlement.receipt.detail); “orglifectl queue list failed”",
        fields: fields, organisations: units, messageID: "6f0c5c1de0c3453c8ad64a9b1d5b4c05")
    default:
      return LogEntry(
        priority: .warning,
        message: "\(event.delivery.key) was not taken and is tried again: \(settlement.receipt.detail)",
        fields: fields, organisations: units, messageID: "6f0c5c1de0c3453c8ad64a9b1d5b4c06")
    }
  }

  /// Those that its lines are about, each once.
  private static func organisations(of delivery: Delivery) -> [String] {
    Set(delivery.lines.compactMap { organisation(inKey: $0.obligation) }).sorted()
  }

  /// DUTY/ORGANISATION/…
  private static func organisation(inKey key: String) -> String? {
    let words = key.split(separator: "/", maxSplits: 2)
    return words.count > 2 ? String(words[1]) : nil
  }

  /// What a person said, by the ids of what it is about.
  static func taken(_ statement: Fact.Statement, by author: String, organisation: String?) -> LogEntry {
    let fields = ["ORGLIFE_STATEMENT": statement.key, "ORGLIFE_AUTHOR": author]
    return LogEntry(
      priority: .info, message: "\(author) recorded: \(statement.kind) \(statement.key)", fields: fields,
      organisations: [organisation ?? LogEntry.organisation(inKey: statement.key)].compactMap { $0 },
      messageID: "6f0c5c1de0c3453c8ad64a9b1d5b4c31")
  }

  /// A caller may not do what they asked for.
  static func refused(_ method: String, of peer: Peer, reason: String) -> LogEntry {
    LogEntry(
      priority: .warning, message: "refused \(method) to uid \(peer.userID): \(reason)",
      fields: [
        "ORGLIFE_METHOD": method, "ORGLIFE_UID": "\(peer.userID)", "ORGLIFE_PID": "\(peer.processID)",
      ], messageID: "6f0c5c1de0c3453c8ad64a9b1d5b4c38")
  }

  static func tooManyCalls(of peer: Peer) -> LogEntry {
    LogEntry(
      priority: .warning, message: "uid \(peer.userID) asks too often; further calls are refused for a while",
      fields: ["ORGLIFE_UID": "\(peer.userID)", "ORGLIFE_PID": "\(peer.processID)"],
      messageID: "6f0c5c1de0c3453c8ad64a9b1d5b4c33")
  }

  /// What became of a channel.
  static func turned(_ event: Worker.Event) -> LogEntry? {
    let channel = event.delivery.channel
    let fields = ["ORGLIFE_CHANNEL": channel.text]
    switch event.turn {
    case nil: return nil
    case .opened(let reason):
      return LogEntry(
        priority: .error,
        message: "channel \(channel) is down; what goes over it waits and is tried again: \(reason)",
        fields: fields, messageID: "6f0c5c1de0c3453c8ad64a9b1d5b4c0d")
    case .closed:
      return LogEntry(
        priority: .notice, message: "channel \(channel) works again", fields: fields,
        messageID: "6f0c5c1de0c3453c8ad64a9b1d5b4c0e")
    }
  }

  /// What a channel's plugin said on standard error.
  static func said(_ line: PluginSpeech.Line, by channel: Channel.ID) -> LogEntry {
    LogEntry(
      priority: Journal.Priority(rawValue: line.priority) ?? .info, message: "\(channel): \(line.text)",
      fields: ["ORGLIFE_CHANNEL": channel.text], messageID: "6f0c5c1de0c3453c8ad64a9b1d5b4c30")
  }

  static func reloaded(revision: String, changed: Bool) -> LogEntry {
    LogEntry(
      priority: .info,
      message: changed
        ? "the configuration is in force: \(revision.prefix(12))" : "the configuration is unchanged",
      fields: ["ORGLIFE_REVISION": revision], messageID: "6f0c5c1de0c3453c8ad64a9b1d5b4c07")
  }

  static func reloadRefused(_ diagnostics: [String]) -> LogEntry {
    LogEntry(
      priority: .error,
      message: "the configuration was refused and the last good one stays in force: "
        + diagnostics.joined(separator: " | "),
      messageID: "6f0c5c1de0c3453c8ad64a9b1d5b4c08")
  }

  static func trouble(_ reason: String) -> LogEntry {
    LogEntry(
      priority: .critical, message: "nothing is sent until this is mended: \(reason)",
      messageID: "6f0c5c1de0c3453c8ad64a9b1d5b4c09")
  }

  static func clockStepped(to now: String) -> LogEntry {
    LogEntry(
      priority: .notice, message: "the clock was set; it is \(now) now",
      messageID: "6f0c5c1de0c3453c8ad64a9b1d5b4c0a")
  }

  static func note(_ text: String) -> LogEntry {
    LogEntry(priority: .notice, message: text, messageID: "6f0c5c1de0c3453c8ad64a9b1d5b4c0b")
  }

  /// Where nobody who can write the ledger can write: a later ledger must have this head in its chain.
  static func head(_ head: ChainHead) -> LogEntry {
    LogEntry(
      priority: .info, message: "the ledger's chain has \(head.sequence) entries and ends with \(head.hex)",
      fields: ["ORGLIFE_HEAD": head.hex, "ORGLIFE_SEQUENCE": "\(head.sequence)"],
      messageID: "6f0c5c1de0c3453c8ad64a9b1d5b4c20")
  }

  static func restored(held: Int) -> LogEntry {
    LogEntry(
      priority: .warning,
      message:
        "the ledger was restored from a backup: \(held) deliveries are held, as they may have been sent "
        + "before; look with “orglifectl queue list held”, then “orglifectl queue release ALL”",
      messageID: "6f0c5c1de0c3453c8ad64a9b1d5b4c21")
  }

  /// What became of a file that was dropped into the inbox.
  static func inboxFile(_ name: String, _ outcomes: [RowOutcome]) -> LogEntry {
    let refused = outcomes.count { $0.outcome == .refused }
    let waiting = outcomes.count { $0.outcome == .awaiting || $0.outcome == .incomplete }
    return LogEntry(
      priority: refused > 0 ? .warning : .info,
      message:
        "inbox: \(name): \(outcomes.count - refused) taken, \(waiting) of them do not count yet, \(refused) refused",
      fields: ["ORGLIFE_INBOX_FILE": name], messageID: "6f0c5c1de0c3453c8ad64a9b1d5b4c33")
  }

  static func inboxTrouble(_ reason: String) -> LogEntry {
    LogEntry(priority: .error, message: reason, messageID: "6f0c5c1de0c3453c8ad64a9b1d5b4c34")
  }

  /// Without a name: the journal is kept.
  static func erased(rows: Int, mark: Person.ID, author: String) -> LogEntry {
    LogEntry(
      priority: .notice,
      message:
        "a person was erased from \(rows) rows of the ledger by \(author); \(mark) stands in their place",
      messageID: "6f0c5c1de0c3453c8ad64a9b1d5b4c23")
  }

  static func reopened(lost: Int) -> LogEntry {
    LogEntry(
      priority: .warning,
      message:
        "the ledger was opened again after a fault of the disk; \(lost) deliveries had no answer and are "
        + "repeated",
      messageID: "6f0c5c1de0c3453c8ad64a9b1d5b4c22")
  }
}
