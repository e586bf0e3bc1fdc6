/// What every request says beside its parameters.
struct RequestHead: Codable {
  var method: String
  var more: Bool?
  var oneway: Bool?
  var upgrade: Bool?
}

struct Request<Parameters: Encodable>: Encodable {
  var method: String
  var parameters: Parameters
  var more: Bool?
  var oneway: Bool?
}

/// What every answer says beside its parameters.
struct ReplyHead: Codable {
  var error: String?
  var continues: Bool?
}

struct Reply<Parameters: Encodable>: Encodable {
  var parameters: Parameters
  var continues: Bool?
  var error: String?
}

/// The parameters alone, from the bytes of a request or an answer; absent and null mean none.
struct Body<Parameters: Decodable>: Decodable {
  var parameters: Parameters

  private enum CodingKeys: CodingKey { case parameters }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if try container.contains(.parameters) && !container.decodeNil(forKey: .parameters) {
      parameters = try container.decode(Parameters.self, forKey: .parameters)
    } else {
      parameters = try Parameters(from: NoMembers())
    }
  }
}

/// An empty object, so that a type whose members are all optional decodes from absent parameters.
private struct NoMembers: Decoder {
  var codingPath: [any CodingKey] = []
  var userInfo: [CodingUserInfoKey: Any] = [:]

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(Members<Key>())
  }
  func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw absent }
  func singleValueContainer() throws -> any SingleValueDecodingContainer { throw absent }

  private var absent: DecodingError {
    .valueNotFound(Self.self, .init(codingPath: [], debugDescription: "no parameters"))
  }

  private struct Members<Key: CodingKey>: KeyedDecodingContainerProtocol {
    var codingPath: [any CodingKey] = []
    var allKeys: [Key] = []
    func contains(_ key: Key) -> Bool { false }
    func decodeNil(forKey key: Key) throws -> Bool { true }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { throw missing(key) }
    func nestedContainer<N: CodingKey>(keyedBy: N.Type, forKey key: Key) throws -> KeyedDecodingContainer<N> {
      throw missing(key)
    }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw missing(key) }
    func superDecoder() throws -> any Decoder { NoMembers() }
    func superDecoder(forKey key: Key) throws -> any Decoder { NoMembers() }
    private func missing(_ key: Key) -> DecodingError {
      .keyNotFound(key, .init(codingPath: [], debugDescription: "no parameters"))
    }
  }
}

/// No parameters, in either direction. Reading it ignores what is there.
public struct NoParameters: Codable, Hashable, Sendable {
  public init() {}
  public init(from decoder: any Decoder) throws {}
}
