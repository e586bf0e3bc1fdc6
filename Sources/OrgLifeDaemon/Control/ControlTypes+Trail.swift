import Foundation

extension Control {
  public struct ExplainQuestion: Codable, Sendable {
    public var key: String
    public init(key: String) { self.key = key }
  }
  public struct ExplainAnswer: Codable, Sendable { public var explanation: Explanation }
  public struct PreviewQuestion: Codable, Sendable {
    public var about: String
    public var at: String?
    public init(about: String, at: String?) {
      self.about = about
      self.at = at
    }
  }
  public struct PreviewAnswer: Codable, Sendable { public var preview: Preview }
  public struct SourcesAnswer: Codable, Sendable { public var files: [String: String] }
  public struct CompareQuestion: Codable, Sendable {
    public var files: [String: Data]
    public var unchanged: [String]
    public var days: Int
    public init(files: [String: Data], unchanged: [String], days: Int) {
      self.files = files
      self.unchanged = unchanged
      self.days = days
    }
  }
  public struct CompareAnswer: Codable, Sendable { public var comparison: Comparison }
}
