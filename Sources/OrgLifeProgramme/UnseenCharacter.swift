/// A character that makes a text look other than it is.
public enum UnseenCharacter {
  case nul
  case control
  case direction

  /// nil for characters that may stand in a file, tab and line ends among them.
  public init?(_ scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: return nil
    case 0: self = .nul
    case 0x01...0x1F, 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: self = .control
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: self = .direction
    default: return nil
    }
  }

  func report(_ scalar: Unicode.Scalar, at place: Place, findings: Findings) {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let name = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    switch self {
    case .nul:
      findings.error("nul-character", place, "a NUL character", hint: "delete it; is this a text file?")
    case .control:
      findings.error("control-character", place, "the control character \(name)", hint: "delete it")
    case .direction:
      findings.error(
        "bidi-character", place, "the invisible character \(name), which changes the direction of writing",
        hint: "delete it: the text would read other than it is")
    }
  }
}
