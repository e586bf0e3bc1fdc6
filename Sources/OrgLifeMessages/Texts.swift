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
    case silenceEnds = "silence-ends"
    case recordOpen = "record-open"
  }

  private let templates: [String: MustacheTemplate]

  /// - Throws: where a template that is built in cannot be parsed.
  static func parsed() throws -> Texts { try once.get() }

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
      (.silenceEnds, .chinese, PackageResources.silence_ends_zh_mustache),
      (.silenceEnds, .english, PackageResources.silence_ends_en_mustache),
      (.recordOpen, .chinese, PackageResources.record_open_zh_mustache),
      (.recordOpen, .english, PackageResources.record_open_en_mustache),
    ]
    var templates: [String: MustacheTemplate] = [:]
    for (form, language, bytes) in sources {
      templates[Texts.name(form, language)] = try MustacheTemplate(
        string: String(decoding: bytes, as: UTF8.self))
    }
    self.templates = templates
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
    case let text as String: String(Document.valueMark) + text.map { $0.isNewline || $0.isControl ? " " : $0 }
    case let list as [String]: list.map(marked)
    case let list as [[String: String]]: list.map { $0.mapValues(marked) }
    default: value
    }
  }
}

extension Character {
  fileprivate var isControl: Bool {
    unicodeScalars.contains { $0.properties.generalCategory == .control }
  }
}
