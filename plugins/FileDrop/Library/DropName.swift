import PluginKit

/// A file name made from a key: readable, safe in every folder, and another one for another key.
struct DropName {
  let text: String

  /// - Parameter suffix: ASCII.
  init(key: String, suffix: String) {
    let end = "-\(fingerprint(key))\(suffix)"
    var start = ""
    for character in key {
      let isSafe = character.isLetter || character.isNumber || "-_.~+=".contains(character)
      let next = isSafe ? String(character) : "_"
      // 255 bytes are what Linux takes for one name.
      if start.utf8.count + next.utf8.count + end.utf8.count > 255 { break }
      start += next
    }
    text = (start.hasPrefix(".") ? "_" + start.dropFirst() : start) + end
  }

  /// Whether a name, from wherever it comes, stays in its folder and is visible there.
  static func isSafe(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 255 && !name.hasPrefix(".") && !name.contains("/")
      && name.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
  }
}
