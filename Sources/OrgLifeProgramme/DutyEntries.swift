import OrgLifeCore

/// The entries of all duty files, joined before they are read: what an office or an overlay says of a duty of the
/// catalogue takes the place of what stands there, key by key, and every value keeps its place.
struct DutyEntries {
  /// One duty as it is to be read.
  struct Entry {
    var value: YAMLValue
    /// As the catalogue has it, where something was laid over it.
    var base: YAMLValue?
  }

  /// A duty of the catalogue that the office does not want, with why.
  struct SwitchedOff {
    var id: Placed<String>
    var reason: String
  }

  private(set) var entries: [Entry] = []
  private(set) var switchedOff: [SwitchedOff] = []
  private(set) var isComplete = true

  /// By id, the place of a duty of the catalogue among the entries.
  private var shipped: [String: Int] = [:]
  private let findings: Findings

  init(_ findings: Findings) {
    self.findings = findings
  }

  static let catalogueFolder = "catalogue"
  static let overlayFolder = "overlays"

  /// Files come in this order: the catalogue's, the overlays that ship, the office's own.
  mutating func read(_ document: YAMLValue?, file: String) {
    guard let document, let top = YAMLMapping(document, file, findings), let list = top.requiredList("duties")
    else {
      isComplete = false
      return
    }
    top.finish()
    for value in list {
      guard case .mapping(let keys) = value.content, let over = keys.first(where: { $0.key == "overlay-of" })
      else {
        add(value, isShipped: file.hasPrefix(DutyEntries.catalogueFolder + "/"))
        continue
      }
      lay(keys, of: over, at: value.place)
    }
  }

  private mutating func add(_ value: YAMLValue, isShipped: Bool) {
    if let id = value.text(of: "id") {
      if isShipped {
        shipped[id.value] = entries.count
      } else if let index = shipped[id.value] {
        findings.error(
          "duty-of-catalogue", id.place,
          "“\(shown(id.value))” is a duty of the catalogue, at \(entries[index].value.place)",
          hint: "to change it write “overlay-of: \(shown(id.value))” in place of “id”; else choose another id"
        )
        return
      }
    }
    entries.append(Entry(value: value))
  }

  private mutating func lay(_ keys: [YAMLEntry], of over: YAMLEntry, at place: Place) {
    guard case .text(let id, _) = over.value.content, let index = shipped[id] else {
      findings.error(
        "no-such-duty", over.value.place, "the catalogue has no duty of this id",
        hint: findings.suggestion(for: over.value.words, among: shipped.keys.sorted())
          ?? "an overlay needs “catalogue: national” in orglifed.yaml")
      return
    }
    if let off = keys.first(where: { $0.key == "switched-off" }) {
      switchOff(id, off, keys, over.value.place)
      return
    }
    guard case .mapping(var merged) = entries[index].value.content else { return }
    if entries[index].base == nil { entries[index].base = entries[index].value }
    for key in keys where key.key != "overlay-of" {
      if key.key == "id" || key.key == "kind" {
        findings.error(
          "meaningless-key", key.place, "an overlay cannot change “\(key.key)”", hint: "delete it")
      } else if let old = merged.firstIndex(where: { $0.key == key.key }) {
        merged[old] = key
      } else {
        merged.append(key)
      }
    }
    entries[index].value.content = .mapping(merged)
  }

  private mutating func switchOff(_ id: String, _ off: YAMLEntry, _ keys: [YAMLEntry], _ place: Place) {
    for key in keys where !["overlay-of", "switched-off"].contains(key.key) {
      findings.error(
        "meaningless-key", key.place, "“\(shown(key.key))” has no meaning for a duty that is switched off",
        hint: "delete it")
    }
    guard let reason = findings.field(off.value, "switched-off", .line) else { return }
    switchedOff.append(SwitchedOff(id: Placed(value: id, place: place), reason: reason.value))
  }
}

extension YAMLValue {
  /// The text of a key of a mapping.
  fileprivate func text(of key: String) -> Placed<String>? {
    guard case .mapping(let keys) = content, let entry = keys.first(where: { $0.key == key }),
      case .text(let text, _) = entry.value.content
    else { return nil }
    return Placed(value: text, place: entry.value.place)
  }

  fileprivate var words: String {
    guard case .text(let text, _) = content else { return "" }
    return text
  }
}
