/// The languages that messages are written in.
public enum Language: String, Codable, CaseIterable, Sendable {
  case chinese = "zh"
  case english = "en"

  /// The BCP 47 tag of a text in this language.
  public var tag: String {
    switch self {
    case .chinese: "zh-Hans"
    case .english: "en"
    }
  }
}

/// The same words in both languages.
public struct Words: Hashable, Codable, Sendable {
  public var chinese: String
  public var english: String

  public init(chinese: String, english: String) {
    self.chinese = chinese
    self.english = english
  }

  /// Words that are the same in both, such as a name that has no translation.
  public init(_ both: String) {
    self.init(chinese: both, english: both)
  }

  public subscript(language: Language) -> String {
    switch language {
    case .chinese: chinese
    case .english: english
    }
  }
}
