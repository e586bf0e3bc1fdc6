/// A YAML document as it stands in the file: texts, lists and mappings with their places, and no types.
///
/// YAML 1.1 takes `no` for false, `12:30` for 750 and `010` for 8. Here a text is what was written; the
/// reader of a key decides what it means.
struct YAMLValue {
  enum Content {
    /// `isPlain` where it stands without quotes.
    case text(String, isPlain: Bool)
    case list([YAMLValue])
    case mapping([YAMLEntry])
    /// Already reported; nothing more is said of it.
    case refused
  }

  var content: Content
  var place: Place

  /// `key:` with nothing behind it.
  var isEmpty: Bool {
    if case .text("", isPlain: true) = content { return true }
    return false
  }

  var isRefused: Bool {
    if case .refused = content { return true }
    return false
  }

  /// What it is, in words for a message.
  var noun: String {
    switch content {
    case .text: isEmpty ? "nothing" : "a text"
    case .list: "a list"
    case .mapping: "a mapping of keys to values"
    case .refused: "something refused"
    }
  }
}

/// A key of a mapping with its value.
struct YAMLEntry {
  var key: String
  var place: Place
  var value: YAMLValue
}
