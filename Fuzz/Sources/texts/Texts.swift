import Fuzzing
import OrgLifeCore
import PluginKit

@testable import OrgLifeMessages

/// Which form and which sections, by the first bytes; then the values, a line each.
enum TextsTrial {
  private static let forms: [Texts.Form] = [
    .reminder, .digest, .calendarMissing, .calendarChanged, .undelivered, .channelDown, .held, .diskFull,
    .diskRoom,
  ]
  private static let flags = [
    "official", "some", "hasOverdue", "hasUpcoming", "both", "someDone", "mixed", "above", "more", "final",
    "waiting", "period", "day", "item", "none", "past", "today", "ahead", "left", "moved", "later", "earlier",
    "hasSteps", "submitted", "isOwner", "progress", "safe", "safeToday", "unsafe", "local", "first", "late",
    "provisional", "next", "nextIsHeld", "nextIsUp", "meeting", "steps", "told", "setbacks",
  ]
  private static let words = [
    "tag", "duty", "organisation", "about", "dueShort", "dueDay", "dueLong", "zone", "toldNames", "role",
    "number",
    "title", "source", "quorum", "owner", "insteadOf", "missed", "obligation", "channel", "reason", "example",
    "nextRoles", "nextDay", "freeBecause", "plannedDay", "confirmBy", "lateSince", "roles", "years", "lead",
    "since", "until",
  ]

  static func run(_ input: [UInt8]) {
    guard let form = input.first.map({ forms[Int($0) % forms.count] }), let texts = try? Texts.parsed() else {
      return hold(input.isEmpty, "the templates can be parsed")
    }
    let switches = input.dropFirst().prefix(6)
    let lines = input.dropFirst(7).split(separator: 31, omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
    for language in Language.allCases {
      let said = texts.render(form, in: language, values(switches, lines))
      let harmless = texts.render(form, in: language, values(switches, lines.map { _ in "x" }))
      hold(shape(said) == shape(harmless), "values do not change what a text is made of: \(said)")
      check(said)
    }
  }

  private static func values(_ switches: ArraySlice<UInt8>, _ lines: [String]) -> [String: Any] {
    var values: [String: Any] = [:]
    let bits = switches.flatMap { byte in (0..<8).map { (byte >> $0 & 1) == 1 } as [Bool] }
    for (name, isSet) in zip(flags, bits) { values[name] = isSet }
    for (index, name) in words.enumerated() where index < lines.count { values[name] = lines[index] }
    let rest = Array(lines.dropFirst(words.count).prefix(8))
    for name in ["steps", "setbacks", "moves", "overdue", "upcoming", "periods", "items"] where !rest.isEmpty
    {
      values[name] = rest
    }
    if rest.count > 1 { values["told"] = [["at": rest[0], "who": rest[1]]] }
    return values
  }

  /// The kinds of blocks, and how many entries each has.
  private static func shape(_ document: Document) -> [String] {
    document.body.map { block in
      switch block {
      case .heading: "heading"
      case .paragraph: "paragraph"
      case .list(let entries): "list of \(entries.count)"
      case .steps(let entries): "\(entries.count) steps"
      }
    }
  }

  private static func check(_ document: Document) {
    let all = document.body.flatMap { block -> [String] in
      switch block {
      case .heading(let text), .paragraph(let text): [text]
      case .list(let entries), .steps(let entries): entries
      }
    }
    for text in all + [document.subject] { hold(text.isOneLine, "a text is one line: \(text)") }
  }
}

@_cdecl("LLVMFuzzerTestOneInput")
public func trial(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  TextsTrial.run(bytes(start, count))
  return 0
}
