/// A name that never changes once given: it stands in keys, in file names and in Message-IDs.
///
/// ASCII letters, digits, `.`, `_` and `-`, beginning with a letter or a digit, at most 64 bytes. The type
/// parameter keeps a person's id from being taken for an organisation's.
public struct Identifier<Noun>: Hashable, Sendable, Comparable, TextCoded {
  public static var wanted: String { "an identifier like branch-01" }

  public let text: String

  public init?(_ description: String) {
    guard IdentifierRule.allows(description) else { return nil }
    text = description
  }

  public var description: String { text }

  public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// What may stand in an ``Identifier``.
public enum IdentifierRule {
  public static let words =
    "an identifier is 1 to 64 ASCII letters, digits, “.”, “_” or “-”, and begins with a letter or digit"

  public static func allows(_ text: String) -> Bool {
    let bytes = text.utf8
    guard (1...64).contains(bytes.count), let first = bytes.first, isAlphanumeric(first) else { return false }
    return bytes.allSatisfy { isAlphanumeric($0) || [0x2E, 0x5F, 0x2D].contains($0) }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }
}
