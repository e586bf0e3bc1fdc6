/// Identifiers of mail (RFC 5322 section 3.6.4) made from keys.
enum MessageID {
  /// `<…@domain>`. Different keys give different identifiers: `/` becomes `.`, and what is neither letter, digit, `-` nor
  /// `_` becomes `=` and two hexadecimal digits. A key too long for a line keeps its beginning and its ``fingerprint(_:)``.
  static func text(_ key: String, domain: String) -> String {
    let bytes = Array(key.utf8)
    var atom = ""
    for (index, byte) in bytes.enumerated() {
      let isInside = index > 0 && index + 1 < bytes.count && bytes[index - 1] != byte
      if byte == UInt8(ascii: "/") && isInside {
        atom += "."
      } else if MailAddress.isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") {
        atom.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        atom += "=" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    if atom.utf8.count > 200 {
      var start = atom.prefix(160)
      while start.last == "." { start.removeLast() }
      // `=~` stands in no unshortened one.
      atom = start + "=~" + fingerprint(key)
    }
    return "<\(atom)@\(domain)>"
  }
}
