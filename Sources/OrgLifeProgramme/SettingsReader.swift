import OrgLifeCore

/// `orglifed.yaml`: what belongs to the whole programme, and the channels.
struct SettingsReader {
  static let file = "orglifed.yaml"

  private(set) var zone: Zone?
  private(set) var language: Language?
  private(set) var sendAt: CivilTime?
  private(set) var quietHours: Programme.QuietHours?
  private(set) var limits = Programme.Limits()
  private(set) var retention = Programme.Retention()
  private(set) var access: Access?
  private(set) var channels: [Channel] = []
  private(set) var channelRoll = Roll<Channel>("channel")
  /// The columns that channels take their addresses from, with the places of the keys.
  private(set) var addressColumns: [Placed<String>] = []
  /// The fallbacks that channels name.
  private(set) var fallbacks: [(of: Channel.ID, to: Placed<Channel.ID>)] = []
  private(set) var defaultChannels: [Placed<Channel.ID>] = []
  private(set) var operatorPerson: Placed<Person.ID>?
  private(set) var provisionalYears: [Placed<Int>] = []
  private(set) var recordWords = RecordWords.builtIn
  private(set) var inbox: String?
  private(set) var catalogue: Placed<Catalogue.Base>?
  private(set) var overlays: [Placed<String>] = []

  private let findings: Findings

  init(_ document: YAMLValue?, _ findings: Findings) {
    self.findings = findings
    guard let document, let settings = YAMLMapping(document, "orglifed.yaml", findings) else {
      channelRoll.isComplete = false
      return
    }
    zone = settings.required("zone", .zone, example: "Asia/Shanghai")?.value
    language = settings.required("language", .choice(), example: "zh")?.value
    sendAt = settings.required("send-at", .time, example: "\"08:30\"")?.value
    readQuietHours(settings)
    readLimits(settings)
    readRetention(settings)
    readAccess(settings)
    readChannels(settings)
    readDefaults(settings)
    operatorPerson = settings.optional("operator", .identifier())
    provisionalYears = settings.optionalList("provisional-years", .whole(1...9999)) ?? []
    inbox = settings.optional("inbox", .folder)?.value
    readRecordWords(settings)
    catalogue = settings.optional("catalogue", .choice())
    overlays = settings.optionalList("overlays", .line) ?? []
    if catalogue == nil, let first = overlays.first {
      findings.error(
        "overlay-without-base", first.place, "overlays lie over the catalogue, and there is none",
        hint: "write “catalogue: national” too")
    }
    settings.finish()
  }

  private mutating func readQuietHours(_ settings: YAMLMapping) {
    guard let hours = settings.mapping("quiet-hours") else { return }
    let from = hours.required("from", .time, example: "\"21:00\"")
    let to = hours.required("to", .time, example: "\"07:30\"")
    hours.finish()
    guard let from, let to else { return }
    guard from.value != to.value else {
      findings.error(
        "bad-value", to.place, "the quiet hours begin and end at \(to.value)",
        hint: "give another end, or delete “quiet-hours”")
      return
    }
    quietHours = Programme.QuietHours(from: from.value, to: to.value)
  }

  private mutating func readLimits(_ settings: YAMLMapping) {
    guard let limits = settings.mapping("limits") else { return }
    if let number = limits.optional("hold-above", .whole(0...1_000_000)) {
      self.limits.holdAbove = number.value
    }
    if let hours = limits.optional("give-up-after-hours", .whole(1...2160)) {
      self.limits.giveUpAfterHours = hours.value
    }
    if let seconds = limits.optional("retry-after-seconds", .whole(1...3600)) {
      self.limits.retryAfterSeconds = seconds.value
    }
    if let size = limits.optional("ballast-kib", .whole(128...1_048_576)) {
      self.limits.ballastKiB = size.value
    }
    limits.finish()
  }

  private mutating func readRetention(_ settings: YAMLMapping) {
    guard let retention = settings.mapping("retention") else { return }
    if let days = retention.optional("delivered-days", .whole(1...36_500)) {
      self.retention.deliveredDays = days.value
    }
    if let days = retention.optional("undelivered-days", .whole(1...36_500)) {
      self.retention.undeliveredDays = days.value
    }
    retention.finish()
  }

  private mutating func readAccess(_ settings: YAMLMapping) {
    guard let access = settings.mapping("access") else { return }
    var members: [Access.Right: [Access.Member]] = [:]
    for right in Access.Right.allCases {
      members[right] = access.optionalList(right.rawValue, .member)?.map(\.value) ?? []
    }
    access.finish()
    self.access = Access(members)
  }

  private mutating func readRecordWords(_ settings: YAMLMapping) {
    guard let records = settings.mapping("records") else { return }
    let titles = records.optionalList("doubtful-titles", FieldForm<String>.line) ?? []
    let matters = records.optionalList("party-matters", FieldForm<String>.line) ?? []
    records.finish()
    recordWords = recordWords.extended(
      by: RecordWords(doubtfulTitles: titles.map(\.value), partyMatters: matters.map(\.value)))
  }

