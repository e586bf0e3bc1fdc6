import Varlink

/// `org.orglife.Plugin`: names, texts and parameters of the wire.
public enum PluginInterface {
  public static let name = "org.orglife.Plugin"

  /// The same text as `share/orglifed/varlink/org.orglife.Plugin.varlink`.
  public static let text = """
    # A channel's plugin: it turns a notice into bytes, and bytes into a delivery.
    # Serve it on a Unix stream socket. A connection's first call, but for Describe, is Configure; every
    # connection is configured for itself. Calls on one connection are answered in order.
    # When a connection is closed, what runs for it is to be abandoned.
    interface org.orglife.Plugin

    # One setting. `name` has dots for a member of an object. `type` and `default` are words for people.
    type Setting (name: string, type: string, required: bool, default: ?string, help: string)

    # `contract` is 1. `longestDeliverySeconds`: no second attempt is made before so much time has passed.
    # `neverDoubled`: a repeated attempt of a delivered payload is noticed and not delivered again.
    type Description (
      contract: int,
      name: string,
      version: string,
      summary: string,
      settings: []Setting,
      longestDeliverySeconds: int,
      neverDoubled: bool
    )

    # `address` is what the roster holds for this channel.
    type Recipient (id: string, name: string, address: ?string)

    # One piece of text: exactly one of the four is there. No text holds a line break.
    type Block (heading: ?string, paragraph: ?string, list: ?[]string, steps: ?[]string)

    type Tone (notice, warning, urgent, overdue, escalation)

    # `key` is the delivery's, unique for ever. `thread` is what all notices about one obligation share.
    # `date` is RFC 3339 and never changes. `language` is BCP 47.
    type Notice (
      key: string,
      thread: string,
      date: string,
      tone: Tone,
      language: string,
      recipient: Recipient,
      subject: string,
      body: []Block,
      fields: [string]string
    )

    # `bytes` is base64. Everything that Deliver needs is in here; it is stored and repeated exactly.
    type Payload (bytes: string, contentType: string, envelope: [string]string)

    # `number` is 1 for the first. The delivery is given up after `deadlineSeconds`; answer before.
    type Attempt (key: string, number: int, deadlineSeconds: float)

    type Deferral (temporary, configuration, ambiguous)

    # Exactly one of the three is there.
    type Outcome (
      accepted: ?(detail: string),
      deferred: ?(untilSeconds: ?int, reason: string, kind: ?Deferral),
      rejected: ?(reason: string)
    )

    # Answers without being configured.
    method Describe() -> (description: Description)

    # Checks the settings and keeps them for this connection. Unknown settings are refused. Secrets are never
    # settings: settings name credentials. Again with other settings replaces them.
    method Configure(settings: object, revision: string) -> (description: Description)

    # Is the channel usable now? Never sends.
    method Probe() -> ()

    # Pure: the same notice gives the same payload, in every process.
    method Render(notice: Notice) -> (payload: Payload)

    # Delivers exactly this payload, once. Never retries by itself.
    method Deliver(payload: Payload, attempt: Attempt) -> (outcome: Outcome)

    # Any call but Describe before Configure.
    error NotConfigured ()

    # `setting` has dots. `reason` says what to do.
    error SettingsRefused (setting: string, reason: string)

    # The answer of Probe when the channel cannot be used now.
    error Unusable (reason: string)

    # This notice can never go over this channel.
    error NoticeRefused (reason: string)

    """

  static let interface = VarlinkInterface(text)

  static func method(_ name: String) -> String { "\(Self.name).\(name)" }

  static let notConfigured = VarlinkFault("\(name).NotConfigured")

  static func fault(_ error: SettingsError) -> VarlinkFault {
    VarlinkFault(
      "\(name).SettingsRefused", ["setting": .string(error.setting), "reason": .string(error.reason)])
  }

  static func fault(_ kind: String, reason: String) -> VarlinkFault {
    VarlinkFault("\(name).\(kind)", ["reason": .string(reason)])
  }

  struct Described: Codable, Sendable { var description: PluginDescription }
  struct Configuration: Codable, Sendable {
    var settings: JSONValue
    var revision: String
  }
  struct NoticeHolder: Codable, Sendable { var notice: Notice }
  struct PayloadHolder: Codable, Sendable { var payload: Payload }
  struct Delivery: Codable, Sendable {
    var payload: Payload
    var attempt: Attempt
  }
  struct OutcomeHolder: Codable, Sendable { var outcome: Outcome }
}
