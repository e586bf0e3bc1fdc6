extension Control {
  public struct ExplainQuestion: Codable, Sendable {
    public var key: String
    public init(key: String) { self.key = key }
  }
  public struct ExplainAnswer: Codable, Sendable { public var explanation: Explanation }
}
