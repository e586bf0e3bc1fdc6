import Foundation

/// An answer for programs: an object that says by which schema it is written, beside its payload's own members.
///
/// docs/json.md has every schema. Within a number, members are only added.
struct SchemaAnswer<Payload: Encodable>: Encodable {
  var name: String
  /// Encodes as an object without a member `schema`.
  var payload: Payload

  private enum CodingKeys: String, CodingKey {
    case schema
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode("org.orglife.ctl.\(name)/1", forKey: .schema)
    try payload.encode(to: encoder)
  }

  /// On one line, keys sorted, so that the same answer is the same bytes.
  func line() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

/// Prints `{"schema":"org.orglife.ctl.NAME/1", …}` with the payload's members, on one line.
func printJSON(schema: String, _ payload: some Encodable) throws {
  print(try SchemaAnswer(name: schema, payload: payload).line())
}
