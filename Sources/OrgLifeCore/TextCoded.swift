/// A value that is kept and sent as its text. Text that is none is refused with what was wanted.
public protocol TextCoded: LosslessStringConvertible, Codable {
  /// What the text should look like: `a date like 2026-03-24`.
  static var wanted: String { get }
}

extension TextCoded {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Self(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "“\(text)” is not \(Self.wanted)")
    }
    self = value
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
