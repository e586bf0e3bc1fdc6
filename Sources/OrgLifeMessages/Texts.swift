import Mustache
import OrgLifeCore

/// The templates, parsed once.
struct Texts: Sendable {
  enum Form: String, CaseIterable {
    case reminder, digest
    case calendarMissing = "calendar-missing"
    case calendarChanged = "calendar-changed"
    case undelivered
    case channelDown = "channel-down"
    case held
    case diskFull = "disk-full"
    case diskRoom = "disk-room"
    case silenceEnds = "silence-ends"
    case recordOpen = "record-open"
    case minimal
    case minimalNews = "minimal-news"
  }

  private var templates: [String: MustacheTemplate]
  private let sources: [String: String]

  /// The built-in templates, and an office's own in their places.
  ///
  /// - Throws: ``TemplateFault`` where one cannot be used.
  static func parsed(overridden own: [String: String] = [:]) throws -> Texts {
    var texts = try once.get()
    for (file, text) in own.sorted(by: { $0.key < $1.key }) {
      texts.templates[try TemplateFault.name(of: file)] = try TemplateFault.checked(file, text)
    }
    return texts
  }

  /// The file names that an office may override.
  static let files = Form.allCases.flatMap { form in
    Language.allCases.map { "\(name(form, $0)).mustache" }
  }

  /// What the built-in template of that name is, for comparing.
  static func builtIn(_ name: String) throws -> String? { try once.get().sources[name] }

  private static let once = Result { try Texts() }

  private init() throws {
    let sources: [(Form, Language, [UInt8])] = [
      (.reminder, .chinese, PackageResources.reminder_zh_mustache),
      (.reminder, .english, PackageResources.reminder_en_mustache),
      (.digest, .chinese, PackageResources.digest_zh_mustache),
      (.digest, .english, PackageResources.digest_en_mustache),
      (.calendarMissing, .chinese, PackageResources.calendar_missing_zh_mustache),
      (.calendarMissing, .english, PackageResources.calendar_missing_en_mustache),
      (.calendarChanged, .chinese, PackageResources.calendar_changed_zh_mustache),
      (.calendarChanged, .english, PackageResources.calendar_changed_en_mustache),
      (.undelivered, .chinese, PackageResources.undelivered_zh_mustache),
      (.undelivered, .english, PackageResources.undelivered_en_mustache),
      (.channelDown, .chinese, PackageResources.channel_down_zh_mustache),
      (.channelDown, .english, PackageResources.channel_down_en_mustache),
      (.held, .chinese, PackageResources.held_zh_mustache),
      (.held, .english, PackageResources.held_en_mustache),
      (.diskFull, .chinese, PackageResources.disk_full_zh_mustache),
      (.diskFull, .english, PackageResources.disk_full_en_mustache),
      (.diskRoom, .chinese, PackageResources.disk_room_zh_mustache),
      (.diskRoom, .english, PackageResources.disk_room_en_mustache),
      (.silenceEnds, .chinese, PackageResources.silence_ends_zh_mustache),
      (.silenceEnds, .english, PackageResources.silence_ends_en_mustache),
      (.recordOpen, .chinese, PackageResources.record_open_zh_mustache),
      (.recordOpen, .english, PackageResources.record_open_en_mustache),
      (.minimal, .chinese, PackageResources.minimal_zh_mustache),
      (.minimal, .english, PackageResources.minimal_en_mustache),
      (.minimalNews, .chinese, PackageResources.minimal_news_zh_mustache),
      (.minimalNews, .english, PackageResources.minimal_news_en_mustache),
    ]
    var templates: [String: MustacheTemplate] = [:]
    var texts: [String: String] = [:]
    for (form, language, bytes) in sources {
      let text = String(decoding: bytes, as: UTF8.self)
      texts[Texts.name(form, language)] = text
      templates[Texts.name(form, language)] = try MustacheTemplate(string: text)
    }
    self.templates = templates
    self.sources = texts
  }

  private static func name(_ form: Form, _ language: Language) -> String {
    "\(form.rawValue).\(language.rawValue)"
  }

  func render(_ form: Form, in language: Language, _ values: [String: Any]) -> Document {
    guard let template = templates[Texts.name(form, language)] else {
      preconditionFailure("there is a template for each form and language")
    }
    return Document(template.render(values.mapValues(Texts.marked)))
  }

  /// A value that no template mark can hide in: one line, and known by its first character to be a value.
  private static func marked(_ value: Any) -> Any {
    switch value {
    case let text as String: String(Document.valueMark) + oneLine(text)
    case let list as [String]: list.map(marked)
    case let list as [[String: String]]: list.map { $0.mapValues(marked) }
    default: value
    }
  }

  private static func oneLine(_ text: String) -> String {
    // Nearly no text has any, and to look for them among bytes is much cheaper than among characters.
    mayBreak(text) ? String(text.map { $0.isNewline || $0.isControl ? " " : $0 }) : text
  }

  /// Whether a control character (C0, DEL, C1) or a separator of lines (U+2028, U+2029) may be in it.
  private static func mayBreak(_ text: String) -> Bool {
    var before: UInt8 = 0
    for byte in text.utf8 {
      if byte < 0x20 || byte == 0x7F || (before == 0xC2 && byte < 0xA0) { return true }
      if before == 0x80, byte == 0xA8 || byte == 0xA9 { return true }
      before = byte
    }
    return false
  }
}

extension Character {
  fileprivate var isControl: Bool {
    unicodeScalars.contains { $0.properties.generalCategory == .control }
  }
}
