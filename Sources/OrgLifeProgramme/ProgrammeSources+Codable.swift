import FoundationEssentials

/// Contents are base64: the form in which the ledger keeps a programme.
extension ProgrammeSources: Codable {
  private enum CodingKeys: String, CodingKey {
    case files, unread
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    files = try container.decode([String: Data].self, forKey: .files).mapValues { Array($0) }
    unread = try container.decodeIfPresent([Unread].self, forKey: .unread) ?? []
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(files.mapValues { Data($0) }, forKey: .files)
    try container.encode(unread, forKey: .unread)
  }
}
