/// One try at a delivery.
public struct Attempt: Codable, Hashable, Sendable {
  /// The delivery's key, the same for all its attempts; see ``Notice/key``.
  public var key: String
  /// 1 for the first.
  public var number: Int
  /// The delivery is cancelled after so many seconds.
  public var deadlineSeconds: Double

  public init(key: String, number: Int, deadlineSeconds: Double) {
    self.key = key
    self.number = number
    self.deadlineSeconds = deadlineSeconds
  }
}
