/// What came of one attempt.
public enum Outcome: Hashable, Sendable {
  /// The channel took it. It says nothing about a person.
  ///
  /// - Parameter detail: the channel's own words or the place: `250 2.0.0 Ok: queued as 4WJ`.
  case accepted(detail: String)
  /// Not delivered, as far as the plugin knows, and worth another attempt.
  ///
  /// - Parameters:
  ///   - untilSeconds: not before so many seconds from now, when the channel said so.
  ///   - reason: a sentence; with ``Deferral/configuration`` it says what the operator has to do.
  case deferred(untilSeconds: Int? = nil, reason: String, kind: Deferral = .temporary)
  /// Never to be tried again.
  case rejected(reason: String)

  public enum Deferral: String, Codable, CaseIterable, Sendable {
    /// Expected to pass by itself.
    case temporary
    /// Somebody has to change something: a password, a permission, a full disk.
    case configuration
    /// The channel may have taken it: the answer was lost.
    case ambiguous
  }
}

/// On the wire one of three members: `{"accepted":{"detail":"…"}}`.
extension Outcome: Codable {
  private struct Accepted: Codable { var detail: String }
  private struct Deferred: Codable {
    var untilSeconds: Int?
    var reason: String
    var kind: Deferral?
  }
  private struct Rejected: Codable { var reason: String }
  private enum CodingKeys: CodingKey { case accepted, deferred, rejected }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let accepted = try container.decodeIfPresent(Accepted.self, forKey: .accepted)
    let deferred = try container.decodeIfPresent(Deferred.self, forKey: .deferred)
    let rejected = try container.decodeIfPresent(Rejected.self, forKey: .rejected)
    switch (accepted, deferred, rejected) {
    case (let accepted?, nil, nil): self = .accepted(detail: accepted.detail)
    case (nil, let deferred?, nil):
      self = .deferred(
        untilSeconds: deferred.untilSeconds, reason: deferred.reason, kind: deferred.kind ?? .temporary)
    case (nil, nil, let rejected?): self = .rejected(reason: rejected.reason)
    default:
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "an outcome is exactly one of accepted, deferred, rejected"))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .accepted(let detail): try container.encode(Accepted(detail: detail), forKey: .accepted)
    case .deferred(let seconds, let reason, let kind):
      try container.encode(Deferred(untilSeconds: seconds, reason: reason, kind: kind), forKey: .deferred)
    case .rejected(let reason): try container.encode(Rejected(reason: reason), forKey: .rejected)
    }
  }
}
