/// On the wire a block is an object with one member, `{"paragraph":"…"}` or `{"steps":["…"]}`, as the interface file has
/// it; a foreign plugin need not know how Swift writes an enum.
extension Notice.Block {
  private enum CodingKeys: CodingKey { case heading, paragraph, list, steps }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let heading = try container.decodeIfPresent(String.self, forKey: .heading)
    let paragraph = try container.decodeIfPresent(String.self, forKey: .paragraph)
    let list = try container.decodeIfPresent([String].self, forKey: .list)
    let steps = try container.decodeIfPresent([String].self, forKey: .steps)
    switch (heading, paragraph, list, steps) {
    case (let text?, nil, nil, nil): self = .heading(text)
    case (nil, let text?, nil, nil): self = .paragraph(text)
    case (nil, nil, let items?, nil): self = .list(items)
    case (nil, nil, nil, let items?): self = .steps(items)
    default:
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "a block is exactly one of heading, paragraph, list, steps"))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .heading(let text): try container.encode(text, forKey: .heading)
    case .paragraph(let text): try container.encode(text, forKey: .paragraph)
    case .list(let items): try container.encode(items, forKey: .list)
    case .steps(let items): try container.encode(items, forKey: .steps)
    }
  }
}
