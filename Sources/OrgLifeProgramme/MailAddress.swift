import OrgLifeCore

extension FieldForm where Value == String {
  /// An address as it stands between `<` and `>` in a letter (RFC 5321), in ASCII, without quoted parts.
  static var mailAddress: FieldForm {
    FieldForm { text, findings in
      guard let fault = mailFault(text.value) else { return text.value }
      findings.error(
        "bad-address", text.place, "“\(shown(text.value))” is not a mail address: \(fault.reason)",
        hint: fault.hint)
      return nil
    }
  }
}

private func mailFault(_ address: String) -> (reason: String, hint: String?)? {
  let scalars = address.unicodeScalars
  if scalars.contains(where: { $0 == "\n" || $0 == "\r" }) {
    return ("a line end stands inside it", "write it on one line")
  }
  if let wide = scalars.first(where: { !$0.isASCII }) {
    let narrow = String(
      String.UnicodeScalarView(
        scalars.map { (0xFF01...0xFF5E).contains($0.value) ? Unicode.Scalar($0.value - 0xFEE0) ?? $0 : $0 }))
    let hint = narrow.utf8.count == scalars.count && mailFault(narrow) == nil ? "write “\(narrow)”" : nil
    return ("it contains “\(wide)”, which is not ASCII", hint)
  }
  if scalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F }) {
    return ("it contains a space", "delete the space")
  }
  if address.contains("<") || address.contains(">") || address.contains(",") || address.contains(";") {
    return ("only one bare address may stand here", "write “name@example.org”, without name and brackets")
  }
  let parts = address.split(separator: "@", omittingEmptySubsequences: false)
  guard parts.count == 2 else { return ("it must contain one “@”", nil) }
  let atoms = parts[0].split(separator: ".", omittingEmptySubsequences: false)
  let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~".utf8)
  guard parts[0].utf8.count <= 64, atoms.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(allowed.contains) })
  else { return ("the part before “@” is wrong", nil) }
  let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
  let isDomain = labels.allSatisfy { label in
    (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
      && label.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
      }
  }
  guard isDomain, parts[1].utf8.count <= 253 else { return ("the part after “@” is not a host name", nil) }
  return nil
}