  private mutating func readChannels(_ settings: YAMLMapping) {
    guard let value = settings.needed("channels", example: "{log: {plugin: log}}") else {
      channelRoll.isComplete = false
      return
    }
    guard let channels = YAMLMapping(value, "“channels”", findings) else {
      channelRoll.isComplete = false
      return
    }
    for entry in channels.written {
      let key = Placed(value: entry.key, place: entry.place)
      guard let id = FieldForm<Channel.ID>.identifier().read(key, findings) else {
        channelRoll.isComplete = false
        continue
      }
      channelRoll.enter(Placed(value: id, place: entry.place), findings)
      readChannel(id, entry.value)
    }
  }

  private mutating func readChannel(_ id: Channel.ID, _ value: YAMLValue) {
    guard let channel = YAMLMapping(value, "the channel “\(id)”", findings) else { return }
    let plugin: Placed<Identifier<Plugin>>? = channel.required("plugin", .identifier(), example: "email")
    let address = channel.optional("address", .line)
    let connections = channel.optional("connections", .whole(1...64))?.value ?? 1
    let perSecond = channel.optional("per-second", .whole(1...1000))?.value
    let fallback = channel.optional("fallback", FieldForm<Channel.ID>.identifier())
    if let fallback { fallbacks.append((id, fallback)) }
    let privacy: Placed<Privacy>? = channel.optional("privacy", .choice())
    let lookAt = channel.words("look-at")
    if lookAt != nil, privacy?.value != .minimal {
      channel.refuse("look-at", because: "only a channel with “privacy: minimal” says where to look")
    }
    var settings = "{}"
    if let value = channel.value("settings") {
      if case .mapping = value.content {
        settings = JSONText.of(value)
      } else if !value.isRefused {
        findings.error(
          "wrong-type", value.place, "“settings” is a mapping of keys to values; here is \(value.noun)")
      }
    }
    channel.finish()
    if let address { addressColumns.append(address) }
    guard let plugin else { return }
    var read = Channel(
      id: id, plugin: plugin.value.text, addressColumn: address?.value, settings: settings,
      connections: connections,
      perSecond: perSecond ?? (address == nil ? nil : Channel.usualPerSecond), fallback: fallback?.value)
    if privacy?.value == .minimal { read.privacy = .minimal(lookAt: lookAt ?? SettingsReader.register) }
    channels.append(read)
  }

  private mutating func readDefaults(_ settings: YAMLMapping) {
    guard settings.needed("default-channels", example: "[mail]") != nil,
      let defaults = settings.optionalList("default-channels", FieldForm<Channel.ID>.identifier())
    else { return }
    defaultChannels = defaults
    if defaults.isEmpty {
      findings.warning(
        "no-default-channel", settings.place(of: "default-channels"),
        "without default channels only rungs that name their channels are sent")
    }
  }

  private enum Privacy: String, CaseIterable {
    case full, minimal
  }

  private static let register = Words(chinese: "内网台账", english: "the register on the internal network")

  /// The phantom noun of a plugin's name: it becomes part of a program's name.
  private enum Plugin {}
}

extension FieldForm where Value == Access.Member {
  static var member: FieldForm {
    FieldForm { text, findings in
      if let member = Access.Member(text.value) { return member }
      findings.error(
        "bad-value", text.place, "“\(shown(text.value))” names neither a group nor a user",
        hint: "write “group:NAME” or “uid:NUMBER”")
      return nil
    }
  }
}

extension FieldForm where Value == String {
  /// A folder by its whole path, or below the state folder.
  static var folder: FieldForm {
    FieldForm { text, findings in
      guard let path = FieldForm.line.read(text, findings) else { return nil }
      if path.hasPrefix("/") || path.hasPrefix("${state}/") { return path }
      findings.error(
        "bad-value", text.place, "“\(shown(path))” is not the whole path of a folder",
        hint: "write for example /srv/orglife/inbox, or ${state}/inbox for one in the state folder")
      return nil
    }
  }
}

extension FieldForm where Value == Zone {
  static var zone: FieldForm {
    FieldForm { text, findings in
      if let zone = Zone(text.value) { return zone }
      guard Zone.names.count > 1 else {
        findings.error(
          "unknown-zone", text.place, "this machine has no time zones, “\(shown(text.value))” neither",
          hint: "install tzdata, which has them in /usr/share/zoneinfo")
        return nil
      }
      let city = text.value.split(separator: "/").last.map(String.init) ?? text.value
      let names = Zone.names.filter {
        $0.split(separator: "/").last.map(String.init)?.lowercased() == city.lowercased()
      }
      let hint =
        names.isEmpty
        ? findings.suggestion(for: text.value, among: Zone.names)
        : "did you mean \(names.sorted().map { "“\($0)”" }.joined(separator: " or "))?"
      findings.error(
        "unknown-zone", text.place, "there is no time zone “\(shown(text.value))”",
        hint: hint
          ?? "write a name of the IANA list, such as Asia/Shanghai; old names need the package tzdata-legacy")
      return nil
    }
  }
}
