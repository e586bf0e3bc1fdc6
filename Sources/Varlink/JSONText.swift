import FoundationEssentials

/// JSON to and from bytes, the same bytes for the same value.
public enum JSONText {
  public static func bytes(of value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return [UInt8](try encoder.encode(value))
  }

  /// Refuses what nests deeper than ``VarlinkLimits/depth``, and what is not UTF-8, before decoding it.
  ///
  /// - Throws: `DecodingError`.
  public static func value<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
    guard !nestsTooDeep(bytes) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: [], debugDescription: "nests deeper than \(VarlinkLimits.depth)"))
    }
    // A decoder looks only at the members that it wants.
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "is not UTF-8"))
    }
    return try JSONDecoder().decode(type, from: Data(bytes))
  }

  static func line(_ value: JSONValue) -> String {
    (try? String(decoding: bytes(of: value), as: UTF8.self)) ?? "null"
  }

  /// Counts brackets outside of strings. What is no JSON may pass; the decoder finds it.
  static func nestsTooDeep(_ bytes: [UInt8]) -> Bool {
    var depth = 0
    var inString = false
    var escaped = false
    for byte in bytes {
      if inString {
        if escaped {
          escaped = false
        } else if byte == UInt8(ascii: "\\") {
          escaped = true
        } else if byte == UInt8(ascii: "\"") {
          inString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): inString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        if depth > VarlinkLimits.depth { return true }
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
    }
    return false
  }
}

extension DecodingError {
  /// Where, with dots, and what.
  var place: String {
    switch self {
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      context.codingPath.map(\.stringValue).joined(separator: ".")
    case .keyNotFound(let key, let context):
      (context.codingPath + [key]).map(\.stringValue).joined(separator: ".")
    @unknown default: ""
    }
  }
}
