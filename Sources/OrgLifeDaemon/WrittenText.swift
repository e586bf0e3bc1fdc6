import Foundation
import OrgLifeCore
import OrgLifeProgramme
import Varlink

/// A text that a person gave, such as a reason: it will stand in a line of a list, of a letter and of a terminal, where another
/// line could be taken for a key.
enum WrittenText {
  private static let mostBytes = 1024

  static func isOneLine(_ text: String) -> Bool {
    text.utf8.count <= mostBytes
      && text.unicodeScalars.allSatisfy {
        $0 != "\n" && $0 != "\r" && UnseenCharacter($0) == nil
      }
  }

  /// - Throws: ``Refusal`` for the first text in the statement that is not one line.
  static func check(_ statement: Fact.Statement) throws(Refusal) {
    guard let body = try? JSONEncoder().encode(statement),
      let value = try? JSONDecoder().decode(JSONValue.self, from: body)
    else { return }
    guard let text = texts(in: value).first(where: { !isOneLine($0) }) else { return }
    throw refusal(of: text)
  }

  static func refusal(of text: String) -> Refusal {
    let start = String(
      String.UnicodeScalarView(text.unicodeScalars.prefix { isOneLine(String($0)) }).prefix(40))
    return .refused(
      "“\(start)…” is to be one line of at most \(mostBytes) bytes, without invisible characters")
  }

  private static func texts(in value: JSONValue) -> [String] {
    switch value {
    case .string(let text): [text]
    case .array(let values): values.flatMap(texts)
    case .object(let members): members.sorted { $0.key < $1.key }.flatMap { texts(in: $0.value) }
    case .null, .bool, .integer, .number: []
    }
  }
}
