/// An address of internet mail (RFC 5322 section 3.4.1) with a name to show.
///
/// Only what every relay takes: ASCII, a dot-atom before the `@`, at most 254 octets (RFC 5321 section 4.5.3.1).
public struct MailAddress: Hashable, Sendable {
  /// `zhang@example.org`
  public let address: String
  public let name: String?

  /// nil for what is no such address, among it anything with a line break.
  public init?(address: String, name: String? = nil) {
    let parts = address.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    guard parts.count == 2, address.utf8.count <= 254, parts[0].count <= 64,
      Self.isDotted(parts[0], Self.isAtomText), Self.isDotted(parts[1], Self.isDomainText)
    else { return nil }
    self.address = address
    self.name = name.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Reads `zhang@example.org` or `Zhang San <zhang@example.org>`, the name perhaps in quotation marks.
  public init?(parsing text: String) {
    guard let open = text.lastIndex(of: "<") else {
      self.init(address: text)
      return
    }
    guard text.last == ">" else { return nil }
    var name = text[..<open]
    while name.last == " " { name.removeLast() }
    if name.count >= 2, name.first == "\"", name.last == "\"" { name = name.dropFirst().dropLast() }
    guard !name.contains(where: { $0.isNewline || $0 == "\0" }) else { return nil }
    self.init(address: String(text[text.index(after: open)...].dropLast()), name: String(name))
  }

  /// What stands after the `@`.
  public var domain: String { String(address.split(separator: "@").last ?? "") }

  /// Whether a text can stand after the `@`: RFC 1035 section 2.3.4 leaves 253 octets for it.
  public static func isDomain(_ text: String) -> Bool {
    text.utf8.count <= 253 && isDotted(text.utf8, isDomainText)
  }

  private static func isDotted(_ text: some Collection<UInt8>, _ isText: (UInt8) -> Bool) -> Bool {
    let atoms = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return atoms.allSatisfy { !$0.isEmpty && $0.allSatisfy(isText) }
  }

  static func isAtomText(_ byte: UInt8) -> Bool {
    isAlphanumeric(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
  }

  private static func isDomainText(_ byte: UInt8) -> Bool {
    isAlphanumeric(byte) || byte == UInt8(ascii: "-")
  }

  static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}
