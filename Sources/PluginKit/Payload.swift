import FoundationEssentials

/// Everything a delivery needs. The daemon stores it with the first attempt, and every attempt gets exactly it.
public struct Payload: Hashable, Sendable {
  /// What the recipient gets. With the envelope at most 700 KiB, so that it fits into one message of the wire.
  public var bytes: [UInt8]
  /// A media type: `message/rfc822`.
  public var contentType: String
  /// What is needed beside the bytes: `from`, `to`, a file name.
  public var envelope: [String: String]

  public init(bytes: [UInt8], contentType: String, envelope: [String: String] = [:]) {
    self.bytes = bytes
    self.contentType = contentType
    self.envelope = envelope
  }
}

/// On the wire the bytes are base64 (RFC 4648 section 4).
extension Payload: Codable {
  private enum CodingKeys: CodingKey { case bytes, contentType, envelope }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    guard let data = Data(base64Encoded: try container.decode(String.self, forKey: .bytes)) else {
      throw DecodingError.dataCorruptedError(forKey: .bytes, in: container, debugDescription: "no base64")
    }
    bytes = [UInt8](data)
    contentType = try container.decode(String.self, forKey: .contentType)
    envelope = try container.decodeIfPresent([String: String].self, forKey: .envelope) ?? [:]
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Data(bytes).base64EncodedString(), forKey: .bytes)
    try container.encode(contentType, forKey: .contentType)
    try container.encode(envelope, forKey: .envelope)
  }
}
