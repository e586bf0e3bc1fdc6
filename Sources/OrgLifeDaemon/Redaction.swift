/// What the log may hold of words that come from elsewhere: people are in it by their ids alone.
enum Redaction {
  /// Instances of a unit look like addresses.
  private static let units = ["orglife-plugin", "orglife-alert"]

  /// Mail addresses lose what stands before the @, as relays like to repeat them in their answers.
  static func withoutAddresses(_ text: String) -> String {
    guard text.contains("@") else { return text }
    var result = ""
    for character in text {
      if character == "@" {
        let local = result.reversed().prefix(while: isLocal).count
        if local > 0, !units.contains(where: { result.hasSuffix($0) }) {
          result.removeLast(local)
          result += "…"
        }
      }
      result.append(character)
    }
    return result
  }

  /// RFC 5322 atext, and letters of any script (RFC 6531). A slash ends it: keys and units have one before an @.
  private static func isLocal(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || ".!#$%&'*+-=?^_`{|}~".contains(character)
  }
}
