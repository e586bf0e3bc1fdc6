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
}
